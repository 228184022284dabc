/* The page of what waits in this browser: each report with what became of it, and the one thing to do about it. */

import { element } from "./report-combobox.js";
import { flush } from "./outbox-send.js";
import { allKept, changeKept, forget, forgetAll } from "./outbox-store.js";

const page = document.querySelector("[data-saved]");
/** @type {Record<string, string>} */
const words = JSON.parse(page.dataset.words);
const list = page.querySelector("[data-saved-list]");
const said = page.querySelector("[data-saved-said]");
const { lang } = document.documentElement;
/** @type {Record<string, string>} */
const BADGES = { waiting: "badge saved-waiting", refused: "badge saved-refused", held: "badge saved-held", sent: "badge saved-sent" };

async function draw() {
  const entries = await allKept().catch(() => null);
  if (!entries) said.textContent = words.lost ?? "";
  const shown = (entries ?? []).filter((each) => each.state !== "draft");
  list.replaceChildren(...shown.map(card));
  page.querySelector("[data-saved-all]").hidden = !shown.length;
  const waiting = shown.some(({ state }) => state === "waiting");
  const asked = shown.some(({ state }) => state === "refused" || state === "held");
  const title = page.querySelector("[data-saved-title]");
  title.textContent = title.dataset[waiting ? "waiting" : asked ? "action" : shown.length ? "sent" : "empty"];
  const lead = page.querySelector("[data-saved-lead]");
  lead.textContent = waiting ? lead.dataset.waiting : shown.length ? "" : lead.dataset.empty;
}

/** @param {Kept} entry */
function card(entry) {
  const box = element("li", "card saved-card");
  const head = element("div", "saved-head");
  head.append(element("p", BADGES[entry.state], {}, words[entry.state]));
  head.append(element("h2", "", {}, ("title" in entry && entry.title) || words.untitled));
  box.append(head);
  if (entry.state === "sent") box.append(element("p", "", {}, (words.number ?? "").replace("{num}", String(entry.number))));
  if ("fields" in entry && entry.state !== "draft") {
    if (entry.place) head.append(element("p", "muted", {}, entry.place));
    head.append(element("p", "", {}, numbers(entry)));
    if (entry.photos[0]) box.append(picture(entry.photos[0]));
    if (entry.state === "refused") box.append(element("p", "", {}, `${words.answered} ${entry.why ?? ""}`));
  }
  box.append(deeds(entry));
  return box;
}

/** @param {Waiting} entry */
function numbers({ photos, fields, at }) {
  const count = (fields.description ?? "").split(/\s+/).filter(Boolean).length;
  const time = new Date(at).toLocaleString(lang, { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
  const parts = [photos.length ? words.photos?.replace("{num}", String(photos.length)) : "", words.words?.replace("{num}", String(count)), time];
  return parts.filter(Boolean).join(" · ");
}

/** @param {File} photo */
function picture(photo) {
  const shown = element("img", "saved-photo", { alt: "" });
  shown.src = URL.createObjectURL(photo);
  shown.onload = () => URL.revokeObjectURL(shown.src);
  shown.onerror = () => shown.remove();
  return shown;
}

/** @param {Kept} entry */
function deeds(entry) {
  const row = element("p", "button-row");
  if (entry.state === "sent") {
    const link = element("a", "button button-quiet", {}, words.open);
    link.href = entry.url;
    row.append(link, deed(words.delete, () => forget(entry.key)));
    return row;
  }
  const wrong = entry.state === "refused" ? (entry.wrong ?? []) : [];
  const change = element("a", "button button-quiet", {}, wrong.some((name) => ["place", "lon", "lat"].includes(name)) ? words.move : words.change);
  change.href = `/${entry.slug}/reports/new?saved=${encodeURIComponent(entry.key)}`;
  row.append(change);
  if (entry.state !== "draft") row.append(deed(words.try, () => again(entry.key)));
  row.append(deed(words.delete, async () => confirm(words.sure) && forget(entry.key)));
  return row;
}

/** @param {string | undefined} label @param {() => Promise<unknown>} work */
function deed(label, work) {
  const button = element("button", "button button-quiet", { type: "button" }, label);
  button.addEventListener("click", async () => {
    await work();
    await draw();
  });
  return button;
}

/** @param {string} key */
async function again(key) {
  await changeKept(key, (entry) => ("fields" in entry && entry.state !== "draft" ? { ...entry, state: "waiting" } : entry));
  said.textContent = "";
  const changed = await flush(lang);
  if (!changed) said.textContent = words.still ?? "";
}

page.querySelector("[data-delete-all]").addEventListener("click", async () => {
  if (!confirm(words.sureAll)) return;
  await forgetAll();
  navigator.serviceWorker?.controller?.postMessage({ forget: true });
  await draw();
});
addEventListener("online", () => flush(lang).then(draw));
navigator.serviceWorker?.addEventListener("message", (event) => event.data?.outbox && draw());
flush(lang).then(draw);
draw();

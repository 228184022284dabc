/* The form that is sent: kept while it is typed, sent in place, sent again with the same key when the answer was lost. */

import { formOf, meaning, settled } from "./outbox-send.js";
import { forget, keep as keepEntry } from "./outbox-store.js";
import { draftKey, draftWritten, dropDraft, keepDraft, readDraft } from "./report-draft.js";
import { element } from "./report-combobox.js";
import { init as initPhotos } from "./report-photos.js";
import { watch } from "./personal-note.js";
import { HEADER, solve } from "./proof-of-work.js";

const PATIENCE_MS = 120000;

/** Take care of the form; ``placeFound`` is for photos that tell their place.
 * @param {Form} form @param {{ placeFound?: ((place: LonLat) => void) | null }} settings */
export async function init(form, { placeFound = null } = {}) {
  const { slug } = form.dataset;
  const state = form.querySelector("[data-send-state]");
  const send = form.querySelector("button[type=submit]");
  const photos = initPhotos(form.querySelector("[data-photos]"), placeFound, (chosen) => keep({ photos: chosen }));
  const { description, private_note: note, email, idempotency_key: key } = form.elements;

  let taken = false;
  description.addEventListener("input", () => keep());
  note.addEventListener("input", () => keep());
  addEventListener("pagehide", () => !taken && description.value && keep());
  // Back from the confirmation: the form as it was has done its work.
  addEventListener("pageshow", (event) => event.persisted && taken && location.reload());

  /** @param {Partial<Draft>} more */
  function keep(more = {}) {
    return keepDraft(slug, { description: description.value, private_note: note.value, key: key.value, ...more });
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.dataset.busy) return;
    form.dataset.busy = "yes";
    send.setAttribute("aria-disabled", "true");
    clearErrors(form);
    const entry = entryOf(form);
    await draftWritten();
    // On the disk before the first byte is sent: whatever happens then, it is not lost.
    const kept = await keepEntry(entry, draftKey(slug)).then(() => true, () => false);
    let answer = await post(form, progressIn(state, form.dataset.sending));
    if (answer.body?.error?.code === "form-expired") answer = await postRenewed(form, state, answer);
    if (answer.body?.error?.challenge) answer = await postSolved(form, state, answer);
    delete form.dataset.busy;
    send.removeAttribute("aria-disabled");
    await settle(answer, entry, kept);
  });

  /** @param {Sent} sent @param {Waiting} entry @param {boolean} kept */
  async function settle(sent, entry, kept) {
    const how = kept ? await settled(entry.key, sent, document.documentElement.lang).catch(() => meaning(sent)) : meaning(sent);
    const { status, body } = sent;
    if (how === "sent") {
      taken = true;
      await dropDraft(slug);
      location.assign(body?.next_url ?? location.href);
      return;
    }
    const fields = body?.error?.fields ?? {};
    if (how === "waiting" && kept) {
      taken = true;
      if (navigator.serviceWorker?.controller) {
        await askToBeSent();
        location.assign(`/${slug}/saved`);
      } else sayWhy(sent, kept);
      return;
    }
    // The form is open before one's eyes: what was refused is written on here.
    await keep({ photos: entry.photos, lon: entry.fields.lon ?? "", lat: entry.fields.lat ?? "", category: entry.fields.category ?? "" });
    if (how === "refused") await forget(entry.key).catch(() => null);
    if (status === 422 && Object.keys(fields).length) {
      state.hidden = true;
      showErrors(form, fields);
    } else sayWhy(sent, kept);
  }

  /** @param {Sent} sent @param {boolean} kept */
  function sayWhy({ status, body }, kept) {
    const lost = status === 0 || status >= 500 || status === 429;
    // The front knows no languages: it sends its words in each.
    const message = body?.error?.messages?.[document.documentElement.lang] ?? body?.error?.message;
    const words = status === 0 ? form.dataset.offline : (message ?? form.dataset.busyServer);
    const box = say(state, lost ? "warning" : "danger", words, lost && kept ? form.dataset.kept : "");
    if (lost) box.append(retryButton(form));
    if (status === 409) newKey(form);
  }

  const draft = await readDraft(slug);
  if (draft?.key) key.value = draft.key;
  if (draft?.description && !description.value) description.value = draft.description;
  if (draft?.email && !email.value) email.value = draft.email;
  if (draft?.private_note && !note.value) showPrivate(form, draft.private_note);
  if (draft?.photos?.length) photos.add(draft.photos);
  let settledWords = draft?.kept ?? [];
  watch(description, form.querySelector("[data-personal]"), {
    kept: settledWords,
    hide: (passages) => {
      hide(form, passages);
      keep();
    },
    keep: (passages) => keep({ kept: (settledWords = [...settledWords, ...passages]) }),
  });
}

/** What is sent, as it waits for the network. @param {Form} form @returns {Waiting} */
function entryOf(form) {
  /** @type {Record<string, string>} */
  const fields = {};
  /** @type {File[]} */
  const photos = [];
  for (const [name, value] of new FormData(form)) {
    if (name === "csrf_token" || name === "idempotency_key") continue;
    if (typeof value === "string") fields[name] = value;
    else if (value.size) photos.push(value);
  }
  const title = document.querySelector("#category-search")?.value || document.querySelector(".key-values dd + dt + dd")?.textContent || "";
  return {
    key: form.elements.idempotency_key.value, slug: form.dataset.slug, state: "waiting", at: Date.now(), tries: 0, fields, photos,
    title: title.trim(), place: document.querySelector("#address")?.value ?? "",
  };
}

/** Where browsers have it, the report is sent with no page open. */
async function askToBeSent() {
  const worker = await navigator.serviceWorker.ready;
  await /** @type {any} */ (worker).sync?.register("outbox").catch(() => null);
}

/** Move passages from the words that all read to those for the body alone; nothing is lost between.
 * @param {Form} form @param {string[]} passages */
function hide(form, passages) {
  const { description, private_note: note } = form.elements;
  showPrivate(form, [note.value, ...passages].filter(Boolean).join("\n"));
  // The longer first: «кв. 7» is the beginning of «кв. 78».
  for (const passage of [...passages].sort((a, b) => b.length - a.length)) description.value = description.value.replaceAll(passage, "…");
}

/** @param {Form} form @param {string} words */
function showPrivate(form, words) {
  form.elements.private_note.value = words;
  form.querySelector("[data-private]").open = true;
}

/** @param {Form} form */
function retryButton(form) {
  const button = element("button", "button button-quiet", { type: "button" }, form.dataset.retry);
  button.addEventListener("click", () => form.requestSubmit());
  return button;
}

/** The key has made another report: the next press is a new one. @param {Form} form */
function newKey(form) {
  form.elements.idempotency_key.value = crypto.randomUUID();
}

/** Solve the task that the server asks of a crowded network, and send again.
 * @param {Form} form @param {Part} state @param {Sent} refused @returns {Promise<Sent>} */
async function postSolved(form, state, refused) {
  const error = refused.body?.error;
  if (!error?.challenge) return refused;
  try {
    const proof = await solve(error.challenge, progressIn(state, error.message ?? ""));
    return await post(form, progressIn(state, form.dataset.sending), proof);
  } catch {
    return { status: refused.status, body: { error: { message: form.dataset.unsolved } } };
  }
}

/** A form that lay open too long, or whose cookie went: sent again with a new token, and nothing typed or chosen is lost.
 * @param {Form} form @param {Part} state @param {Sent} refused @returns {Promise<Sent>} */
async function postRenewed(form, state, refused) {
  try {
    const response = await fetch(`/${form.dataset.slug}/reports/new`, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    form.elements.csrf_token.value = /** @type {Part} */ (page.querySelector("[name=csrf_token]")).value;
  } catch {
    return refused;
  }
  return post(form, progressIn(state, form.dataset.sending));
}

/** XMLHttpRequest, not fetch: it tells how much of the photos is sent. Status 0: no answer came.
 * @type {(form: Form, progress: (share: number) => void, proof?: string) => Promise<Sent>} */
function post(form, progress, proof = "") {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.timeout = PATIENCE_MS;
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("Idempotency-Key", form.elements.idempotency_key.value);
    if (proof) request.setRequestHeader(HEADER, proof);
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.onload = () => resolve({ status: request.status, body: parsed(request.responseText) });
    request.onerror = request.ontimeout = request.onabort = () => resolve({ status: 0, body: null });
    const sent = formOf(entryOf(form));
    sent.append("csrf_token", form.elements.csrf_token.value);
    request.send(sent);
  });
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** @type {(state: Part, words: string) => (share: number) => void} */
function progressIn(state, words) {
  const bar = element("progress", "progress-bar", { max: "1", "aria-label": words });
  say(state, "info", words).append(bar);
  return (share) => (bar.value = share);
}

/** @param {Part} state @param {string} kind @param {string} words */
function say(state, kind, words, more = "") {
  const box = element("div", `alert alert-${kind}`, { role: kind === "info" ? "status" : "alert" });
  const inner = element("div");
  inner.append(element("strong", "alert-title", {}, words));
  if (more) inner.append(element("p", "", {}, more));
  box.append(inner);
  state.replaceChildren(box);
  state.hidden = false;
  return inner;
}

/** Words beside each field; what has no field of its own goes on top. The first wrong field is focused.
 * @param {Form} form @param {Record<string, string>} fields */
function showErrors(form, fields) {
  const targets = Object.entries(fields).map(([name, words]) => {
    const field = document.querySelector(`#${CSS.escape(name)}`) ?? document.querySelector("#description");
    const box = field.closest(".field, .where-map") ?? field.parentElement;
    box.classList.add("has-error");
    const id = `${name}-error-now`;
    box.querySelector("label, legend")?.after(element("p", "field-error", { id, "data-error-now": "", role: "alert" }, words));
    if (!box.querySelector(`#${CSS.escape(id)}`)) box.prepend(element("p", "field-error", { id, "data-error-now": "", role: "alert" }, words));
    field.setAttribute("aria-invalid", "true");
    return field;
  });
  const first = targets.sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1))[0];
  const shown = first.hidden || first.type === "hidden" ? first.parentElement.querySelector("input:not([type=hidden])") : first;
  shown?.focus();
  (shown ?? first).scrollIntoView({ block: "center" });
}

/** @param {Form} form */
function clearErrors(form) {
  document.querySelectorAll("[data-error-now]").forEach((node) => node.remove());
  document.querySelectorAll(".has-error").forEach((node) => node.classList.remove("has-error"));
  form.querySelectorAll("[aria-invalid]").forEach((node) => node.removeAttribute("aria-invalid"));
}

/* The second step without the first on the same page. */
const alone = document.querySelector("[data-report-words-page] [data-report-words]");
if (alone) init(alone);

/* Sends what waits for the network: by the page that it was written on, by any later one, or with no page open, by the
   service worker. Each report has a key of its own: however often it is sent, it is one report. */

import { allKept, changeKept, forget } from "./outbox-store.js";

const DAYS_TOLD = 30;

/** The form as it is sent. @param {Waiting} entry @returns {FormData} */
export function formOf(entry) {
  const form = new FormData();
  for (const [name, value] of Object.entries(entry.fields)) form.append(name, value);
  for (const photo of entry.photos) form.append("photos", photo, photo.name);
  form.append("idempotency_key", entry.key);
  return form;
}

/** What an answer means. Only a success or a refusal in words ends the waiting: everything else is tried again.
 * @param {Sent} sent @returns {"sent" | "refused" | "waiting"} */
export function meaning({ status, body }) {
  if ((status === 200 || status === 201) && body?.next_url) return "sent";
  const code = body?.error?.code;
  if (!code || code === "form-expired" || body?.error?.challenge) return "waiting";
  return status === 422 || status === 409 || status === 413 || status === 404 || status === 400 ? "refused" : "waiting";
}

/** Note in the store what came of sending: of a success only the number and the link remain.
 * @param {string} key @param {Sent} sent @param {string} language @returns {Promise<"sent" | "refused" | "waiting">} */
export async function settled(key, sent, language) {
  const how = meaning(sent);
  await changeKept(key, (entry) => (entry.state === "draft" || entry.state === "sent" ? entry : AFTER[how](entry, sent, language)));
  return how;
}

/** @type {Record<"sent" | "refused" | "waiting", (entry: Waiting, sent: Sent, language: string) => Kept>} */
const AFTER = {
  sent: ({ key, slug, title }, { body }) => ({ key, slug, state: "sent", at: Date.now(), number: body?.number ?? 0, url: body?.own_url ?? "", title }),
  waiting: (entry) => ({ ...entry, state: "waiting", tries: entry.tries + 1 }),
  refused: (entry, { status, body }, language) => ({
    ...entry, state: "refused", why: whyNot(body?.error, language), wrong: Object.keys(body?.error?.fields ?? {}), spent: status === 409,
  }),
};

/** @param {NonNullable<Sent["body"]>["error"]} error @param {string} language */
function whyNot(error, language) {
  const fields = Object.values(error?.fields ?? {}).join(" ");
  return fields || (error?.messages?.[language] ?? error?.message ?? "");
}

/** Send everything that waits, one after another; one sender at a time in this browser. Return the entries that changed.
 * @param {string} language @returns {Promise<number>} */
export async function flush(language) {
  if (!navigator.locks) return sendAll(language);
  return navigator.locks.request("outbox", () => sendAll(language));
}

/** @param {string} language */
async function sendAll(language) {
  let changed = 0;
  for (const entry of await allKept()) {
    if (entry.state === "sent" && Date.now() - entry.at > DAYS_TOLD * 864e5) await forget(entry.key);
    if (entry.state !== "waiting") continue;
    const how = await settled(entry.key, await sentBy(entry), language);
    if (how === "waiting") break;
    changed += 1;
  }
  return changed;
}

/** A token of one's own session, which may be another than when it was written: the form's page has it.
 * @param {string} slug @returns {Promise<string>} */
async function token(slug) {
  const page = await fetch(`/${slug}/reports/new`, { headers: { Accept: "text/html" }, cache: "no-store", credentials: "same-origin" });
  return (await page.text()).match(/name="csrf_token" value="([^"]+)"/)?.[1] ?? "";
}

/** @param {Waiting} entry @returns {Promise<Sent>} */
async function sentBy(entry) {
  try {
    const form = formOf(entry);
    form.append("csrf_token", await token(entry.slug));
    const answer = await fetch(`/${entry.slug}/reports`, {
      method: "POST", body: form, credentials: "same-origin",
      headers: { Accept: "application/json", "Idempotency-Key": entry.key },
    });
    return { status: answer.status, body: await answer.json().catch(() => null) };
  } catch {
    return { status: 0, body: null };
  }
}

/* What is typed stays in this browser until a server has it: text, place, kind, photos, and the form's key, so that a
   report sent again after a lost answer is the same report. A draft keeps no e-mail address; what waits to be sent does. */

import { changeKept, forget, keep, kept } from "./outbox-store.js";

const DAYS_KEPT = 14;
/** @param {string} slug */
export const draftKey = (slug) => `draft:${slug}`;
/** What one has come back to change: it is held until it is sent anew. */
const heldKey = () => new URLSearchParams(location.search).get("saved");

/** @param {string} slug @returns {Promise<Partial<Draft> | null>} */
export async function readDraft(slug) {
  try {
    const held = heldKey();
    return held ? await hold(held) : draftIn(await kept(draftKey(slug)));
  } catch {
    return null;
  }
}

/** @param {Kept | undefined} entry @returns {Partial<Draft> | null} */
function draftIn(entry) {
  if (entry?.state !== "draft" || Date.now() - entry.at > DAYS_KEPT * 864e5) return null;
  return { ...entry.fields, photos: entry.photos, key: entry.report };
}

/** Take back what waits: nobody sends it while it is being changed. @param {string} key @returns {Promise<Partial<Draft> | null>} */
async function hold(key) {
  await changeKept(key, (entry) => (waits(entry) ? { ...entry, state: "held" } : entry));
  const entry = await kept(key);
  if (!entry || !waits(entry)) return null;
  return { ...entry.fields, photos: entry.photos, key: entry.spent ? crypto.randomUUID() : key };
}

/** @param {Kept} entry @returns {entry is Waiting} */
const waits = (entry) => entry.state !== "draft" && entry.state !== "sent";

/** @type {Promise<unknown>} */
let written = Promise.resolve();

/** Write the change after those before it; false where nothing is kept: in a private window, or without room.
 * @param {string} slug @param {Partial<Draft>} change @returns {Promise<boolean>} */
export function keepDraft(slug, change) {
  const { photos, key, ...fields } = change;
  const done = written.then(async () => {
    try {
      const found = await kept(draftKey(slug));
      const before = found?.state === "draft" ? found : { fields: {}, photos: [], report: "" };
      await keep({
        key: draftKey(slug), slug, state: "draft", at: Date.now(), report: key ?? before.report,
        fields: { ...before.fields, ...fields }, photos: photos ?? before.photos,
      });
      return true;
    } catch {
      return false;
    }
  });
  written = done;
  return done;
}

/** @param {string} slug */
export async function dropDraft(slug) {
  await written;
  const held = heldKey();
  await Promise.all([forget(draftKey(slug)), held && forget(held)]).catch(() => null);
}

/** Once what is being written is on the disk. */
export const draftWritten = () => written;

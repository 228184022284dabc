/* What was typed stays in this browser until the server has confirmed the report: text, place, kind, and the form's key,
   so that a report sent again after a lost answer is the same report. E-mail addresses and photos are not kept here. */

const DAYS_KEPT = 14;
/** @param {string} slug */
const nameOf = (slug) => `report-draft:${slug}`;

/** @param {string} slug @returns {Draft | null} */
export function readDraft(slug) {
  try {
    const draft = JSON.parse(localStorage.getItem(nameOf(slug)) ?? "null");
    if (!draft || Date.now() - draft.at > DAYS_KEPT * 864e5) return null;
    return draft;
  } catch {
    return null;
  }
}

/** @type {(slug: string, change: Partial<Draft>) => boolean} */
export function keepDraft(slug, change) {
  try {
    localStorage.setItem(nameOf(slug), JSON.stringify({ ...readDraft(slug), ...change, at: Date.now() }));
    return true;
  } catch {
    return false; // a private window, or no room: the page itself still holds the words
  }
}

/** @param {string} slug */
export function dropDraft(slug) {
  try {
    localStorage.removeItem(nameOf(slug));
  } catch {
    // Nothing was kept.
  }
}

/* What was typed stays in this browser until the server has confirmed the report: text, place, kind, and the form's key,
   so that a report sent again after a lost answer is the same report. E-mail addresses and photos are not kept here. */

const DAYS_KEPT = 14;
const nameOf = (slug) => `report-draft:${slug}`;

export function readDraft(slug) {
  try {
    const draft = JSON.parse(localStorage.getItem(nameOf(slug)) ?? "null");
    if (!draft || Date.now() - draft.at > DAYS_KEPT * 864e5) return null;
    return draft;
  } catch {
    return null;
  }
}

export function keepDraft(slug, change) {
  try {
    localStorage.setItem(nameOf(slug), JSON.stringify({ ...readDraft(slug), ...change, at: Date.now() }));
    return true;
  } catch {
    return false; // a private window, or no room: the page itself still holds the words
  }
}

export function dropDraft(slug) {
  try {
    localStorage.removeItem(nameOf(slug));
  } catch {
    // Nothing was kept.
  }
}

/* The list page: a choice sends the form; words wait for Enter, for the page would come anew under the typing. */

import { watchChanges } from "./changes.js";
import { addressOf, asSent, watchFilters } from "./filters.js";
import { put } from "./listing.js";

const form = document.querySelector("[data-filters]");
const place = document.querySelector("[data-list-place]");
const found = document.querySelector("[data-found-words]");
watchFilters(form, () => location.assign(`${location.pathname}?${wanted()}`), { whileTyping: false });
// Back to this page: its form says what its address does, not what was chosen on it to leave it.
window.addEventListener("pageshow", () => asSent(form));

/** What the form stands for, within the part of the map that the address names. */
function wanted() {
  const query = new URLSearchParams(addressOf(form));
  if (form.elements.bbox) query.set("bbox", form.elements.bbox.value);
  return query;
}

/** What this page shows, put in place of what it showed; tell whether it was. */
async function renew() {
  // Who walks the list by keyboard does not lose the place.
  if (place.querySelector(":focus-visible")) return false;
  const answer = await fetch(location.href);
  if (!answer.ok) throw new Error(String(answer.status));
  put({ place, found, form }, await answer.text());
  return true;
}

const shown = place.querySelector("[data-state]");
if (shown) watchChanges(location.pathname.replace(/list$/, "changes"), shown.dataset.state, renew);

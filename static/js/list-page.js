/* The list page: a choice sends the form; words wait for Enter, for the page would come anew under the typing. */

import { watchChanges } from "./changes.js";
import { queryOf, watchFilters } from "./filters.js";

const form = document.querySelector("[data-filters]");
watchFilters(form, () => location.assign(`${location.pathname}?${queryOf(form)}`), { whileTyping: false });

/** What this page shows, put in place of what it showed. */
async function renew() {
  // Who walks the list by keyboard does not lose the place.
  if (document.querySelector("[data-listing]").contains(document.activeElement)) return;
  const answer = await fetch(location.href);
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of ["[data-listing]", "[data-found-words]"]) {
    document.querySelector(part).replaceWith(document.adoptNode(fresh.querySelector(part)));
  }
}

const shown = document.querySelector("[data-state]");
if (shown) watchChanges(location.pathname.replace(/list$/, "changes"), shown.dataset.state, renew);

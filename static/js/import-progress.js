/* The page of a file that is being read, checked or taken: renewed when something has changed. */

import { watchChanges } from "./changes.js";

const element = /** @type {HTMLElement | null} */ (document.querySelector("[data-import-state]"));
if (element) {
  watchChanges(element.dataset.importState ?? "", element.dataset.known, () => {
    location.reload();
    return false;
  });
}

/* The list of reports, on the map page and on its own: what the server tells anew is put where it is told. */

/** Put our own server's page or fragment in the list's place, and its counts where they are told.
 * @param {{ place: Part, found: Part, form: Form }} page @param {string} html */
export function put({ place, found, form }, html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const listing = fresh.querySelector("[data-listing]");
  if (!listing) return;
  const words = fresh.querySelector("[data-found-words]")?.textContent ?? listing.dataset.found;
  place.replaceChildren(document.adoptNode(listing));
  // The element stays: a new one's words would not be read out.
  found.textContent = words;
  if (listing.dataset.state) forgetFaults(form);
  // What takes too long to count is not told.
  const told = new URLSearchParams(listing.dataset.counts);
  for (const count of form.querySelectorAll("[data-count]")) count.textContent = told.get(count.dataset.count);
}

/** What was wrong is right now. @param {Form} form */
function forgetFaults(form) {
  form.querySelectorAll(".field-error").forEach((words) => words.remove());
  form.querySelectorAll("[aria-invalid]").forEach((field) => field.removeAttribute("aria-invalid"));
}

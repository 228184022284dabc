/* The report form as one page: place and kind, then who answers and what is known already, then words. */

import { init as initCategory } from "./report-category.js";
import { dropDraft, keepDraft, readDraft } from "./report-draft.js";
import { debounced, init as initPlace } from "./report-place.js";
import { init as initWords } from "./report-words.js";

/** @param {Part} page */
async function init(page) {
  const where = page.querySelector("[data-where]");
  const words = page.querySelector("[data-report-words]");
  const { slug } = page.dataset;
  const draft = await readDraft(slug);
  const fresh = !where.elements.lon.value && !where.elements.category.value;
  let dropped = false;
  if (fresh && draft) restore(page, where, draft, () => (dropped = true));

  // In place: the form of the first step is never sent while scripts run.
  where.addEventListener("submit", (event) => {
    event.preventDefault();
    // Enter anywhere presses the form's first button: only from the address does it mean to find.
    if (event.submitter?.getAttribute("name") === "find" && document.activeElement?.matches("#address, [name=find]")) where.querySelector("[data-address] button").click();
  });
  /** @type {{ place: LonLat | null, category: string }} */
  const known = { place: null, category: where.elements.category.value };
  /** @type {Where | null} */
  let place = null;

  const changed = () => {
    // The place may be found after one has chosen to start over, and before the page goes.
    if (!dropped) keepDraft(slug, { lon: where.elements.lon.value, lat: where.elements.lat.value, category: known.category });
    words.elements.lon.value = where.elements.lon.value;
    words.elements.lat.value = where.elements.lat.value;
    words.elements.category.value = known.category;
    if (known.place && known.category) foresee(page, known, () => place);
  };
  initWords(words, { placeFound: (found) => place?.go(found) });
  initCategory(page.querySelector("[data-category-picker]"), (code) => {
    known.category = code;
    changed();
  });
  place = await initPlace(where, (shown) => {
    known.place = shown;
    if (!shown) forget(page);
    changed();
  });
  hear(where);
}

/** What was typed before the scripts came is searched for as if it were typed now. @param {Form} where */
function hear(where) {
  for (const box of where.querySelectorAll("#address, #category-search")) {
    if (document.activeElement === box && box.value) box.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** @type {(page: Part, where: Form, draft: Partial<Draft>, startedOver: () => void) => void} */
function restore(page, where, draft, startedOver) {
  if (!draft.description && !draft.category) return;
  where.elements.lon.value = draft.lon ?? "";
  where.elements.lat.value = draft.lat ?? "";
  where.elements.category.value = draft.category ?? "";
  const box = page.querySelector("[data-restored]");
  box.hidden = false;
  box.querySelector("[data-start-over]").addEventListener("click", async () => {
    startedOver();
    page.querySelector("[data-report-words]").reset();
    page.querySelector("[data-report-words]").elements.description.value = "";
    await dropDraft(page.dataset.slug);
    location.assign(location.pathname);
  });
}

/** @type {AbortController | null} */
let asking = null;

/** Without a place nobody answers. @param {Part} page */
function forget(page) {
  const box = page.querySelector("[data-foreseen-place]");
  asking?.abort();
  box.textContent = box.dataset.waiting;
  page.querySelector("[data-words-step]").hidden = true;
}

/** Ask the server what follows from the place and the kind, and show the form of words. */
const foresee = debounced(async (/** @type {Part} */ page, /** @type {{ place: LonLat | null, category: string }} */ { place, category }, /** @type {() => Where | null} */ map) => {
  if (!place) return;
  const box = page.querySelector("[data-foreseen-place]");
  page.querySelector("[data-words-step]").hidden = false;
  asking?.abort();
  asking = new AbortController();
  if (!box.querySelector("[data-foreseen]")) box.textContent = box.dataset.loading;
  box.setAttribute("aria-busy", "true");
  const query = new URLSearchParams({ lon: place.lon.toFixed(6), lat: place.lat.toFixed(6), category });
  try {
    const response = await fetch(`/${page.dataset.slug}/reports/preview?${query}`, {
      signal: asking.signal, headers: { Accept: "text/html" },
    });
    if (!response.ok && response.status !== 422) throw new Error(String(response.status));
    // Our own server's fragment, escaped by its templates; scripts in it would not run.
    box.innerHTML = await response.text();
    map()?.pins?.([...box.querySelectorAll("[data-near]")].map(({ dataset }) => ({
      lon: Number(dataset.lon), lat: Number(dataset.lat), colour: dataset.colour, title: dataset.title,
    })));
    page.querySelector("[data-words-step]").hidden = Boolean(box.querySelector("[data-refusal]"));
  } catch (error) {
    if (error.name !== "AbortError") box.textContent = box.dataset.lost;
  } finally {
    box.removeAttribute("aria-busy");
  }
}, 400);

const page = document.querySelector("[data-report-new]");
if (page) init(page);

/* The map page: map, list and filters in step. The address always says what is shown. */

import { watchChanges } from "./changes.js";
import { language } from "./map-browser.js";
import { createMap } from "./map-core.js";
import { addressOf, pressUsual, queryOf, watchFilters } from "./filters.js";
import { put } from "./listing.js";
import { comeNearer } from "./nearer.js";

const WAIT_MS = 250;
const SPOT_ZOOM = 16.5;

/** @type {(text: string) => any} */
const numbers = (text) => text.split(",").map(Number);

/** @param {Part} root */
function init(root) {
  const words = JSON.parse(root.dataset.words);
  const page = /** @type {Page} */ ({
    root,
    words,
    slug: root.dataset.slug,
    form: root.querySelector("[data-filters]"),
    place: root.querySelector("[data-list-place]"),
    found: root.querySelector("[data-found-words]"),
    follow: root.querySelector("[data-follow]"),
    searchHere: root.querySelector("[data-search-here]"),
    box: root.dataset.view ?? "",
    // An address that cannot be shown: the map is asked for the same, and shows as little as the list.
    refused: "refused" in root.dataset ? location.search.slice(1) : "",
    after: new URLSearchParams(location.search).get("after") ?? "",
  });
  const list = listOf(page);
  watchFilters(page.form, () => {
    page.after = "";
    page.spot = null;
    page.refused = "";
    page.map?.reports.halo(null);
    page.map?.reports.filter(queryOf(page.form));
    list.renew();
  });
  watchPages(page, list);
  openMap(page, list).catch((error) => sayFailure(page, error));
}

/** The list: fetched anew for the filters and the part of the map; renew() promises to tell whether it was.
 * @param {Page} page @returns {List} */
function listOf(page) {
  /** @type {AbortController | null} */
  let asked = null;
  async function renew() {
    asked?.abort();
    asked = new AbortController();
    forgetRefused(page);
    const query = new URLSearchParams(addressOf(page.form));
    if (page.box) query.set("bbox", page.box);
    if (page.after) query.set("after", page.after);
    history.replaceState(history.state, "", `${location.pathname}${query.size ? `?${query}` : ""}`);
    query.set("part", "list");
    page.place.firstElementChild?.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(`/${page.slug}/list?${query}`, { signal: asked.signal });
      if (!answer.ok && answer.status !== 422) throw new Error(String(answer.status));
      put(page, await answer.text());
      return true;
    } catch (error) {
      if (error.name === "AbortError") return false;
      page.place.firstElementChild?.removeAttribute("aria-busy");
      page.found.textContent = page.words.failed;
      return false;
    }
  }
  return { renew };
}

/** Whoever goes on, goes on with what the form holds: the part that was refused has been named.
 * @param {Page} page */
function forgetRefused(page) {
  if (!page.refused) return;
  page.refused = "";
  page.map?.reports.filter(queryOf(page.form));
}

/** @param {Page} page @param {List} list */
function watchPages(page, list) {
  page.root.addEventListener("click", (event) => {
    const link = /** @type {Part} */ (event.target).closest("[data-page], [data-reset], [data-spot]");
    if (!link || event.ctrlKey || event.metaKey || (link.dataset.spot && !page.map)) return;
    event.preventDefault();
    if (link.dataset.spot) return goTo(page, numbers(link.dataset.spot));
    if (link.matches("[data-reset]")) {
      clearForm(page.form);
      page.box = "";
      page.map?.reports.filter(queryOf(page.form));
    }
    page.after = link.dataset.page ?? "";
    list.renew().then(() => {
      page.place.scrollIntoView({ block: "start" });
      page.place.querySelector("a")?.focus({ preventScroll: true });
    });
  });
}

/** An address: the map goes there, and what is unresolved around it is shown.
 * @param {Page} page @param {Place} place */
function goTo(page, place) {
  const { city, reports } = page.map;
  clearForm(page.form);
  reports.filter(queryOf(page.form));
  city.moveTo(place, SPOT_ZOOM);
  page.spot = place;
  reports.halo(place);
  document.getElementById("city").scrollIntoView();
}

/** @param {Form} form */
function clearForm(form) {
  for (const field of form.elements) {
    if (field.type === "hidden") field.disabled = true;
    else if (field.name && field.type !== "checkbox") field.value = "";
  }
  pressUsual(form);
  form.dispatchEvent(new Event("cleared"));
}

/** @param {Page} page @param {List} list */
async function openMap(page, list) {
  const view = page.box ? numbers(page.box) : undefined;
  const city = await createMap(page.root.querySelector("[data-map]"), { view });
  const [districtsUpto] = page.root.dataset.bands.split(",").map(Number);
  const module = city.kind === "maplibre" ? await import("./reports-gl.js") : await import("./reports-leaflet.js");
  const reports = module.showReports(/** @type {any} */ (city), {
    slug: page.slug,
    districtsUpto,
    query: page.refused || queryOf(page.form),
    language: language(),
    onPress: (things, at) => press(page, things, at),
  });
  page.map = { city, reports };
  page.root.dataset.engine = city.kind;
  import("./notices-layer.js")
    .then(({ showNotices }) => showNotices(city, { slug: page.slug, language: language() }))
    .catch((error) => console.warn("no notices", error));
  reports.whenDrawn(() => (page.root.dataset.ready = "yes"));
  watchMoves(page, list);
  watchCards(page);
  watchForNews(page, list);
}

/** The map shows what has changed at once, the list as soon as it may and can.
 * @param {Page} page @param {List} list */
function watchForNews(page, list) {
  /** @type {string | null} */
  let drawn = null;
  watchChanges(`/${page.slug}/changes`, page.place.querySelector("[data-state]")?.dataset.state, async (state) => {
    if (state !== drawn) page.map.reports.renew();
    drawn = state;
    if (page.refused) return true;
    // Who walks the list by keyboard does not lose the place.
    if (page.place.querySelector(":focus-visible")) return false;
    if (!(await list.renew())) throw new Error("the list was not renewed");
    return true;
  });
}

/** The list follows the map, or waits for the button when the reader wishes so.
 * @param {Page} page @param {List} list */
function watchMoves(page, list) {
  let timer = 0;
  const look = () => {
    page.box = page.map.city.bounds().map((side) => side.toFixed(5)).join(",");
    page.after = "";
    page.searchHere.hidden = true;
    list.renew();
  };
  const moved = () => {
    clearTimeout(timer);
    if (page.follow.checked) timer = setTimeout(look, WAIT_MS);
    else page.searchHere.hidden = false;
  };
  page.map.city.onMove(moved);
  // A screen of another shape shows another part of the map than the address names.
  if (page.box && !page.refused && !sameView(numbers(page.box), page.map.city.bounds())) moved();
  page.searchHere.addEventListener("click", look);
  page.follow.addEventListener("change", () => page.follow.checked && look());
}

/** Whether two views are one, to what an address keeps of them or two pixels of a wide screen.
 * @param {Bounds} one @param {Bounds} other */
function sameView(one, other) {
  const near = Math.max(2e-5, (one[2] - one[0]) / 700);
  return one.every((side, at) => Math.abs(side - other[at]) <= near);
}

/** A card that is pointed at or focused shows its place on the map. @param {Page} page */
function watchCards(page) {
  /** @type {(event: Event) => Place | null} */
  const place = (event) => {
    const card = /** @type {Part} */ (event.target).closest?.("[data-report]");
    return card ? [Number(card.dataset.lon), Number(card.dataset.lat)] : null;
  };
  for (const kind of ["pointerover", "focusin"]) {
    page.place.addEventListener(kind, (event) => page.map.reports.halo(place(event)));
  }
  for (const kind of ["pointerleave", "focusout"]) {
    page.place.addEventListener(kind, () => page.map.reports.halo(page.spot ?? null));
  }
}

/** A cluster comes closer; pins show what they are.
 * @type {(page: Page, things: Things, at: Place) => void} */
function press(page, { cluster, pins }, at) {
  const { city, reports } = page.map;
  if (!cluster) {
    reports.popup(pins[0].place ?? at, cardOf(page, pins));
    return;
  }
  const { west, south, east, north, place } = cluster;
  comeNearer(city, page.root.querySelector("[data-map]"), { box: [west, south, east, north], place });
}

/** @param {string} tag @param {string} className */
function element(tag, className, text = "") {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.textContent = text;
  return node;
}

const MOST_IN_CARD = 5;

/** @param {Page} page @param {Told[]} pins */
function cardOf(page, pins) {
  const card = element("div", "map-card");
  const items = element("ul", "");
  for (const pin of pins.slice(0, MOST_IN_CARD)) {
    const item = element("li", "");
    item.append(element("p", "map-card-title", pin[`name_${language()}`] || pin.name_uk));
    item.append(element("p", "muted small", `№ ${pin.number} · ${page.words[pin.status]}`));
    const link = element("a", "", page.words.read);
    link.setAttribute("href", `/${page.slug}/reports/${pin.number}`);
    item.append(link);
    items.append(item);
  }
  card.append(items);
  if (pins.length > MOST_IN_CARD) card.append(element("p", "muted small", page.words.more.replace("{num}", String(pins.length - MOST_IN_CARD))));
  return card;
}

/** Without a map the list and the filters still serve. @param {Page} page @param {unknown} error */
function sayFailure(page, error) {
  console.warn("no map", error);
  page.root.dataset.engine = "none";
}

init(document.querySelector("[data-city]"));

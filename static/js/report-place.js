/* Where is it: the map under a fixed pin, geolocation, address suggestions, coordinates. All four say the same place. */

import { combobox } from "./report-combobox.js";
import { createMap } from "./map-core.js";

const CLOSE = 16;
const HOUSE = 17.5;
// A kind of street whose name is still to come: not found is no news.
export const KIND_ALONE = /^(вул(иця)?|пр|просп(ект)?|пров(улок)?|пл(оща)?|бул|бульв(ар)?|шосе|узвіз|наб(ережна)?|тупик|проїзд|алея|мкр|мікрорайон)\.?$/iu;

/** Let the resident show the place in ``form``; ``changed({ lon, lat })`` is told of every place shown, and of null when it is none.
 * @param {Form} form @param {(place: LonLat | null) => void} changed */
export async function init(form, changed) {
  const live = form.querySelector("[data-live-map]");
  const frame = live.querySelector("[data-map]");
  const said = form.querySelector("[data-place-said]");
  const [lonField, latField] = [form.elements.lon, form.elements.lat];
  const addressField = form.elements.address;
  let touched = false;
  /** @type {CityMap | null} */
  let map = null;
  /** @type {Address | null} */
  let picked = null;

  const typed = () => placeOf(lonField.value, latField.value);

  /** The place is known: write it down, say its address. @param {LonLat} place */
  function settle(place, { words = "" } = {}) {
    lonField.value = place.lon.toFixed(6);
    latField.value = place.lat.toFixed(6);
    live.classList.add("is-chosen");
    // An address that was chosen is not the address of another place.
    if (picked && place !== picked && addressField.value === picked.label) addressField.value = "";
    changed(place);
    say(words || said.dataset.here, words ? "" : `${place.lat.toFixed(5)}, ${place.lon.toFixed(5)}`);
    nameIt(place, words);
  }

  /** @param {string} lead */
  function say(lead, rest = "") {
    said.replaceChildren();
    const strong = document.createElement("strong");
    strong.textContent = lead;
    said.append(strong, document.createTextNode(rest));
  }

  /** @param {LonLat} place */
  const named = (place) => fetchJson(`${form.action.replace(/reports\/new$/, "addresses")}?lon=${place.lon}&lat=${place.lat}`);

  const nameIt = debounced(async (/** @type {LonLat} */ place, /** @type {string} */ words) => {
    const answer = await named(place);
    const here = typed();
    if (!answer || here?.lon.toFixed(5) !== place.lon.toFixed(5)) return;
    if (answer.fault) return say(answer.fault);
    if (words) return;
    const closer = map && map.zoom() < 15 ? ` · ${said.dataset.closer}` : "";
    say(said.dataset.here, `${answer.address || said.dataset.noAddress}${closer}`);
  }, 350);

  /** @type {(place: LonLat, zoom: number, options?: { words?: string }) => void} */
  function go(place, zoom, options) {
    touched = false;
    map?.moveTo([place.lon, place.lat], Math.max(zoom, map.zoom()));
    settle(place, options);
  }

  /** Coordinates were typed: gone to, or said at once why they are no place here. */
  async function check() {
    const place = typed();
    if (place && onMap(frame, place)) return go(place, CLOSE);
    if (!lonField.value.trim() || !latField.value.trim()) return;
    live.classList.remove("is-chosen");
    changed(null);
    if (!place) return say(said.dataset.numbers);
    const answer = await named(place);
    const still = typed();
    if (still?.lon === place.lon && still?.lat === place.lat) say(answer?.fault || said.dataset.elsewhere);
  }

  suggest(addressField, (found) => {
    addressField.value = found.label;
    picked = found;
    go(found, HOUSE);
  });
  locate(live.querySelector("[data-locate]"), frame, (place, words, zoom) => {
    if (place) go(place, zoom ?? CLOSE, { words });
    else say(words);
  });
  for (const field of [lonField, latField]) field.addEventListener("change", check);

  const start = onMap(frame, typed());
  try {
    map = await createMap(frame, start ? { center: [start.lon, start.lat], zoom: HOUSE } : {});
  } catch {
    live.hidden = true;
    say(form.closest("[data-outside]").dataset.outside);
    return { go: (/** @type {LonLat} */ place) => settle(place) };
  }
  for (const kind of ["pointerdown", "keydown", "wheel", "touchstart"]) {
    frame.addEventListener(kind, () => (touched = true), { capture: true, passive: true });
  }
  map.onClick((place) => {
    touched = true;
    map.moveTo(place, Math.max(map.zoom(), CLOSE));
  });
  map.onMove(() => {
    if (!touched) return;
    const [lon, lat] = map.center();
    settle({ lon, lat });
  });
  if (start) settle(start);
  return { go: (/** @type {LonLat} */ place, zoom = HOUSE) => go(place, zoom), pins: map.setPins };
}

/** Coordinates as people type them, a comma for a point among them; null if they are none.
 * @type {(lon: string, lat: string) => LonLat | null} */
export function placeOf(lon, lat) {
  const [x, y] = [lon, lat].map((part) => Number(String(part).trim().replace(",", ".") || NaN));
  return Number.isFinite(x) && Number.isFinite(y) ? { lon: x, lat: y } : null;
}

/** The place if it lies on the hromada's map, else null: a map of nothing helps nobody.
 * @type {(frame: { dataset: { bounds?: string } }, place: LonLat | null) => LonLat | null} */
export function onMap(frame, place) {
  if (!place || !frame.dataset.bounds) return place;
  const [west, south, east, north] = frame.dataset.bounds.split(",").map(Number);
  return place.lon >= west && place.lon <= east && place.lat >= south && place.lat <= north ? place : null;
}

/** @param {Part} field @param {(found: Address) => void} picked */
function suggest(field, picked) {
  const row = field.closest("[data-address]");
  const find = debouncedAsync(async (text) => {
    if (text.length < 2) return null;
    const answer = await fetchJson(`${row.dataset.url}?q=${encodeURIComponent(text)}`);
    return answer?.addresses.length || !KIND_ALONE.test(text.trim()) ? answer?.addresses : null;
  }, 200);
  combobox(field, { find, onPick: picked, words: { nothing: row.dataset.nothing, found: row.dataset.found } });
  // The button finds as the form without scripts would, but in place.
  row.querySelector("button").addEventListener("click", async (event) => {
    event.preventDefault();
    const answer = await fetchJson(`${row.dataset.url}?q=${encodeURIComponent(field.value.trim())}`);
    if (answer?.addresses.length === 1) picked(answer.addresses[0]);
    else {
      field.focus();
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
}

/** @type {(button: Part, frame: Part, found: (place: LonLat | null, words: string, zoom?: number) => void) => void} */
function locate(button, frame, found) {
  if (!navigator.geolocation) {
    button.hidden = true;
    return;
  }
  button.addEventListener("click", () => {
    const { searching, denied, within, metres, away } = button.dataset;
    found(null, searching);
    button.setAttribute("aria-disabled", "true");
    navigator.geolocation.getCurrentPosition(
      ({ coords: { longitude: lon, latitude: lat, accuracy } }) => {
        button.removeAttribute("aria-disabled");
        if (!onMap(frame, { lon, lat })) return found(null, away);
        const zoom = accuracy < 60 ? HOUSE : accuracy < 400 ? CLOSE : 14;
        return found({ lon, lat }, `${within} ${Math.round(accuracy)} ${metres}`, zoom);
      },
      () => {
        button.removeAttribute("aria-disabled");
        found(null, denied);
      },
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 30000 },
    );
  });
}

/** @param {string} url */
async function fetchJson(url) {
  try {
    const response = await fetch(url, { headers: { Accept: "application/json" } });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

/** @template {unknown[]} A @param {(...args: A) => unknown} deed @param {number} ms @returns {(...args: A) => void} */
export function debounced(deed, ms) {
  let timer = 0;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => deed(...args), ms);
  };
}

/** @template T @param {(text: string) => T} deed @param {number} ms @returns {(text: string) => Promise<Awaited<T>>} */
function debouncedAsync(deed, ms) {
  let timer = 0;
  return (text) => new Promise((resolve) => {
    clearTimeout(timer);
    timer = setTimeout(() => resolve(/** @type {any} */ (deed(text))), ms);
  });
}

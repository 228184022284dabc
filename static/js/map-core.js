/* A map of one hromada, by whichever engine the browser can run; types/city.d.ts says what it can (CityMap).

   The element is written by the macro map_element(hromada) of templates/_macros.html and takes the keyboard: arrows and
   + and - move the map. Style sheets and code of the engine are fetched only when a map is made. */

import { hasWebGL2, language } from "./map-browser.js";

/** What the element's data- attributes say, with the caller's wishes on top.
 * @param {Part} element @param {MapOptions} options @returns {MapSettings} */
export function settingsOf(element, options = {}) {
  /** @type {(text: string) => any} */
  const numbers = (text) => (text ? text.split(",").map(Number) : undefined);
  const { slug, center, zoom, bounds, label, basemap } = element.dataset;
  const sides = numbers(bounds);
  return {
    slug,
    center: numbers(center),
    zoom: zoom ? Number(zoom) : 13,
    bounds: sides,
    label: label ?? "",
    basemap: basemap ?? "",
    language: language(),
    ...options,
    // Whole on a wide screen: whole on a phone.
    view: options.view ?? (sides && !options.center && element.clientWidth < 640 && (sides[2] - sides[0]) * 2 ** Number(zoom) < 600 ? roomy(sides) : undefined),
  };
}

/** @param {Bounds} sides @returns {Bounds} */
function roomy([west, south, east, north]) {
  const margin = (east - west) * 0.08;
  return [west - margin, south, east + margin, north];
}

/** Fill the element with a map.
 * @param {Part} element @param {MapOptions} options @returns {Promise<CityMap>} */
export async function createMap(element, options = {}) {
  const settings = settingsOf(element, options);
  const engine = hasWebGL2() ? await import("./map-gl.js") : await import("./map-leaflet.js");
  const map = await engine.open(element, settings);
  element.classList.add("is-live");
  return map;
}

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
    // Where a wide screen shows all of the hromada at first, a phone shows all of it too.
    view: options.view ?? wholeOnPhone(element, options, sides, Number(zoom)),
  };
}

/** The bounds with a margin for donuts, or nothing. @type {(element: Part, options: MapOptions, bounds: Bounds | undefined, zoom: number) => Bounds | undefined} */
function wholeOnPhone(element, { center }, bounds, zoom) {
  if (center || !bounds || element.clientWidth >= 640) return undefined;
  const [west, south, east, north] = bounds;
  const margin = (east - west) * 0.08;
  return (east - west) * 2 ** zoom < 600 ? [west - margin, south, east + margin, north] : undefined;
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

/* A map of one hromada, by whichever engine the browser can run.

   <div class="map-frame" data-map data-slug="pokrov" data-center="34.08,47.66" data-zoom="13"
        data-bounds="33.9,47.5,34.3,47.8" data-label="Map of the hromada" data-basemap=""></div>
   (macro map_element(hromada) of templates/_macros.html writes it)

     import { createMap } from "./map-core.js";
     const map = await createMap(element, { center: [lon, lat], zoom: 16 });   // both may be left out
     map.setMarker([lon, lat], { draggable: true, label: "…", onMoved: ([lon, lat]) => … });   // null takes it away
     map.onClick(([lon, lat]) => …);      map.onMove(() => … after each move has ended);
     map.center();  map.zoom();  map.bounds();  map.moveTo([lon, lat], 17);  map.fit([w, s, e, n]);
     map.setPins([{ lon, lat, colour: "open", title }]);                        // small pins beside the marker
     map.kind                             // "maplibre" or "leaflet"
     map.destroy();

   Coordinates are [lon, lat]; zoom is MapLibre's (512 px tiles) in both engines. The element takes the keyboard: arrows
   and + and - move the map. Style sheets and code of the engine are fetched only when a map is made. */

import { hasWebGL2 } from "./map-browser.js";

/** What the element's data- attributes say, with the caller's wishes on top. */
export function settingsOf(element, options = {}) {
  const numbers = (text) => (text ? text.split(",").map(Number) : undefined);
  const { slug, center, zoom, bounds, label, basemap } = element.dataset;
  return {
    slug,
    center: numbers(center),
    zoom: zoom ? Number(zoom) : 13,
    bounds: numbers(bounds),
    label: label ?? "",
    basemap: basemap ?? "",
    language: document.documentElement.lang === "en" ? "en" : "uk",
    ...options,
  };
}

/** Fill the element with a map. */
export async function createMap(element, options = {}) {
  const settings = settingsOf(element, options);
  const engine = hasWebGL2() ? await import("./map-gl.js") : await import("./map-leaflet.js");
  const map = await engine.open(element, settings);
  element.classList.add("is-live");
  return map;
}

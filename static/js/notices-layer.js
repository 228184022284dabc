/* Areas of notices over a hromada's map, below its reports: hatched by a broken line, named in the middle. */

import { isDark } from "./map-browser.js";
import { labelFonts } from "./map-style.js";

const ID = "notices";
const REPORTS = "reports";
const colour = () => (isDark() ? "#f2c569" : "#835200");
const halo = () => (isDark() ? "#10161d" : "#fbfaf6");

/** @param {CityMap} map @param {{ slug: string, language: Language }} settings */
export async function showNotices(map, { slug, language }) {
  const answer = await fetch(`/${slug}/notices.geojson`);
  if (!answer.ok) throw new Error(String(answer.status));
  const collection = await answer.json();
  if (collection.features.length) {
    if (map.kind === "maplibre") onMapLibre(map.engine, collection, language);
    else onLeaflet(map, collection, language);
  }
  return collection;
}

/** @type {(map: Drawn, data: Shapes, language: Language) => void} */
function onMapLibre(map, data, language) {
  const add = () => {
    if (map.getSource(ID)) return;
    map.addSource(ID, { type: "geojson", data });
    const above = map.getStyle().layers.find((layer) => "source" in layer && layer.source === REPORTS)?.id;
    /** @type {Expression} */
    const dim = ["case", ["get", "running"], 1, 0.5];
    map.addLayer({
      id: ID, type: "fill", source: ID,
      paint: { "fill-color": colour(), "fill-opacity": ["*", 0.14, dim] },
    }, above);
    map.addLayer({
      id: `${ID}-line`, type: "line", source: ID,
      paint: { "line-color": colour(), "line-width": 2, "line-dasharray": [3, 2], "line-opacity": dim },
    }, above);
    map.addLayer({
      id: `${ID}-name`, type: "symbol", source: ID, minzoom: 11,
      layout: { "text-field": ["get", `title_${language}`], "text-font": labelFonts.usual, "text-size": 12.5, "text-max-width": 12 },
      paint: { "text-color": colour(), "text-halo-color": halo(), "text-halo-width": 1.8 },
    }, above);
  };
  map.on("style.load", add);
  add();
}

/** @type {(map: LeafletMap, data: Shapes, language: Language) => void} */
function onLeaflet({ gl: L, engine }, data, language) {
  /** @type {import("leaflet").StyleFunction} */
  const style = (shape) => ({
    color: colour(), fillColor: colour(), weight: 2, dashArray: "9 6", fillOpacity: 0.14,
    opacity: shape?.properties.running ? 1 : 0.5, interactive: false,
  });
  const layer = L.geoJSON(data, { style, interactive: false }).addTo(engine);
  layer.eachLayer((/** @type {any} */ each) => each.bindTooltip(each.feature.properties[`title_${language}`], { permanent: true, direction: "center", className: "notice-name" }));
}

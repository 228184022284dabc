/* Drawing an area: each press on the map is a corner; the field that the page names always holds the GeoJSON. */

import { createMap } from "./map-core.js";
import { boundsOf, showShapes } from "./shapes-layer.js";

const DIGITS = 1e6;

/** @param {number} part */
const rounded = (part) => Math.round(part * DIGITS) / DIGITS;

/** @param {Part} root */
async function init(root) {
  const field = document.getElementById(root.dataset.drawArea);
  const said = root.querySelector("[data-draw-said]");
  const words = JSON.parse(root.dataset.words);
  const map = await createMap(root.querySelector("[data-map]"));
  const before = collectionOf("old", JSON.parse(root.dataset.drawWas ?? "null"));
  const layer = showShapes(map, before);
  let corners = cornersOf(field.value);

  const show = () => {
    const drawn = collectionOf("new", polygonOf(corners));
    layer.replace({ ...drawn, features: [...before.features, ...drawn.features] });
    map.setPins(corners.map(([lon, lat]) => ({ lon, lat, colour: "open", title: "" })));
    said.textContent = corners.length ? words.points.replace("{num}", String(corners.length)) : "";
  };
  /** @param {Place[]} next */
  const change = (next) => {
    corners = next;
    const area = polygonOf(corners);
    field.value = area ? JSON.stringify(area) : "";
    show();
  };
  map.onClick((place) => change([...corners, [rounded(place[0]), rounded(place[1])]]));
  root.querySelector("[data-draw-undo]").addEventListener("click", () => change(corners.slice(0, -1)));
  root.querySelector("[data-draw-clear]").addEventListener("click", () => change([]));
  const bounds = boundsOf(before);
  if (bounds) map.fit(bounds, { padding: 32, duration: 0 });
  show();
}

/** @type {(kind: string, geometry: Surface | null) => Shapes} */
function collectionOf(kind, geometry) {
  return { type: "FeatureCollection", features: geometry ? [{ type: "Feature", properties: { kind }, geometry }] : [] };
}

/** @type {(corners: Place[]) => GeoJSON.Polygon | null} */
function polygonOf(corners) {
  return corners.length > 2 ? { type: "Polygon", coordinates: [[...corners, corners[0]]] } : null;
}

/** What stands in the field is drawn on, if it is one plain ring. @param {string} text @returns {Place[]} */
function cornersOf(text) {
  try {
    const { type, coordinates } = JSON.parse(text);
    return type === "Polygon" && coordinates.length === 1 ? coordinates[0].slice(0, -1) : [];
  } catch {
    return [];
  }
}

const root = document.querySelector("[data-draw-area]");
if (root) init(root);

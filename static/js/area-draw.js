/* Drawing an area: each press on the map is a corner; the field that the page names always holds the GeoJSON.

   Where the page offers it, a press is the middle of a circle instead, of the radius chosen in the list. */

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
  const circle = circleOf(root);

  const show = () => {
    const drawn = collectionOf("new", circle?.polygon() ?? polygonOf(corners));
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
  map.onClick((place) => {
    const here = [rounded(place[0]), rounded(place[1])];
    if (circle?.on()) circle.move(here);
    else circle?.move(null);
    change(circle?.on() ? [] : [...corners, /** @type {Place} */ (here)]);
  });
  circle?.changed(show);
  root.querySelector("[data-draw-undo]").addEventListener("click", () => change(corners.slice(0, -1)));
  root.querySelector("[data-draw-clear]").addEventListener("click", () => {
    circle?.move(null);
    change([]);
  });
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

/** The circle of a form whose fields begin with a word: its middle, and whether presses move it. @param {Part} root */
function circleOf(root) {
  const name = root.dataset.drawCircle;
  if (!name) return null;
  const [lon, lat, radius] = ["lon", "lat", "radius"].map((field) => document.getElementById(`${name}-${field}`));
  const mode = () => root.querySelector("[data-draw-mode]:checked")?.value;
  return {
    on: () => mode() === "circle",
    /** @param {number[] | null} place */
    move(place) {
      [lon.value, lat.value] = place ? place.map(String) : ["", ""];
    },
    polygon: () => (lon.value ? around(Number(lon.value), Number(lat.value), Number(radius.value)) : null),
    /** @param {() => void} show */
    changed: (show) => radius.addEventListener("change", show),
  };
}

/** @type {(lon: number, lat: number, metres: number) => GeoJSON.Polygon} */
function around(lon, lat, metres) {
  const up = metres / 111_320;
  const across = up / Math.cos((lat * Math.PI) / 180);
  const ring = Array.from({ length: 49 }, (_, step) => {
    const angle = (step / 48) * 2 * Math.PI;
    return [lon + across * Math.cos(angle), lat + up * Math.sin(angle)];
  });
  return { type: "Polygon", coordinates: [ring] };
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

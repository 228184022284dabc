/* Choosing an area on the map: a press ticks the district or the area under it, or sets a corner of a drawing.

   The ticks are those of the form's lists, and the drawing is GeoJSON in a hidden field: what is sent is the same
   without a map. */

import { createMap } from "./map-core.js";
import { showShapes } from "./shapes-layer.js";

const DIGITS = 1e6;

/** @param {Part} root */
async function init(root) {
  const form = root.closest("form");
  const field = document.getElementById(root.dataset.geometry);
  const said = root.querySelector("[data-said]");
  const words = JSON.parse(root.dataset.words);
  const [answer, map] = await Promise.all([fetch(root.dataset.areaPick), createMap(root.querySelector("[data-map]"))]);
  /** @type {Shapes} */
  const parts = await answer.json();
  let mode = "districts";
  let corners = cornersOf(field.value);
  const layer = showShapes(map, { type: "FeatureCollection", features: [] });

  /** @type {(part: any) => Part | null} */
  const tick = ({ properties }) => form.querySelector(`#${properties.of}-${properties.id}`);
  const show = () => {
    const chosen = parts.features.filter((part) => tick(part)?.checked);
    const offered = parts.features.filter((part) => part.properties.of === mode && !tick(part)?.checked && tick(part));
    const drawn = polygonOf(corners);
    layer.replace({
      type: "FeatureCollection",
      features: [
        ...offered,
        ...chosen.map((part) => ({ ...part, properties: { ...part.properties, kind: "new" } })),
        ...(drawn ? [{ type: /** @type {const} */ ("Feature"), properties: { kind: "new" }, geometry: drawn }] : []),
      ],
    });
    map.setPins(corners.map(([lon, lat]) => ({ lon, lat, colour: "open", title: "" })));
    const told = mode === "draw" && corners.length ? words.corners : words.chosen;
    said.textContent = told.replace("{num}", String(mode === "draw" && corners.length ? corners.length : chosen.length));
  };
  /** @param {Place[]} next */
  const draw = (next) => {
    corners = next;
    const area = polygonOf(corners);
    field.value = area ? JSON.stringify(area) : "";
    choose();
    show();
  };
  const choose = () => {
    form.querySelector("#extent-parts").checked = true;
  };

  map.onClick((place) => {
    if (mode === "draw") return draw([...corners, [rounded(place[0]), rounded(place[1])]]);
    const under = parts.features.find((part) => part.properties.of === mode && tick(part) && covers(part.geometry, place));
    const box = under && tick(under);
    if (!box) return;
    box.checked = !box.checked;
    choose();
    show();
  });
  root.querySelectorAll("[data-mode]").forEach((button) => {
    button.addEventListener("click", () => {
      mode = button.dataset.mode;
      root.querySelectorAll("[data-mode]").forEach((each) => each.setAttribute("aria-pressed", String(each === button)));
      show();
    });
  });
  root.querySelector("[data-undo]").addEventListener("click", () => draw(corners.slice(0, -1)));
  root.querySelector("[data-clear]").addEventListener("click", () => {
    form.querySelectorAll("[name=districts], [name=areas]").forEach((box) => (box.checked = false));
    draw([]);
  });
  form.addEventListener("change", (event) => {
    const { name } = /** @type {Part} */ (event.target);
    if (name === "districts" || name === "areas") {
      choose();
      show();
    }
  });
  show();
  root.dataset.ready = "yes";
}

/** @param {number} part */
const rounded = (part) => Math.round(part * DIGITS) / DIGITS;

/** @type {(corners: Place[]) => GeoJSON.Polygon | null} */
function polygonOf(corners) {
  return corners.length > 2 ? { type: "Polygon", coordinates: [[...corners, corners[0]]] } : null;
}

/** @param {string} text @returns {Place[]} */
function cornersOf(text) {
  return text ? JSON.parse(text).coordinates[0].slice(0, -1) : [];
}

/** Whether the polygon covers the place. @type {(geometry: any, place: number[]) => boolean} */
export function covers(geometry, place) {
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  return polygons.some((/** @type {Place[][]} */ [outer, ...holes]) => within(outer, place) && !holes.some((hole) => within(hole, place)));
}

/** @type {(ring: Place[], place: number[]) => boolean} */
function within(ring, [lon, lat]) {
  let inside = false;
  for (let here = 0, last = ring.length - 1; here < ring.length; last = here++) {
    const [x, y] = ring[here];
    const [u, v] = ring[last];
    if (y > lat !== v > lat && lon < ((u - x) * (lat - y)) / (v - y) + x) inside = !inside;
  }
  return inside;
}

if (typeof document !== "undefined") {
  document.querySelectorAll("[data-area-pick]").forEach(init);
}

/* The map of the proof of coverage: its parts, and a press on a row that leads to one. */

import { createMap } from "./map-core.js";
import { boundsOf, showShapes } from "./shapes-layer.js";

/** @param {Part} element @param {Part} table */
async function init(element, table) {
  const [map, found] = await Promise.all([
    createMap(element),
    table ? fetch(table.dataset.shapes).then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status))))) : null,
  ]);
  const bounds = found && boundsOf(found);
  const whole = /** @type {Bounds} */ (element.dataset.bounds.split(",").map(Number));
  map.fit(bounds ?? whole, { padding: 24, duration: 0 });
  for (const { properties } of found?.features ?? []) if (properties.held) properties.kind = "held";
  if (found) showShapes(map, found);
  table?.addEventListener("click", ({ target }) => {
    const row = /** @type {Part} */ (target).closest("[data-bounds]");
    if (!row) return;
    map.fit(/** @type {Bounds} */ (row.dataset.bounds.split(",").map(Number)));
    element.scrollIntoView({ block: "nearest" });
  });
}

const element = document.getElementById("coverage-map");
if (element) init(element, document.querySelector("[data-shapes]"));

/* The map of a difference: outlines before and after, gaps and overlaps that open, reports that would move. */

import { createMap } from "./map-core.js";
import { boundsOf, showShapes } from "./shapes-layer.js";

/** @param {Part} element @param {Part} facts */
async function init(element, facts) {
  const [map, found] = await Promise.all([createMap(element), fetch(facts.dataset.shapes).then((answer) => answer.json())]);
  const bounds = boundsOf(found);
  if (bounds) map.fit(bounds, { padding: 40, duration: 0 });
  showShapes(map, found);
  if (facts.dataset.pins) map.setPins(JSON.parse(facts.dataset.pins));
}

const element = document.getElementById("difference-map");
const facts = document.getElementById("difference");
if (element && facts) init(element, facts);

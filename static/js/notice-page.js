/* The page of one notice: its area on the map, with the others around it. */

import { language } from "./map-browser.js";
import { createMap } from "./map-core.js";
import { showNotices } from "./notices-layer.js";

const frame = document.querySelector("[data-notice-map]");
if (frame) {
  const element = frame.querySelector("[data-map]");
  const box = /** @type {Bounds} */ (frame.dataset.box.split(",").map(Number));
  const map = await createMap(element);
  map.fit(box, { padding: 32, duration: 0 });
  const { slug } = element.dataset;
  await showNotices(map, { slug, language: language() });
}

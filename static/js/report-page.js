/* A report's page: its map, the link to copy. */

import { createMap } from "./map-core.js";

/** @param {Part} box */
function liveMap(box) {
  const frame = box.querySelector("[data-map]");
  const place = /** @type {Place} */ ([Number(box.dataset.lon), Number(box.dataset.lat)]);
  const watcher = new IntersectionObserver(async (entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watcher.disconnect();
    const drawn = [...frame.childNodes];
    frame.replaceChildren();
    try {
      const map = await createMap(frame, { center: place, zoom: 16.5 });
      map.setMarker(place, { label: box.dataset.title });
      box.querySelector(".where-pin").remove();
    } catch {
      frame.replaceChildren(...drawn);
    }
  }, { rootMargin: "300px" });
  watcher.observe(box);
}

/** @param {Part} box */
function copyLink(box) {
  const button = box.querySelector("[data-copy]");
  const said = box.querySelector("[data-said]");
  const field = box.querySelector("input");
  field.addEventListener("focus", () => field.select());
  button?.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(box.dataset.url);
      said.textContent = box.dataset.copied;
    } catch {
      field.focus();
    }
  });
}

/** Where there is room, and on paper, all steps are seen. @param {HTMLDetailsElement} fold */
function unfoldSteps(fold) {
  if (matchMedia("(width >= 62rem)").matches) fold.open = true;
  addEventListener("beforeprint", () => (fold.open = true));
}

document.querySelectorAll("[data-steps]").forEach(unfoldSteps);
document.querySelectorAll("[data-report-map]").forEach(liveMap);
document.querySelectorAll("[data-share]").forEach(copyLink);

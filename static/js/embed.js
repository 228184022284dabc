/* The map in a frame of another site: it moves and comes closer; reports open in a tab of their own. */

import { language } from "./map-browser.js";
import { createMap } from "./map-core.js";

/** @param {Part} root */
async function open(root) {
  const { slug = "", view, query = "", upto } = root.dataset;
  const words = JSON.parse(root.dataset.words ?? "{}");
  const city = await createMap(root.querySelector("[data-map]"), {
    view: view ? /** @type {any} */ (view.split(",").map(Number)) : undefined,
  });
  const module = city.kind === "maplibre" ? await import("./reports-gl.js") : await import("./reports-leaflet.js");
  const reports = module.showReports(/** @type {any} */ (city), {
    slug,
    districtsUpto: Number(upto),
    query,
    language: language(),
    onPress: ({ cluster, pins }, at) => {
      if (cluster) comeCloser(city, cluster);
      else reports.popup(pins[0].place ?? at, cardOf(slug, words, pins[0]));
    },
  });
  root.dataset.engine = city.kind;
}

/** @param {CityMap} city @param {any} cluster */
function comeCloser(city, { west, south, east, north, place }) {
  const wide = Math.max(east - west, north - south);
  if (!Number.isFinite(wide)) city.moveTo(place, city.zoom() + 2);
  else if (wide < 1e-5) city.moveTo([west, south], Math.max(city.zoom() + 1, 17));
  else city.fit([west, south, east, north]);
}

/** @param {string} slug @param {Record<string, string>} words @param {any} pin */
function cardOf(slug, words, pin) {
  const card = document.createElement("div");
  card.className = "map-card";
  const title = card.appendChild(document.createElement("p"));
  title.className = "map-card-title";
  title.textContent = pin[`name_${language()}`] || pin.name_uk;
  const state = card.appendChild(document.createElement("p"));
  state.className = "muted small";
  state.textContent = `№ ${pin.number} · ${words[pin.status]}`;
  const link = card.appendChild(document.createElement("a"));
  link.textContent = words.read ?? "";
  link.href = `/${slug}/reports/${pin.number}`;
  link.target = "_blank";
  link.rel = "noopener";
  return card;
}

const root = /** @type {Part | null} */ (document.querySelector("[data-embed]"));
if (root) open(root).catch((error) => console.warn("no map", error));

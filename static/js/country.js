/* The first page's map: every hromada served here with its counts; a press leads to it. Without WebGL 2 the drawing stays. */

import { addStyleSheet, asset, hasWebGL2, isCalm, isDark } from "./map-core.js";
import { loadFonts } from "./map-fonts.js";
import { colours, labelFonts } from "./map-style.js";
import { BELOW, donutName, drawMissing } from "./reports-gl.js";

const SPOTS = ["hromadas", "clusters"];

function styleOf(dark, language) {
  const c = colours(dark);
  const name = ["coalesce", ["get", `name_${language}`], ["get", "name_uk"]];
  const tiles = (kind) => ({ type: "vector", tiles: [`${location.origin}/${kind}/{z}/{x}/{y}.mvt`], minzoom: 4, maxzoom: 8 });
  const spot = (id) => ({
    id, type: "symbol", source: "spots", "source-layer": id, filter: [">", ["get", "total"], 0],
    layout: {
      "icon-image": donutName, "icon-allow-overlap": true, "symbol-sort-key": ["get", "total"],
      "icon-size": ["interpolate", ["linear"], ["zoom"], 5, 0.55, 8, 0.8, 10, 1],
    },
  });
  return {
    version: 8,
    sources: { ground: tiles("base"), spots: tiles("tiles") },
    layers: [
      { id: "background", type: "background", paint: { "background-color": c.outside } },
      { id: "land", type: "fill", source: "ground", "source-layer": "land", paint: { "fill-color": ["case", ["get", "served"], c.residential, c.ground] } },
      {
        id: "borders", type: "line", source: "ground", "source-layer": "land",
        paint: { "line-color": c.border, "line-width": ["interpolate", ["linear"], ["zoom"], 5, 0.3, 8, 0.7, 11, 1.4], "line-opacity": 0.6 },
      },
      {
        id: "served", type: "line", source: "ground", "source-layer": "land", filter: ["get", "served"],
        paint: { "line-color": c.outline, "line-width": ["interpolate", ["linear"], ["zoom"], 5, 0.8, 8, 1.4, 11, 2.2] },
      },
      {
        id: "quiet", type: "circle", source: "spots", "source-layer": "hromadas", filter: ["==", ["get", "total"], 0],
        paint: { "circle-radius": ["interpolate", ["linear"], ["zoom"], 5, 1.5, 9, 4], "circle-color": c.outline, "circle-opacity": 0.7 },
      },
      spot("clusters"),
      spot("hromadas"),
      {
        id: "names", type: "symbol", source: "spots", "source-layer": "hromadas", minzoom: 6.5,
        layout: {
          "text-field": name, "text-font": labelFonts.strong, "text-size": 12.5, "text-anchor": "top", "text-offset": BELOW,
          "text-max-width": 9, "text-optional": true, "symbol-sort-key": ["-", ["get", "total"]],
        },
        paint: { "text-color": c.strong, "text-halo-color": c.halo, "text-halo-width": 1.8 },
      },
    ],
  };
}

async function open(section) {
  const language = document.documentElement.lang === "en" ? "en" : "uk";
  const frame = document.createElement("div");
  frame.className = "country-map";
  section.append(frame);
  const [gl] = await Promise.all([
    import(asset("vendor/maplibre-gl/maplibre-gl.mjs")), addStyleSheet("built/maplibre-gl.css"), loadFonts(),
  ]);
  section.querySelector("svg").remove();
  const map = new gl.Map({
    container: frame, style: styleOf(isDark(), language), bounds: section.dataset.bounds.split(",").map(Number),
    fitBoundsOptions: { padding: 28, maxZoom: 9 }, minZoom: 4, maxZoom: 12, maxBounds: [10, 38, 52, 58],
    dragRotate: false, pitchWithRotate: false, touchPitch: false, attributionControl: false, fadeDuration: isCalm() ? 0 : 100,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new gl.NavigationControl({ showCompass: false }), "top-right");
  map.getCanvas().setAttribute("aria-label", section.dataset.label);
  map.setMissingStyleImageResolver((id) => drawMissing(map, id));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => map.setStyle(styleOf(isDark(), language), { diff: false }));
  for (const layer of [...SPOTS, "land"]) {
    map.on("mousemove", layer, ({ features }) => (map.getCanvas().style.cursor = features[0].properties.served === false ? "" : "pointer"));
    map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
  }
  map.on("click", ({ point }) => press(map, point));
  map.once("idle", () => (section.dataset.ready = "yes"));
}

/** A hromada is gone to; a cluster of several comes closer. */
function press(map, { x, y }) {
  const found = map.queryRenderedFeatures([[x - 6, y - 6], [x + 6, y + 6]], { layers: [...SPOTS, "land"] });
  const spot = found.find(({ layer }) => layer.id === "clusters");
  if (spot) map.easeTo({ center: spot.geometry.coordinates, zoom: map.getZoom() + 2, duration: isCalm() ? 0 : 500 });
  const land = found.find(({ layer, properties }) => layer.id === "hromadas" || properties.served);
  if (!spot && land) location.assign(`/${land.properties.slug}/`);
}

const section = document.querySelector("[data-country]");
if (section && hasWebGL2()) open(section);

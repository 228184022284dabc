/* Reports on a MapLibre map: layers over the tiles of /<slug>/tiles, the same filters as the page. */

import { isDark } from "./map-browser.js";
import { byZoom, colours, labelFonts, nameIn } from "./map-style.js";
import { PINS, SIGN_OF, donutParts, drawDonut, drawPin } from "./map-symbols.js";

const SOURCE = "reports";
// Pictures' height above and below the middle, in ems of the label: grows with the number as the donut does.
/** @type {Expression} */
const BELOW = ["interpolate", ["linear"], ["log10", ["get", "total"]], 0, ["literal", [0, 1.6]], 2, ["literal", [0, 2.5]], 4, ["literal", [0, 3.4]]];

/** @type {(settings: ReportSettings, dark: boolean) => Layers} */
function layersOf({ districtsUpto, language }, dark) {
  const c = colours(dark);
  const name = nameIn(language);
  const halo = { "text-color": c.strong, "text-halo-color": c.halo, "text-halo-width": 1.8 };
  return [
    {
      id: "district-name", type: "symbol", source: SOURCE, "source-layer": "districts", minzoom: districtsUpto + 1,
      layout: { "text-field": name, "text-font": labelFonts.strong, "text-size": 13, "text-letter-spacing": 0.06, "text-max-width": 8 },
      paint: { ...halo, "text-opacity": 0.75 },
    },
    {
      id: "pins", type: "symbol", source: SOURCE, "source-layer": "reports",
      layout: {
        "icon-image": ["concat", "pin:", pinSign],
        "icon-allow-overlap": true,
        "icon-size": byZoom(12, 0.75, 16, 1),
        // What still waits lies on top.
        "symbol-sort-key": ["match", ["get", "colour"], "open", 2, "progress", 1, 0],
      },
    },
    // Whole districts and their cells never stand together, however slowly the tiles arrive: nobody is counted twice.
    clusters("clusters-whole", ["get", "whole"], { maxzoom: districtsUpto + 1 }),
    clusters("clusters-cells", ["all", ["!", ["get", "whole"]], ["!=", ["get", "district"], ""]], { minzoom: districtsUpto + 1 }),
    clusters("clusters-stray", ["==", ["get", "district"], ""], {}),
    {
      id: "cluster-name", type: "symbol", source: SOURCE, "source-layer": "clusters", maxzoom: districtsUpto + 1, minzoom: 11.6,
      filter: ["get", "whole"],
      layout: {
        "text-field": name, "text-font": labelFonts.strong, "text-size": 12, "text-anchor": "top", "text-offset": BELOW,
        "text-max-width": 9, "text-line-height": 1.1, "text-optional": true, "symbol-sort-key": ["-", ["get", "total"]],
      },
      paint: halo,
    },
  ];
}

/** @type {Expression} */
const pinSign = ["match", ["get", "status"], ...Object.entries(SIGN_OF).flat(), ["get", "colour"]];
const CLUSTERS = ["clusters-whole", "clusters-cells", "clusters-stray"];

/** @type {Expression} */
export const donutName = ["concat", "donut:", ["get", "open"], ":", ["get", "progress"], ":", ["get", "closed"]];

/** @type {(id: string, filter: Expression, zooms: object) => Layer} */
const clusters = (id, filter, zooms) => ({
  id, type: "symbol", source: SOURCE, "source-layer": "clusters", filter, ...zooms,
  layout: {
    "icon-image": donutName,
    "icon-allow-overlap": true, "symbol-sort-key": ["get", "total"],
    // Districts stand close together from afar; none of them may be left out.
    "icon-size": byZoom(8.5, 0.5, 10.5, 0.62, 12, 0.88, 13, 1),
  },
});

/** Show reports; returns how to change the filter and what is under a place.
 * @type {(city: GlMap, settings: ReportSettings) => ReportsLayer} */
export function showReports(city, settings) {
  const map = city.engine;
  let query = settings.query;
  /** @type {() => any} */
  const source = () => map.getSource(SOURCE);
  const tiles = () => [`${location.origin}/${settings.slug}/tiles/{z}/{x}/{y}.mvt${query ? `?${query}` : ""}`];

  map.setMissingStyleImageResolver((id) => drawMissing(map, id));
  // A selection that cannot be shown has no tiles; the list says why.
  map.on("error", (/** @type {any} */ { error }) => error?.status !== 422 && console.error(error));
  const add = () => {
    if (map.getSource(SOURCE)) return;
    map.addSource(SOURCE, { type: "vector", tiles: tiles(), minzoom: 5, maxzoom: 17 });
    for (const layer of layersOf(settings, isDark())) map.addLayer(layer);
  };
  map.on("style.load", add);
  add();

  const clickable = ["pins", ...CLUSTERS];
  for (const layer of clickable) {
    map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "pointer"));
    map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
  }
  map.on("click", (event) => {
    const [x, y] = [event.point.x, event.point.y];
    const found = map.queryRenderedFeatures([[x - 6, y - 6], [x + 6, y + 6]], { layers: clickable });
    if (found.length) settings.onPress(thingsOf(found), event.lngLat.toArray());
  });
  return {
    filter(next) {
      query = next;
      source().setTiles(tiles());
    },
    // The same addresses once more: what has not changed is answered by 304.
    renew: () => source()?.setTiles(tiles()),
    whenDrawn(told) {
      map.once("idle", told);
      // A map that has nothing left to draw would not say so again.
      map.triggerRepaint();
    },
    halo: haloOn(city),
    popup: (place, content) =>
      new city.gl.Popup({ offset: 16, maxWidth: "19rem" }).setLngLat(place).setDOMContent(content).addTo(map),
  };
}

/** Pins each once, or the cluster on top. @param {any[]} features @returns {Things} */
function thingsOf(features) {
  const pins = new Map();
  for (const { layer, properties, geometry } of features) {
    if (CLUSTERS.includes(layer.id) && !pins.size) return { cluster: { ...properties, place: geometry.coordinates } };
    if (layer.id === "pins") pins.set(properties.number, { ...properties, place: geometry.coordinates });
  }
  return { pins: [...pins.values()] };
}

/** Draw the picture of a cluster or a pin that a layer asks for by its name.
 * @param {Drawn} map @param {string} id */
function drawMissing(map, id) {
  const [kind, sign] = id.split(":");
  if (map.hasImage(id)) return;
  if (kind === "donut") {
    const { image, ratio } = drawDonut(donutParts(id), isDark());
    map.addImage(id, image, { pixelRatio: ratio });
  } else if (kind === "pin" && PINS[sign]) {
    const { image, ratio } = drawPin(/** @type {Sign} */ (sign), isDark());
    map.addImage(id, image, { pixelRatio: ratio });
  }
}

/** A ring around the place whose card is pointed at. @type {(city: GlMap) => ReportsLayer["halo"]} */
function haloOn(city) {
  /** @type {GlMarker | null} */
  let ring = null;
  return (place) => {
    ring?.remove();
    ring = null;
    if (!place) return;
    const element = Object.assign(document.createElement("div"), { className: "map-halo" });
    ring = new city.gl.Marker({ element }).setLngLat(place).addTo(city.engine);
  };
}

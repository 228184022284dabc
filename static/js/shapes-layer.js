/* Polygons over a hromada's map, by either engine: gaps, overlaps, areas before and after a change.

     const layer = showShapes(map, collection);   // features with properties.kind: gap | held | overlap | outside | old | new | area
     layer.replace(collection);

   Each kind has its own colour and its own line, so that no meaning hangs on colour alone. */

import { isDark } from "./map-browser.js";

/** @type {Record<"light" | "dark", Record<string, [string, number[]]>>} */
const LOOKS = {
  light: {
    gap: ["#b3341c", [1, 0]], held: ["#4d6156", [1, 1]], overlap: ["#5b3a9b", [3, 2]], outside: ["#835200", [1, 2]],
    old: ["#835200", [3, 2]], new: ["#1c6a4b", [1, 0]], area: ["#1f4f8f", [1, 0]],
  },
  dark: {
    gap: ["#ff9d84", [1, 0]], held: ["#b3c4ba", [1, 1]], overlap: ["#c7aef5", [3, 2]], outside: ["#f2c569", [1, 2]],
    old: ["#f2c569", [3, 2]], new: ["#7fd3ab", [1, 0]], area: ["#8ebaf3", [1, 0]],
  },
};
const looks = () => (isDark() ? LOOKS.dark : LOOKS.light);
// What lies under others, or beside them, is outlined more than filled.
/** @type {Record<string, number>} */
const FILL = { area: 0, old: 0.08 };
const KINDS = Object.keys(LOOKS.light);

/** Draw the features; returns how to replace them. @param {CityMap} map @param {Shapes} collection */
export function showShapes(map, collection, id = "shapes") {
  return map.kind === "maplibre" ? onMapLibre(map.engine, collection, id) : onLeaflet(map, collection);
}

/** The shapes' common bounds, or nothing.
 * @param {{ features: GeoJSON.Feature[] }} collection @returns {Bounds | null} */
export function boundsOf({ features }) {
  let [west, south, east, north] = [180, 90, -180, -90];
  /** @type {(part: any) => void} */
  const visit = (part) => {
    if (typeof part[0] !== "number") return part.forEach(visit);
    [west, east] = [Math.min(west, part[0]), Math.max(east, part[0])];
    [south, north] = [Math.min(south, part[1]), Math.max(north, part[1])];
  };
  for (const { geometry } of features) if (geometry) visit(/** @type {Surface} */ (geometry).coordinates);
  return west <= east ? [west, south, east, north] : null;
}

/** @type {(map: Drawn, first: Shapes, id: string) => ShapesLayer} */
function onMapLibre(map, first, id) {
  let collection = first;
  const add = () => {
    if (map.getSource(id)) return;
    map.addSource(id, { type: "geojson", data: collection });
    for (const kind of KINDS) {
      const [colour, dashes] = looks()[kind];
      /** @type {Expression} */
      const filter = ["==", ["get", "kind"], kind];
      map.addLayer({
        id: `${id}-${kind}`, type: "fill", source: id, filter,
        paint: { "fill-color": colour, "fill-opacity": ["case", ["boolean", ["get", "sliver"], false], 0.6, FILL[kind] ?? 0.28] },
      });
      map.addLayer({
        id: `${id}-${kind}-line`, type: "line", source: id, filter,
        paint: { "line-color": colour, "line-width": kind === "area" ? 1.25 : 2, "line-dasharray": dashes },
      });
    }
  };
  map.on("style.load", add);
  add();
  return {
    replace(next) {
      collection = next;
      /** @type {any} */ (map.getSource(id))?.setData(next);
    },
  };
}

/** @type {(map: LeafletMap, first: Shapes) => ShapesLayer} */
function onLeaflet({ gl: L, engine }, first) {
  /** @type {import("leaflet").StyleFunction} */
  const style = (shape) => {
    const kind = shape?.properties.kind;
    const [colour, dashes] = looks()[kind] ?? looks().area;
    return {
      color: colour, fillColor: colour, weight: kind === "area" ? 1 : 2, interactive: false,
      fillOpacity: FILL[kind] ?? 0.28, dashArray: dashes[1] ? dashes.map((part) => part * 3).join(" ") : undefined,
    };
  };
  const layer = L.geoJSON(first, { style, interactive: false }).addTo(engine);
  return {
    replace(next) {
      layer.clearLayers();
      layer.addData(next);
    },
  };
}

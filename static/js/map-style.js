/* How the basemap of our own looks: one style in two lights, for the layers of /<slug>/base/{z}/{x}/{y}.mvt. */

const LIGHT = {
  outside: "#e9e7df", ground: "#f7f5ef", field: "#f1eedd", residential: "#efece3", industrial: "#e8e4dc", heap: "#ddd6c8",
  green: "#dbe8cd", wood: "#cbddbc", pitch: "#cfe3cb", cemetery: "#d9e0cf", water: "#b5d3e5", waterLine: "#97bdd5",
  building: "#e0d9cb", buildingLine: "#cfc6b4", civic: "#e3cfae",
  main: "#ffffff", mainLine: "#cdbf9f", street: "#ffffff", streetLine: "#d6d0c2", path: "#c5b99f", rail: "#a9a49a",
  outline: "#1f4f8f", border: "#6d87a8",
  label: "#3d444b", strong: "#18222d", waterLabel: "#2f6a8c", greenLabel: "#456b35", halo: "#fbfaf6",
};
const DARK = {
  outside: "#0b1016", ground: "#141c24", field: "#171f26", residential: "#18212a", industrial: "#1c242c", heap: "#232a30",
  green: "#18291f", wood: "#1a3023", pitch: "#1d3328", cemetery: "#1d2a24", water: "#14324a", waterLine: "#1f4a69",
  building: "#27323d", buildingLine: "#34414e", civic: "#3d3a30",
  main: "#4a5663", mainLine: "#0f151b", street: "#36424e", streetLine: "#0f151b", path: "#3b444d", rail: "#4b5259",
  outline: "#8ebaf3", border: "#5c7594",
  label: "#c3ccd5", strong: "#eef2f5", waterLabel: "#8fc2e3", greenLabel: "#a5cf92", halo: "#10161d",
};

/** @param {boolean} dark */
export const colours = (dark) => (dark ? DARK : LIGHT);

/** @type {(language: Language) => Expression} */
export const nameIn = (language) => ["coalesce", ["get", `name_${language}`], ["get", "name_uk"]];

/** @type {(...stops: any[]) => Expression} */
export const byZoom = (...stops) => ["interpolate", ["linear"], ["zoom"], ...stops];
/* Widths in pixels by zoom. */
/** @type {(...stops: number[]) => Expression} */
const grow = (...stops) => ["interpolate", ["exponential", 1.6], ["zoom"], ...stops];
/** @type {(...kinds: string[]) => Expression} */
const kindIn = (...kinds) => ["in", ["get", "kind"], ["literal", kinds]];
/** @type {(fallback: string, pairs: unknown[]) => Expression} */
const byKind = (fallback, pairs) => ["match", ["get", "kind"], ...pairs, fallback];

/* Drawn from the page's fonts: the weight is read from the first name, the glyphs come from the family. */
const family = ["Commissioner", "Segoe UI", "Noto Sans", "DejaVu Sans"];
export const labelFonts = { usual: ["Commissioner Medium", ...family], strong: ["Commissioner Bold", ...family] };

/** @type {(c: Colours) => Layers} */
function surfaces(c) {
  return [
    { id: "background", type: "background", paint: { "background-color": c.outside } },
    { id: "ground", type: "fill", source: "base", "source-layer": "outline", paint: { "fill-color": c.ground } },
    {
      id: "landuse", type: "fill", source: "base", "source-layer": "landuse",
      paint: {
        "fill-color": byKind(c.residential, [
          "field", c.field, ["industrial", "garages"], c.industrial, ["heap", "quarry", "bench"], c.heap,
        ]),
      },
    },
    {
      id: "green", type: "fill", source: "base", "source-layer": "green",
      paint: { "fill-color": byKind(c.green, [["wood", "belt"], c.wood, ["pitch", "track"], c.pitch, "cemetery", c.cemetery]) },
    },
    {
      id: "water", type: "fill", source: "base", "source-layer": "water",
      filter: ["==", ["geometry-type"], "Polygon"],
      paint: { "fill-color": c.water, "fill-outline-color": c.waterLine },
    },
    {
      id: "water-line", type: "line", source: "base", "source-layer": "water",
      filter: ["==", ["geometry-type"], "LineString"],
      paint: { "line-color": c.water, "line-width": grow(10, 0.8, 14, 2, 18, 10) },
    },
  ];
}

/** @type {Record<string, Expression>} */
const WIDTH = {
  path: grow(13, 0.6, 16, 1.4, 19, 4),
  lane: grow(12, 0.5, 14, 1.6, 16, 5, 19, 26),
  street: grow(11, 0.5, 13, 1.6, 15, 5, 17, 15, 19, 44),
  main: grow(8, 0.8, 11, 2, 13, 4, 15, 9, 17, 22, 19, 60),
};
/** @type {Record<string, Expression>} */
const CASING = {
  lane: grow(12, 0.9, 14, 2.6, 16, 6.5, 19, 29),
  street: grow(11, 0.9, 13, 2.6, 15, 6.6, 17, 17.5, 19, 48),
  main: grow(8, 1.4, 11, 3.2, 13, 5.6, 15, 11, 17, 25, 19, 65),
};
const round = { "line-cap": "round", "line-join": "round" };

/** @type {(c: Colours) => Layers} */
function streets(c) {
  /** @type {(id: string, kind: string, paint: object, layout?: object) => Layer} */
  const line = (id, kind, paint, layout = round) => ({
    id, type: "line", source: "base", "source-layer": "street", filter: ["==", ["get", "kind"], kind], layout, paint,
  });
  return [
    line("path", "path", { "line-color": c.path, "line-width": WIDTH.path, "line-dasharray": [3, 1.6] }, { "line-join": "round" }),
    ...["lane", "street", "main"].map((kind) =>
      line(`${kind}-case`, kind, { "line-color": kind === "main" ? c.mainLine : c.streetLine, "line-width": CASING[kind] })),
    ...["lane", "street", "main"].map((kind) =>
      line(kind, kind, { "line-color": kind === "main" ? c.main : c.street, "line-width": WIDTH[kind] })),
    line("rail", "rail", { "line-color": c.rail, "line-width": grow(9, 0.8, 14, 1.6, 18, 4) }, {}),
    line("rail-ties", "rail", { "line-color": c.rail, "line-width": grow(9, 2, 14, 5, 18, 10), "line-dasharray": [0.3, 2.4] }, {}),
  ];
}

/** @type {(c: Colours) => Layer} */
function buildings(c) {
  return {
    id: "building", type: "fill", source: "base", "source-layer": "building", minzoom: 13,
    paint: {
      "fill-color": byKind(c.building, [
        ["school", "kindergarten", "clinic", "church", "culture", "office", "market", "sport", "transport"], c.civic,
      ]),
      "fill-outline-color": c.buildingLine,
      "fill-opacity": byZoom(13, 0.5, 15, 1),
    },
  };
}

/** @type {(c: Colours) => Layers} */
function borders(c) {
  return [
    {
      id: "district-borders", type: "line", source: "base", "source-layer": "district_borders",
      paint: {
        "line-color": c.border, "line-width": grow(9, 0.8, 13, 1.4, 17, 2.5), "line-dasharray": [4, 2, 1, 2],
        "line-opacity": byZoom(9, 0.5, 12, 0.7, 16, 0.4),
      },
    },
    {
      id: "outline", type: "line", source: "base", "source-layer": "outline",
      paint: { "line-color": c.outline, "line-width": grow(7, 1, 12, 2, 17, 4), "line-opacity": 0.75 },
    },
  ];
}

/** @type {(c: Colours, language: Language) => Layers} */
function labels(c, language) {
  const name = nameIn(language);
  const halo = { "text-halo-color": c.halo, "text-halo-width": 1.6 };
  return [
    {
      id: "street-name", type: "symbol", source: "base", "source-layer": "street", minzoom: 13.5,
      filter: ["all", ["has", "name_uk"], ["!=", ["get", "name_uk"], ""]],
      layout: {
        "symbol-placement": "line", "symbol-spacing": 320, "text-field": name, "text-font": labelFonts.usual,
        "text-size": byZoom(13.5, 10.5, 16, 12.5, 18, 15),
        "text-letter-spacing": 0.02, "text-max-angle": 32, "text-padding": 6,
      },
      paint: { ...halo, "text-color": c.label },
    },
    {
      id: "place-small", type: "symbol", source: "base", "source-layer": "place", minzoom: 13.5,
      filter: ["!", kindIn("town", "village")],
      layout: {
        "text-field": name, "text-font": labelFonts.usual, "text-size": 11.5, "text-max-width": 9, "text-padding": 8,
      },
      paint: {
        ...halo,
        "text-color": byKind(c.label, ["water", c.waterLabel, ["park", "wood", "cemetery", "pitch"], c.greenLabel]),
      },
    },
    {
      id: "place", type: "symbol", source: "base", "source-layer": "place", maxzoom: 15,
      filter: kindIn("town", "village"),
      layout: {
        "text-field": name, "text-font": labelFonts.strong, "text-max-width": 8, "text-padding": 6, "text-justify": "auto",
        "text-variable-anchor-offset": ["center", [0, 0], "bottom", [0, -1.6], "top", [0, 1.6], "left", [1.6, 0], "right", [-1.6, 0]],
        "text-size": byZoom(8, ["match", ["get", "kind"], "town", 15, 11], 13, ["match", ["get", "kind"], "town", 22, 15]),
      },
      paint: { ...halo, "text-color": c.strong, "text-opacity": byZoom(13.5, 1, 15, 0.4) },
    },
  ];
}

/** @type {(settings: MapSettings) => Tiles} */
const baseSource = ({ slug, bounds }) => ({
  type: "vector", tiles: [`${location.origin}/${slug}/base/{z}/{x}/{y}.mvt`], minzoom: 6, maxzoom: 16,
  ...(bounds ? { bounds } : {}),
});

/** Somebody else's basemap knows neither the hromada nor its districts: draw their borders over it.
 * @type {(map: Drawn, settings: MapSettings, dark: boolean) => void} */
export function bordersOver(map, settings, dark) {
  map.addSource("base", baseSource(settings));
  for (const layer of borders(colours(dark))) map.addLayer(layer);
}

/** The basemap's style: our tiles, our colours, the page's own fonts.
 * @type {(settings: MapSettings, dark: boolean) => Style} */
export function ownStyle(settings, dark) {
  const c = colours(dark);
  const { language } = settings;
  return {
    version: 8,
    sources: { base: baseSource(settings) },
    layers: [...surfaces(c), buildings(c), ...streets(c), ...borders(c), ...labels(c, language)],
  };
}


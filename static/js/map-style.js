/* How the basemap of our own looks: one style in two lights, for the layers of /<slug>/base/{z}/{x}/{y}.mvt.
   Colours, kinds and widths are those of gis/pictures/ground.json. */

export const LIGHT = {
  outside: "#e9e7df", ground: "#f7f5ef", field: "#eeebe0", residential: "#efece3", industrial: "#e8e4dc", heap: "#ddd6c8",
  green: "#dbe8cd", wood: "#cbddbc", pitch: "#cfe3cb", cemetery: "#d9e0cf", water: "#b5d3e5", waterLine: "#97bdd5",
  building: "#e0d9cb", buildingLine: "#cfc6b4", civic: "#e3cfae",
  motorway: "#fbf0d3", main: "#ffffff", mainLine: "#cdbf9f", street: "#ffffff", streetLine: "#d6d0c2", path: "#c5b99f", rail: "#a9a49a",
  outline: "#1f4f8f", border: "#6d87a8",
  label: "#3d444b", strong: "#18222d", waterLabel: "#2f6a8c", greenLabel: "#456b35", halo: "#fbfaf6",
};
export const DARK = {
  outside: "#0b1016", ground: "#141c24", field: "#171f26", residential: "#18212a", industrial: "#1c242c", heap: "#232a30",
  green: "#18291f", wood: "#1a3023", pitch: "#1d3328", cemetery: "#1d2a24", water: "#14324a", waterLine: "#1f4a69",
  building: "#27323d", buildingLine: "#34414e", civic: "#3d3a30",
  motorway: "#454b51", main: "#414d59", mainLine: "#0f151b", street: "#36424e", streetLine: "#0f151b", path: "#3b444d", rail: "#4b5259",
  outline: "#8ebaf3", border: "#5c7594",
  label: "#c3ccd5", strong: "#eef2f5", waterLabel: "#8fc2e3", greenLabel: "#a5cf92", halo: "#10161d",
};

/** @param {boolean} dark */
export const colours = (dark) => (dark ? DARK : LIGHT);

/** @type {(language: Language) => Expression} */
export const nameIn = (language) => ["coalesce", ["get", `name_${language}`], ["get", "name_uk"]];

/** @type {(...stops: any[]) => Expression} */
export const byZoom = (...stops) => ["interpolate", ["linear"], ["zoom"], ...stops];
/** @type {(...kinds: string[]) => Expression} */
const kindIn = (...kinds) => ["in", ["get", "kind"], ["literal", kinds]];
/** @type {(property: string, ...pairs: unknown[]) => Expression} */
const by = (property, ...pairs) => ["match", ["get", property], ...pairs];

/* Drawn from the page's fonts: the weight is read from the first name, the glyphs come from the family. */
const family = ["Commissioner", "Segoe UI", "Noto Sans", "DejaVu Sans"];
export const labelFonts = { usual: ["Commissioner Medium", ...family], strong: ["Commissioner Bold", ...family] };

/** @type {(type: string) => Expression} */
const shaped = (type) => ["==", ["geometry-type"], type];
/** @type {(id: string, type: string, from: string, paint: object, more?: object) => Layer} */
const layer = (id, type, from, paint, more) => /** @type {any} */ ({ id, type, source: "base", "source-layer": from, paint, ...more });

/* Zoom, pixels, zoom, pixels … */
/** @type {Record<string, number[]>} */
export const WIDTH = {
  path: [13, 0.6, 16, 1.4, 19, 4],
  lane: [12, 0.5, 14, 1.6, 16, 5, 19, 26],
  street: [11, 0.5, 13, 1.6, 15, 5, 17, 15, 19, 44],
  main: [6, 0.6, 8, 0.9, 11, 2, 13, 4, 15, 9, 17, 22, 19, 60],
  rail: [9, 0.8, 14, 1.4, 18, 2.6],
  river: [8, 0.8, 12, 2, 15, 5, 18, 14],
  stream: [11, 0.5, 14, 1.2, 18, 5],
};
/** @type {Record<string, Record<string, string>>} */
export const FILL = {
  landuse: { field: "field orchard sand", industrial: "industrial garages commercial parking", heap: "heap quarry bench", pitch: "sport", street: "square" },
  green: { wood: "wood belt", pitch: "pitch track playground", cemetery: "cemetery" },
  building: { civic: "school kindergarten clinic church culture office market sport transport" },
};
/* How much wider a class is than its kind. */
/** @type {Record<string, number>} */
export const SHARE = { motorway: 1.15, trunk: 1.15, secondary: 0.75, tertiary: 1.2, siding: 0.5 };
/** @type {(name: string, drawn?: (width: number) => any) => Expression} */
const grow = (name, drawn = (width) => width) =>
  ["interpolate", ["exponential", 1.6], ["zoom"], ...WIDTH[name].map((stop, at) => (at % 2 ? drawn(stop) : stop))];
const share = by("class", ...Object.entries(SHARE).flat(), 1);
const round = { "line-cap": "round", "line-join": "round" };

/** @type {(c: Colours, from: string, usual?: string) => Expression} */
const fill = (c, from, usual = from) => by("kind", ...Object.entries(FILL[from]).flatMap(([colour, kinds]) => [kinds.split(" "), c[colour]]), c[usual]);

/** @type {(c: Colours) => Layers} */
function surfaces(c) {
  return [
    { id: "background", type: "background", paint: { "background-color": c.outside } },
    layer("ground", "fill", "outline", { "fill-color": c.ground }),
    layer("landuse", "fill", "landuse", { "fill-color": fill(c, "landuse", "residential") }),
    layer("green", "fill", "green", { "fill-color": fill(c, "green") }),
    layer("water", "fill", "water", { "fill-color": c.water, "fill-outline-color": c.waterLine }, { filter: shaped("Polygon") }),
    ...["stream", "river"].map((name) => layer(`water-${name}`, "line", "water", { "line-color": c.water, "line-width": grow(name) }, {
      filter: ["all", shaped("LineString"), ["==", kindIn("river", "canal"), name === "river"]], layout: round,
    })),
    // Buildings hide the dots of their addresses; where none is drawn, the dots tell where houses are.
    layer("address", "circle", "house", { "circle-color": c.rail, "circle-radius": 2 }),
    layer("building", "fill", "building", {
      "fill-color": fill(c, "building"), "fill-outline-color": c.buildingLine, "fill-opacity": byZoom(13, 0.5, 15, 1),
    }, { minzoom: 13 }),
  ];
}

/** @type {(c: Colours) => Layers} */
function streets(c) {
  /** @type {(id: string, kind: string, paint: object, more?: object) => Layer} */
  const line = (id, kind, paint, more) => layer(id, "line", "street", paint, { filter: kindIn(kind), layout: round, ...more });
  const kinds = ["lane", "street", "main"];
  return [
    line("path", "path", { "line-color": c.path, "line-width": grow("path"), "line-dasharray": [3, 1.6] }, { minzoom: 14, layout: {} }),
    ...kinds.map((kind) => line(`${kind}-case`, kind, {
      "line-color": kind === "main" ? c.mainLine : c.streetLine, "line-width": grow(kind, (width) => ["+", 0.9, ["*", width * 1.1, share]]),
    })),
    ...kinds.map((kind) => line(kind, kind, {
      "line-color": kind === "main" ? by("class", ["motorway", "trunk"], c.motorway, c.main) : c.street, "line-width": grow(kind, (width) => ["*", width, share]),
    })),
    line("tram", "tram", { "line-color": c.rail, "line-width": 0.8 }, { minzoom: 13 }),
    line("rail", "rail", { "line-color": c.rail, "line-width": grow("rail", (width) => ["*", width, share]) }),
    line("rail-ties", "rail", { "line-color": c.rail, "line-width": grow("rail", (width) => width * 3), "line-dasharray": [0.3, 2.4] }, {
      minzoom: 12, layout: {}, filter: ["all", kindIn("rail"), ["!=", ["get", "class"], "siding"]],
    }),
  ];
}

/** @type {(c: Colours) => Layers} */
function borders(c) {
  return [
    layer("district-borders", "line", "district_borders", {
      "line-color": c.border, "line-width": byZoom(9, 0.8, 13, 1.4, 17, 2.5), "line-dasharray": [4, 2, 1, 2],
      "line-opacity": byZoom(9, 0.5, 12, 0.7, 16, 0.4),
    }),
    layer("outline", "line", "outline", { "line-color": c.outline, "line-width": byZoom(7, 1, 12, 2, 17, 4), "line-opacity": 0.75 }),
  ];
}

const SETTLED = ["town", "village", "suburb"];

/** @type {(c: Colours, language: Language) => Layers} */
function labels(c, language) {
  const name = nameIn(language);
  /** @type {(id: string, from: string, colour: unknown, layout: object, more?: object) => Layer} */
  const label = (id, from, colour, layout, more) => layer(id, "symbol", from, { "text-color": colour, "text-halo-color": c.halo, "text-halo-width": 1.6 }, {
    layout: { "text-field": name, "text-font": labelFonts.usual, "text-size": 11.5, "text-max-width": 9, "text-padding": 6, ...layout }, ...more,
  });
  const along = { "symbol-placement": "line", "symbol-spacing": 320, "text-max-angle": 32 };
  return [
    label("house", "house", c.label, { "text-field": ["get", "house"], "text-size": 10.5 }, { minzoom: 17 }),
    label("street-name", "street", c.label, { ...along, "text-size": byZoom(13.5, 10.5, 16, 12.5, 18, 15) }, {
      minzoom: 13, filter: ["all", ["has", "name_uk"], ["step", ["zoom"], kindIn("main"), 14, kindIn("main", "street"), 15, true]],
    }),
    label("water-name", "water", c.waterLabel, along, { minzoom: 13, filter: ["all", shaped("LineString"), ["has", "name_uk"]] }),
    label("place-small", "place", by("kind", "water", c.waterLabel, ["park", "wood", "cemetery", "pitch"], c.greenLabel, c.label), {}, {
      minzoom: 13.5, filter: ["!", kindIn(...SETTLED)],
    }),
    label("place", "place", c.strong, {
      "text-font": labelFonts.strong, "text-max-width": 8,
      "text-variable-anchor-offset": ["center", [0, 0], "bottom", [0, -1.6], "top", [0, 1.6], "left", [1.6, 0], "right", [-1.6, 0]],
      "text-size": byZoom(8, by("kind", "town", 15, 11), 13, by("class", "hamlet", 12, by("kind", "town", 22, "village", 15, 12.5))),
      "symbol-sort-key": by("kind", "town", 0, "village", 1, 2),
    }, { maxzoom: 15, filter: kindIn(...SETTLED) }),
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
  borders(colours(dark)).forEach((each) => map.addLayer(each));
}

/** The basemap's style: our tiles, our colours, the page's own fonts.
 * @type {(settings: MapSettings, dark: boolean) => Style} */
export function ownStyle(settings, dark) {
  const c = colours(dark);
  const { language } = settings;
  return {
    version: 8,
    sources: { base: baseSource(settings) },
    layers: [...surfaces(c), ...streets(c), ...borders(c), ...labels(c, language)],
  };
}


/* What maps draw, as far as it is values: numbers and names of donuts, bounds, and styles that MapLibre takes. */

import { validateStyleMin } from "@maplibre/maplibre-gl-style-spec";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { DARK, FILL, LIGHT, SHARE, WIDTH, colours, bordersOver, ownStyle } from "../../static/js/map-style.js";
import { PINS, SIGN_OF, TONES, donutParts, radiusOf, short, tones } from "../../static/js/map-symbols.js";
import { donutName, showReports } from "../../static/js/reports-gl.js";
import { boundsOf, showShapes } from "../../static/js/shapes-layer.js";

globalThis.location = { origin: "https://city.example" };

test("browsers and the server draw in the same colours and widths", () => {
  const ground = JSON.parse(readFileSync(new URL("../../gis/pictures/ground.json", import.meta.url), "utf8"));
  assert.deepEqual({ light: LIGHT, dark: DARK, tones: TONES, fills: FILL, widths: WIDTH, shares: SHARE }, ground);
});

test("each outcome has its own sign, and only a resident's word is green", () => {
  assert.deepEqual(SIGN_OF, { solved: "claimed", confirmed: "word", lapsed: "silent", not_solved: "refused" });
  assert.equal(new Set(Object.values(PINS).map(String)).size, 6);
  for (const tone of [TONES.light, TONES.dark]) assert.equal(new Set(Object.keys(PINS).map((sign) => tone[sign])).size, 6);
});

test("a donut grows by magnitude, between bounds", () => {
  const radii = [0, 1, 10, 100, 1000, 1e4, 1e6, 1e9].map(radiusOf);
  assert.deepEqual(radii, [15, 15, 21, 26, 32, 37, 38, 38]);
});

test("a donut's name says its parts", () => {
  assert.deepEqual(donutParts("donut:3:0:12"), { open: 3, progress: 0, closed: 12, total: 15 });
  assert.deepEqual(donutName.filter((part) => Array.isArray(part)), [["get", "open"], ["get", "progress"], ["get", "closed"]]);
});

test("large numbers are written short", () => {
  assert.deepEqual([0, 9999, 10000, 14500, 999499, 1e6, 2.56e6].map(short), ["0", "9999", "10k", "15k", "999k", "1.0M", "2.6M"]);
});

const luminance = (colour) => {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (one, other) => {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
};

for (const dark of [false, true]) {
  test(`signs and labels stand out from their ground (${dark ? "night" : "day"})`, () => {
    const tone = tones(dark);
    for (const sign of Object.keys(PINS)) assert.ok(contrast(tone[sign], tone.face) >= 3, sign);
    assert.ok(contrast(tone.ink, tone.face) >= 4.5);
    const { label, strong, waterLabel, greenLabel, halo } = colours(dark);
    for (const colour of [label, strong, waterLabel, greenLabel]) assert.ok(contrast(colour, halo) >= 4.5, colour);
  });
}

const settings = { slug: "pokrov", bounds: [33.9, 47.5, 34.3, 47.8], language: "uk" };
// The glyphs come from the page's fonts; the check of styles asks for an address of glyphs all the same.
const faults = (style) => validateStyleMin({ glyphs: "https://city.example/{fontstack}/{range}", ...style }).map(({ message }) => message);

/** A map that writes down the style it is given. */
function paper() {
  const style = { version: 8, sources: {}, layers: [] };
  const map = {
    style,
    on: () => map,
    getSource: (id) => style.sources[id],
    addSource: (id, source) => (style.sources[id] = source),
    addLayer: (layer) => style.layers.push(layer),
    setMissingStyleImageResolver: () => {},
  };
  return map;
}

for (const dark of [false, true]) {
  const night = dark ? "night" : "day";
  test(`the basemap is a style that MapLibre takes (${night})`, () => {
    for (const language of ["uk", "en"]) assert.deepEqual(faults(ownStyle({ ...settings, language }, dark)), []);
    assert.deepEqual(faults(ownStyle({ ...settings, bounds: undefined }, dark)), []);
  });

  test(`borders over somebody else's basemap are, too (${night})`, () => {
    const map = paper();
    bordersOver(map, settings, dark);
    assert.deepEqual(map.style.layers.map(({ id }) => id), ["district-borders", "outline"]);
    assert.deepEqual(faults(map.style), []);
  });

  test(`reports and shapes are, too (${night})`, () => {
    globalThis.matchMedia = () => ({ matches: dark });
    const map = paper();
    showReports({ kind: "maplibre", engine: map }, { slug: "pokrov", districtsUpto: 12, query: "state=open", language: "en" });
    showShapes({ kind: "maplibre", engine: map }, { type: "FeatureCollection", features: [] });
    assert.deepEqual(map.style.sources.reports.tiles, ["https://city.example/pokrov/tiles/{z}/{x}/{y}.mvt?state=open"]);
    assert.ok(map.style.layers.length > 12);
    assert.deepEqual(faults(map.style), []);
  });
}

test("a style with a fault is found", () => {
  const style = ownStyle(settings, false);
  style.layers[0].paint["background-color"] = 7;
  assert.equal(faults(style).length, 1);
});

test("the bounds of shapes are those of all their corners, or nothing", () => {
  const feature = (geometry) => ({ type: "Feature", properties: {}, geometry });
  const ring = [[1, 2], [3, 2], [3, 5], [1, 2]];
  const other = { type: "MultiPolygon", coordinates: [[ring], [[[-4, 0], [0, 0], [0, 1], [-4, 0]]]] };
  assert.deepEqual(boundsOf({ features: [feature({ type: "Polygon", coordinates: [ring] })] }), [1, 2, 3, 5]);
  assert.deepEqual(boundsOf({ features: [feature(null), feature(other)] }), [-4, 0, 3, 5]);
  assert.equal(boundsOf({ features: [feature(null)] }), null);
  assert.equal(boundsOf({ features: [] }), null);
});

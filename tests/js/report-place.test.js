import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { KIND_ALONE, debounced, onMap, placeOf } from "../../static/js/report-place.js";

test("coordinates are read as people type them", () => {
  const place = { lon: 34.08, lat: 47.66 };
  for (const [lon, lat] of [["34.08", "47.66"], ["34,08", " 47,66 "], [34.08, 47.66]]) assert.deepEqual(placeOf(lon, lat), place);
  assert.deepEqual(placeOf("-1", "0.0"), { lon: -1, lat: 0 });
});

test("what is no number is no place", () => {
  for (const [lon, lat] of [["", "47.66"], ["34.08", " "], ["east", "47.66"], ["34.08", "47.66 N"], ["34.08.1", "47"], ["Infinity", "1"]]) {
    assert.equal(placeOf(lon, lat), null, `${lon} ${lat}`);
  }
});

test("a place outside the hromada's map is none", () => {
  const frame = { dataset: { bounds: "33.9,47.5,34.3,47.8" } };
  const inside = { lon: 34.08, lat: 47.66 };
  assert.equal(onMap(frame, inside), inside);
  assert.deepEqual(onMap(frame, { lon: 33.9, lat: 47.8 }), { lon: 33.9, lat: 47.8 });
  for (const place of [{ lon: 33.8, lat: 47.66 }, { lon: 34.4, lat: 47.66 }, { lon: 34.08, lat: 47.4 }, { lon: 34.08, lat: 47.9 }]) {
    assert.equal(onMap(frame, place), null);
  }
  assert.equal(onMap(frame, null), null);
  assert.equal(onMap({ dataset: {} }, inside), inside);
});

test("a kind of street alone is no name yet", () => {
  for (const text of ["вул", "вул.", "Вулиця", "просп", "ПР.", "провулок", "бульвар", "мкр."]) assert.match(text, KIND_ALONE);
  for (const text of ["вул. Ш", "Шевченка", "вулична", "проспекти", ""]) assert.doesNotMatch(text, KIND_ALONE);
});

test("of several calls in a row only the last counts, once it is quiet", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const seen = [];
  const late = debounced((word) => seen.push(word), 350);
  late("a");
  mock.timers.tick(349);
  late("b");
  mock.timers.tick(349);
  assert.deepEqual(seen, []);
  mock.timers.tick(1);
  assert.deepEqual(seen, ["b"]);
  mock.timers.reset();
});

/* A press on a ring always opens something nearer. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { comeNearer, fittingZoom } from "../../static/js/nearer.js";

const PHONE = { clientWidth: 390, clientHeight: 500 };
const DISTRICT = [34.0, 47.6, 34.2, 47.7];

function cityAt(zoom) {
  const moves = [];
  return { moves, zoom: () => zoom, fit: (box) => moves.push(["fit", box]), moveTo: (place, to) => moves.push(["to", place, to]) };
}

test("a box fits at the zoom that MapLibre finds", () => {
  assert.ok(Math.abs(fittingZoom([0, 0, 360, 0.001], 512 + 96, 4000) - 0) < 1e-9);
  assert.equal(fittingZoom([34, 47, 34, 47], 390, 500), Infinity);
});

test("what would come nearer is fitted", () => {
  const city = cityAt(8);
  comeNearer(city, PHONE, { box: DISTRICT, place: [34.1, 47.65] });
  assert.deepEqual(city.moves, [["fit", DISTRICT]]);
});

test("the same box again comes two levels onto the middle", () => {
  const zoom = fittingZoom(DISTRICT, 390, 500);
  for (const near of [zoom, zoom - 0.5, zoom + 3]) {
    const city = cityAt(near);
    comeNearer(city, PHONE, { box: DISTRICT, place: [34.1, 47.65] });
    assert.deepEqual(city.moves, [["to", [34.1, 47.65], near + 2]]);
  }
});

test("reports of one point come as near as one sees a house", () => {
  const city = cityAt(12);
  comeNearer(city, PHONE, { box: [34, 47, 34, 47], place: [34, 47] });
  assert.deepEqual(city.moves, [["to", [34, 47], 17]]);
});

test("a ring without a box comes nearer too", () => {
  const city = cityAt(12);
  comeNearer(city, PHONE, { box: [undefined, undefined, undefined, undefined], place: [34, 47] });
  assert.deepEqual(city.moves, [["to", [34, 47], 14]]);
});

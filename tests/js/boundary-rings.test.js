import assert from "node:assert/strict";
import { test } from "node:test";

import {
  NO_SHAPE, addCorner, addHole, addPart, contains, cornersOf, crossing, dropRing, enough, fromGeometry, km2Of, moveCorner,
  removeCorner, toGeometry,
} from "../../static/js/boundary-rings.js";

const square = (west = 0, south = 0, side = 4) => [[west, south], [west + side, south], [west + side, south + side], [west, south + side]];
const closed = (ring) => [...ring, ring[0]];

test("a polygon and a multipolygon are opened without their repeated corners", () => {
  const polygon = { type: "Polygon", coordinates: [closed(square())] };
  assert.deepEqual(fromGeometry(polygon), [[square()]]);
  assert.deepEqual(fromGeometry({ type: "MultiPolygon", coordinates: [polygon.coordinates, polygon.coordinates] }), [[square()], [square()]]);
});

test("heights are left out", () => {
  const ring = closed(square()).map(([lon, lat]) => [lon, lat, 120]);
  assert.deepEqual(fromGeometry({ type: "Polygon", coordinates: [ring] }), [[square()]]);
});

test("outsides turn left and holes right, however they were drawn (RFC 7946)", () => {
  const [left, right] = [square(), square().reverse()];
  for (const outside of [left, right]) {
    for (const hole of [square(1, 1, 1), square(1, 1, 1).reverse()]) {
      const { type, coordinates: [[first, second]] } = toGeometry([[outside, hole]]);
      assert.equal(type, "MultiPolygon");
      assert.ok(area(first) > 0);
      assert.ok(area(second) < 0);
      assert.deepEqual(first.at(0), first.at(-1));
    }
  }
});

const area = (ring) => ring.slice(1).reduce((sum, [x, y], at) => sum + ring[at][0] * y - x * ring[at][1], 0);

test("what is opened and closed again is the same", () => {
  const shape = [[square(), square(1, 1, 1).reverse()], [square(10)]];
  assert.deepEqual(fromGeometry(toGeometry(shape)), shape);
  assert.deepEqual(toGeometry(NO_SHAPE).coordinates, []);
});

test("a change leaves what was before as it was", () => {
  const before = [[square()]];
  const kept = structuredClone(before);
  const spot = { part: 0, ring: 0, at: 1 };
  assert.deepEqual(moveCorner(before, spot, [9, 9])[0][0][1], [9, 9]);
  assert.deepEqual(addCorner(before, spot, [2, 0])[0][0], [[0, 0], [2, 0], [4, 0], [4, 4], [0, 4]]);
  assert.deepEqual(removeCorner(before, spot)[0][0], [[0, 0], [4, 4], [0, 4]]);
  assert.deepEqual(before, kept);
});

test("a dot after the last corner becomes the last", () => {
  assert.deepEqual(addCorner([[square()]], { part: 0, ring: 0, at: 4 }, [0, 2])[0][0].at(-1), [0, 2]);
});

test("a ring of three goes with its corner: a hole alone, an outside with its holes", () => {
  const three = [[1, 1], [2, 1], [1, 2]];
  const shape = [[square(), three], [three]];
  assert.deepEqual(removeCorner(shape, { part: 0, ring: 1, at: 0 }), [[square()], [three]]);
  assert.deepEqual(removeCorner(shape, { part: 1, ring: 0, at: 0 }), [[square(), three]]);
  assert.deepEqual(dropRing(shape, { part: 0, ring: 0 }), [[three]]);
});

test("a hole is cut into the part that has it, or nowhere", () => {
  const shape = addPart([[square()]], square(10));
  const hole = square(11, 1, 1);
  assert.deepEqual(addHole(shape, hole), [[square()], [square(10), hole]]);
  assert.equal(addHole(shape, square(20)), null);
  assert.equal(addHole(NO_SHAPE, hole), null);
});

test("three corners are enough, and all are counted", () => {
  assert.deepEqual([[], [[0, 0]], square().slice(1), square()].map(enough), [false, false, true, true]);
  assert.equal(cornersOf([[square(), square(1, 1, 1)], [square(10)]]), 12);
});

test("inside is inside, also of a ring that turns back", () => {
  const horseshoe = [[0, 0], [6, 0], [6, 4], [4, 4], [4, 2], [2, 2], [2, 4], [0, 4]];
  for (const [place, inside] of [[[1, 3], true], [[3, 3], false], [[5, 3], true], [[3, 1], true], [[7, 1], false], [[-1, 2], false]]) {
    assert.equal(contains(horseshoe, place), inside, String(place));
  }
});

test("sides that cross are found, within a ring and between two", () => {
  assert.equal(crossing([[square()]]), null);
  assert.notEqual(crossing([[[[0, 0], [4, 4], [4, 0], [0, 4]]]]), null);
  assert.notEqual(crossing([[square()], [square(2, 2)]]), null);
  assert.equal(crossing([[square()], [square(10)]]), null);
  assert.equal(crossing(NO_SHAPE), null);
});

test("neighbours that share a corner or a side do not cross", () => {
  assert.equal(crossing([[square()], [square(4)]]), null);
  assert.equal(crossing([[square()], [square(4, 4)]]), null);
});

test("a degree at the equator has some 12,364 square kilometres, and holes are taken off", () => {
  const degree = square(0, -0.5, 1);
  assert.ok(Math.abs(km2Of([[degree]]) - 12364) < 5, km2Of([[degree]]));
  assert.ok(Math.abs(km2Of([[degree, degree]])) < 1e-6);
  assert.equal(km2Of(NO_SHAPE), 0);
  assert.ok(Math.abs(km2Of([[degree]]) - km2Of([[[...degree].reverse()]])) < 1e-6);
});

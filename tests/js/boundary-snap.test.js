import assert from "node:assert/strict";
import { test } from "node:test";

import { between, neighboursOf, snap } from "../../static/js/boundary-snap.js";

const ring = [[0, 0], [10, 0], [10, 10], [0, 10]];
const feature = { geometry: { type: "Polygon", coordinates: [[...ring, ring[0]]] } };
const [neighbour] = neighboursOf([feature]);
const near = (place, limits = {}) => snap([neighbour], place, { reach: 1, stretch: 1, ...limits });
const corner = (at) => ({ place: ring[at], ring: neighbour, at, distance: 0 });

test("neighbours are every ring of every part, with its box", () => {
  const island = [[20, 20], [21, 20], [21, 21], [20, 20]];
  const all = neighboursOf([feature, { geometry: { type: "MultiPolygon", coordinates: [[feature.geometry.coordinates[0], island], [island]] } }]);
  assert.deepEqual(all.map(({ corners }) => corners.length), [4, 4, 3, 3]);
  assert.deepEqual(all[2].box, [20, 20, 21, 21]);
});

test("a corner within reach is kept to, before a nearer side", () => {
  const found = near([0.8, 0.1]);
  assert.deepEqual([found.place, found.at, found.ring === neighbour], [[0, 0], 0, true]);
});

test("a side within reach is kept to at its nearest place", () => {
  const found = near([5, 0.4]);
  assert.deepEqual([found.place, found.ring, found.at], [[5, 0], null, -1]);
});

test("the side that closes the ring is one, too", () => {
  assert.deepEqual(near([0.3, 5]).place, [0, 5]);
});

test("out of reach there is nothing", () => {
  assert.equal(near([5, 5]), null);
  assert.equal(near([5, -1.1]), null);
  assert.equal(snap([], [0, 0], { reach: 1, stretch: 1 }), null);
});

test("reach is measured on the screen, where a degree of latitude is longer", () => {
  assert.notEqual(near([5, 0.8]), null);
  assert.equal(near([5, 0.8], { stretch: 1.5 }), null);
});

test("the nearest of several corners wins", () => {
  const other = neighboursOf([{ geometry: { type: "Polygon", coordinates: [[[0.5, 0], [0.9, 3], [3, 3], [0.5, 0]]] } }]);
  assert.deepEqual(snap([neighbour, ...other], [0.4, 0], { reach: 1, stretch: 1 }).place, [0.5, 0]);
});

test("between two corners of a ring lies the shorter way, in the order drawn", () => {
  assert.deepEqual(between(corner(0), corner(2)).length, 1);
  assert.deepEqual(between(corner(0), corner(1)), []);
  assert.deepEqual(between(corner(1), corner(0)), []);
  assert.deepEqual(between(corner(3), corner(1)), [[0, 0]]);
  const long = neighboursOf([{ geometry: { type: "Polygon", coordinates: [[[0, 0], [1, 0], [2, 0], [3, 0], [3, 9], [0, 0]]] } }])[0];
  const at = (place) => ({ place: long.corners[place], ring: long, at: place, distance: 0 });
  assert.deepEqual(between(at(0), at(3)), [[1, 0], [2, 0]]);
  assert.deepEqual(between(at(3), at(0)), [[2, 0], [1, 0]]);
});

test("a way is followed only on one ring, from one corner to another", () => {
  const side = { place: [5, 0], ring: null, at: -1, distance: 0 };
  const [other] = neighboursOf([feature]);
  for (const [from, to] of [[side, corner(1)], [corner(1), side], [corner(1), corner(1)], [undefined, corner(1)],
    [{ place: [1, 1] }, corner(1)], [corner(0), { ...corner(2), ring: other }]]) {
    assert.deepEqual(between(from, to), []);
  }
});

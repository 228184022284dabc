/* A multipolygon that is being edited: values in, values out; nothing here knows of a map.

   A shape is a list of parts, a part a list of rings (the first is its outside, the others are holes), a ring a list of
   [lon, lat] without the repeated last corner. A spot is { part, ring, at }. Every change returns a new shape. */

/** @type {Shape} */
export const NO_SHAPE = [];
const LEAST_CORNERS = 3;
const EARTH_M = 6371008.8;

/** @param {Surface} geometry @returns {Shape} */
export function fromGeometry(geometry) {
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  return polygons.map((rings) => rings.map((ring) => ring.slice(0, -1).map(([lon, lat]) => [lon, lat])));
}

/** GeoJSON of the rings that are closed: outsides turn left, holes right (RFC 7946).
 * @type {(shape: Shape) => GeoJSON.MultiPolygon} */
export function toGeometry(shape) {
  /** @type {(ring: Ring, hole: boolean) => Ring} */
  const closed = (ring, hole) => {
    const turned = signedArea(ring) > 0 === hole ? [...ring].reverse() : ring;
    return [...turned, turned[0]];
  };
  const coordinates = shape.map((rings) => rings.map((ring, index) => closed(ring, index > 0)));
  return { type: "MultiPolygon", coordinates };
}

/** @type {<T>(list: T[], index: number, value: T) => T[]} */
const replaceAt = (list, index, value) => list.map((each, place) => (place === index ? value : each));

/** @type {(shape: Shape, spot: RingOf, change: (ring: Ring) => Ring) => Shape} */
function withRing(shape, { part, ring }, change) {
  return replaceAt(shape, part, replaceAt(shape[part], ring, change(shape[part][ring])));
}

/** @type {(shape: Shape, spot: Spot, place: Place) => Shape} */
export const moveCorner = (shape, spot, place) => withRing(shape, spot, (ring) => replaceAt(ring, spot.at, place));

/** @type {(shape: Shape, spot: Spot, place: Place) => Shape} */
export const addCorner = (shape, spot, place) => withRing(shape, spot, (ring) => ring.toSpliced(spot.at, 0, place));

/** Take a corner away; a ring of three goes with it. @type {(shape: Shape, spot: Spot) => Shape} */
export function removeCorner(shape, spot) {
  if (shape[spot.part][spot.ring].length <= LEAST_CORNERS) return dropRing(shape, spot);
  return withRing(shape, spot, (ring) => ring.toSpliced(spot.at, 1));
}

/** Take a hole away, or a part with all its holes. @type {(shape: Shape, spot: RingOf) => Shape} */
export function dropRing(shape, { part, ring }) {
  if (ring === 0) return shape.toSpliced(part, 1);
  return replaceAt(shape, part, shape[part].toSpliced(ring, 1));
}

/** @type {(shape: Shape, ring: Ring) => Shape} */
export const addPart = (shape, ring) => [...shape, [ring]];

/** Cut a hole into the part that contains its first corner; nothing if there is none.
 * @type {(shape: Shape, ring: Ring) => Shape | null} */
export function addHole(shape, ring) {
  const part = shape.findIndex(([outside]) => contains(outside, ring[0]));
  return part < 0 ? null : replaceAt(shape, part, [...shape[part], ring]);
}

/** @type {(ring: Ring) => boolean} */
export const enough = (ring) => ring.length >= LEAST_CORNERS;

/** @type {(shape: Shape) => number} */
export const cornersOf = (shape) => shape.flat(2).length;

/** Whether a ring has the place inside (its border is neither here nor there).
 * @type {(ring: Ring, place: Place) => boolean} */
export function contains(ring, [lon, lat]) {
  let inside = false;
  for (let here = 0, before = ring.length - 1; here < ring.length; before = here++) {
    const [[x1, y1], [x2, y2]] = [ring[here], ring[before]];
    if (y1 > lat !== y2 > lat && lon < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) inside = !inside;
  }
  return inside;
}

/** The first place where sides that are no neighbours cross, or nothing.
 * @type {(shape: Shape) => Place | null} */
export function crossing(shape) {
  const sides = shape.flat().flatMap((ring, number) =>
    ring.map((corner, at) => ({ number, at, size: ring.length, a: corner, b: ring[(at + 1) % ring.length] })));
  // Left to right: only sides whose spans meet are compared.
  /** @param {Side} side */
  const left = ({ a, b }) => Math.min(a[0], b[0]);
  /** @param {Side} side */
  const right = ({ a, b }) => Math.max(a[0], b[0]);
  sides.sort((one, other) => left(one) - left(other));
  for (let i = 0; i < sides.length; i++) {
    for (let j = i + 1; j < sides.length && left(sides[j]) <= right(sides[i]); j++) {
      if (!touch(sides[i], sides[j]) && cross(sides[i], sides[j])) return sides[i].a;
    }
  }
  return null;
}

/** @type {(one: Side, other: Side) => boolean} */
const touch = (one, other) =>
  one.number === other.number && [1, one.size - 1].includes(Math.abs(one.at - other.at));

/** @type {(a: Place, b: Place, c: Place) => number} */
const turn = (a, b, c) => Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));

/** @type {(one: Side, other: Side) => boolean} */
const cross = (one, other) =>
  turn(one.a, one.b, other.a) * turn(one.a, one.b, other.b) < 0 && turn(other.a, other.b, one.a) * turn(other.a, other.b, one.b) < 0;

/** @param {Ring} ring */
function signedArea(ring) {
  return ring.reduce((sum, [x1, y1], at) => {
    const [x2, y2] = ring[(at + 1) % ring.length];
    return sum + x1 * y2 - x2 * y1;
  }, 0);
}

/** Square kilometres on a sphere: to show, not to decide by. @type {(shape: Shape) => number} */
export function km2Of(shape) {
  const rad = Math.PI / 180;
  /** @param {Ring} ring */
  const ringArea = (ring) =>
    Math.abs(
      ring.reduce((sum, [lon1, lat1], at) => {
        const [lon2, lat2] = ring[(at + 1) % ring.length];
        return sum + (lon2 - lon1) * rad * (2 + Math.sin(lat1 * rad) + Math.sin(lat2 * rad));
      }, 0),
    ) * (EARTH_M ** 2 / 2e6);
  return shape.reduce((sum, [outside, ...holes]) => holes.reduce((left, hole) => left - ringArea(hole), sum + ringArea(outside)), 0);
}

/* Corners keep to what is around: to a neighbour's corner, else to its side; and a drawn line follows its border. */

/** Prepare the neighbours' rings; each ring has its corners without the repeated last one.
 * @param {{ geometry: Surface }[]} features @returns {Neighbour[]} */
export function neighboursOf(features) {
  const rings = features.flatMap(({ geometry }) => {
    const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
    return polygons.flatMap((each) => each.map((ring) => ring.slice(0, -1).map(([lon, lat]) => /** @type {Place} */ ([lon, lat]))));
  });
  return rings.map((corners) => ({ corners, box: boxOf(corners) }));
}

/** @param {Ring} corners @returns {Bounds} */
function boxOf(corners) {
  const lons = corners.map(([lon]) => lon);
  const lats = corners.map(([, lat]) => lat);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

/**
 * The place to which a place keeps, with the ring and the corner it then lies on (at), or nothing within reach.
 * Reach is in degrees of longitude; stretch is how much longer a degree of latitude is on the screen.
 * @type {(rings: Neighbour[], place: Place, limits: { reach: number, stretch: number }) => Snapped | null}
 */
export function snap(rings, [lon, lat], { reach, stretch }) {
  /** @param {Place} other */
  const away = ([x, y]) => Math.hypot(x - lon, (y - lat) * stretch);
  /** @type {Snapped | null} */
  let corner = null;
  /** @type {Snapped | null} */
  let side = null;
  for (const ring of rings) {
    const [west, south, east, north] = ring.box;
    if (lon < west - reach || lon > east + reach || lat < south - reach || lat > north + reach) continue;
    ring.corners.forEach((here, at) => {
      const distance = away(here);
      if (distance <= reach && distance < (corner?.distance ?? Infinity)) corner = { place: here, ring, at, distance };
      const foot = footOn(here, ring.corners[(at + 1) % ring.corners.length], [lon, lat], stretch);
      const far = away(foot);
      if (far <= reach && far < (side?.distance ?? Infinity)) side = { place: foot, ring: null, at: -1, distance: far };
    });
  }
  return corner ?? side;
}

/** @type {(from: Place, to: Place, place: Place, stretch: number) => Place} */
function footOn([x1, y1], [x2, y2], [x, y], stretch) {
  const [dx, dy] = [x2 - x1, (y2 - y1) * stretch];
  const length = dx * dx + dy * dy;
  const share = length ? Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * stretch * dy) / length)) : 0;
  return [x1 + share * (x2 - x1), y1 + share * (y2 - y1)];
}

/** The corners between two corners of one neighbour's ring, by the shorter way round; none otherwise.
 * @type {(from: Found | undefined, to: Found | undefined) => Ring} */
export function between(from, to) {
  if (!from?.ring || from.ring !== to?.ring || from.at === to.at) return [];
  const { corners } = from.ring;
  /** @type {(start: number, end: number) => Ring} */
  const walk = (start, end) => {
    const way = [];
    for (let at = (start + 1) % corners.length; at !== end; at = (at + 1) % corners.length) way.push(corners[at]);
    return way;
  };
  const [onward, back] = [walk(from.at, to.at), walk(to.at, from.at).reverse()];
  /** @param {Ring} way */
  const length = (way) => [from.place, ...way, to.place].reduce(
    (sum, [x, y], at, all) => (at ? sum + Math.hypot(x - all[at - 1][0], y - all[at - 1][1]) : 0), 0);
  return length(onward) <= length(back) ? onward : back;
}

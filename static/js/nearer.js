/* A press on a ring always opens something nearer. */

const TILE = 512;
const MARGIN = 48;

/** @param {number} lat */
const mercator = (lat) => Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360));

/** The zoom at which a box just fits a frame of so many pixels; Infinity for a point.
 * @param {Bounds} box @param {number} width @param {number} height */
export function fittingZoom([west, south, east, north], width, height) {
  const across = (east - west) / 360;
  const up = (mercator(north) - mercator(south)) / (2 * Math.PI);
  return Math.log2(Math.min((width - 2 * MARGIN) / (TILE * across), (height - 2 * MARGIN) / (TILE * up)));
}

/** Come to what a ring counts; where its box would come no nearer, as a district's own, two levels onto its middle.
 * @param {Facade} city @param {Part} frame @param {{ box: Bounds, place: Place }} ring */
export function comeNearer(city, frame, { box, place }) {
  const zoom = fittingZoom(box, frame.clientWidth, frame.clientHeight);
  if (zoom >= city.zoom() + 1 && Number.isFinite(zoom)) city.fit(box);
  else if (zoom === Infinity) city.moveTo([box[0], box[1]], Math.max(city.zoom() + 1, 17));
  else city.moveTo(place, city.zoom() + 2);
}

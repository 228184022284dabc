/* Signs on the map, drawn here: donuts for clusters, pins for reports. Shape and glyph say what colour says. */

export const TONES = {
  light: {
    open: "#b3341c", progress: "#c07a00", claimed: "#1f4f8f", word: "#1c6a4b", silent: "#4d6156", refused: "#5d4a80",
    face: "#fffefb", ink: "#18222d", gap: "#fffefb",
  },
  dark: {
    open: "#ff8d70", progress: "#f2c569", claimed: "#8ebaf3", word: "#7fd3ab", silent: "#b3c4ba", refused: "#c7aef5",
    face: "#18212b", ink: "#eef2f5", gap: "#10161d",
  },
};
/** All else has the sign of its colour. @type {Record<string, Sign>} */
export const SIGN_OF = { solved: "claimed", confirmed: "word", lapsed: "silent", not_solved: "refused" };
const NS = "http://www.w3.org/2000/svg";

/** @param {boolean} dark */
export const tones = (dark) => (dark ? TONES.dark : TONES.light);

/** Radius in pixels: grows with the number, by its magnitude. @param {number} total */
export const radiusOf = (total) => Math.round(15 + Math.min(4.2, Math.log10(Math.max(1, total))) * 5.5);

/** What the name says under which the style asks for a donut. @param {string} name @returns {Parts} */
export function donutParts(name) {
  const [, open, progress, closed] = name.split(":").map(Number);
  return { open, progress, closed, total: open + progress + closed };
}

/** Draw a donut: ring shares by state, number within. @param {Parts} parts @param {boolean} dark */
export function drawDonut(parts, dark) {
  const radius = radiusOf(parts.total);
  const side = (radius + 3) * 2;
  return painted(side, (pen) => paintDonut(pen, parts, radius, tones(dark)));
}

/** Paint around the middle of a square. @type {(side: number, paint: (pen: Pen) => void) => Picture} */
function painted(side, paint) {
  const ratio = Math.min(3, Math.ceil(devicePixelRatio || 1));
  const canvas = Object.assign(document.createElement("canvas"), { width: side * ratio, height: side * ratio });
  const pen = /** @type {Pen} */ (canvas.getContext("2d"));
  pen.scale(ratio, ratio);
  pen.translate(side / 2, side / 2);
  paint(pen);
  return { image: pen.getImageData(0, 0, canvas.width, canvas.height), ratio };
}

/** @type {(pen: Pen, parts: Parts, radius: number, tone: Tone) => void} */
function paintDonut(pen, parts, radius, tone) {
  const width = Math.max(5, radius * 0.27);
  disc(pen, radius + 1.5, tone.gap);
  disc(pen, radius - width + 1, tone.face);
  let at = -Math.PI / 2;
  for (const state of /** @type {const} */ (["open", "progress", "closed"])) {
    const share = (parts[state] / parts.total) * 2 * Math.PI;
    if (share > 0) paintShare(pen, state, [at, at + share], radius, width, tone);
    at += share;
  }
  paintNumber(pen, parts, radius - width, tone);
}

/** @type {(pen: Pen, radius: number, colour: string) => void} */
function disc(pen, radius, colour) {
  pen.beginPath();
  pen.arc(0, 0, radius, 0, 2 * Math.PI);
  pen.fillStyle = colour;
  pen.fill();
}

/** Open is a full band, in progress a notched one, closed a thin one.
 * @type {(pen: Pen, state: State, arc: number[], radius: number, width: number, tone: Tone) => void} */
function paintShare(pen, state, [from, to], radius, width, tone) {
  const thin = state === "closed" ? width * 0.45 : width;
  const gap = to - from > 6.28 ? 0 : Math.min(0.045, (to - from) / 4);
  pen.beginPath();
  pen.lineWidth = thin;
  // Green is a resident's word alone.
  pen.strokeStyle = tone[state === "closed" ? "silent" : state];
  pen.setLineDash(state === "progress" ? [3.2, 1.6] : []);
  pen.arc(0, 0, radius - width + thin / 2 + (state === "closed" ? width * 0.28 : 0), from + gap, to - gap);
  pen.stroke();
  pen.setLineDash([]);
}

/** @type {(pen: Pen, parts: Parts, inner: number, tone: Tone) => void} */
function paintNumber(pen, parts, inner, tone) {
  const words = short(parts.total);
  pen.fillStyle = tone.ink;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  const size = Math.min(inner * 0.95, (inner * 2.15) / words.length, 17);
  pen.font = `700 ${Math.max(9.5, size)}px Commissioner, system-ui, sans-serif`;
  pen.fillText(words, 0, 0.5);
}

/** Up to 9999 in full; beyond, in thousands. The exact number is in the card. @param {number} total */
export function short(total) {
  if (total < 10000) return String(total);
  return total < 1e6 ? `${Math.round(total / 1000)}k` : `${(total / 1e6).toFixed(1)}M`;
}

/** Draw the pin of a sign. @param {Sign} sign @param {boolean} dark */
export function drawPin(sign, dark) {
  return painted(30, (pen) => paintPin(pen, sign, tones(dark)));
}

const SQUARE = "M10.5 6h9a4.5 4.5 0 0 1 4.5 4.5v9a4.5 4.5 0 0 1-4.5 4.5h-9a4.5 4.5 0 0 1-4.5-4.5v-9a4.5 4.5 0 0 1 4.5-4.5z";
// Shape and glyph of each sign's pin, in a square of 30.
/** @type {Record<string, [shape: string, glyph: string]>} */
export const PINS = {
  open: ["M15 5a10 10 0 0 1 0 20 10 10 0 0 1 0-20z", "M15 10v6M15 19.8v.1"],
  progress: ["M15 2.5 27.5 15 15 27.5 2.5 15z", "M10.5 15h8.5M15.8 11.6 19.4 15l-3.6 3.4"],
  claimed: ["M5 5h20v15h-10l-5 5v-5h-5z", "M11 12.6l2.8 2.8 5.2-5.8"],
  word: [SQUARE, "M10.8 15.4l3.1 3.1 5.5-6.7"],
  silent: [SQUARE, "M10.6 15v.1M15 15v.1M19.4 15v.1"],
  refused: ["M15 5a10 10 0 0 1 0 20 10 10 0 0 1 0-20z", "M10.5 19.5l9-9"],
};

/** @type {(pen: Pen, sign: Sign, tone: Tone) => void} */
function paintPin(pen, sign, tone) {
  const [shape, glyph] = PINS[sign].map((path) => new Path2D(path));
  const [ground, line] = sign === "silent" ? [tone.face, tone.silent] : [tone[sign], tone.face];
  pen.translate(-15, -15);
  pen.lineJoin = pen.lineCap = "round";
  pen.lineWidth = 4;
  pen.strokeStyle = tone.face;
  pen.stroke(shape);
  pen.fillStyle = ground;
  pen.fill(shape);
  pen.lineWidth = 2.4;
  pen.strokeStyle = line;
  if (sign === "silent") pen.stroke(shape);
  pen.stroke(glyph);
}

/** @type {(tag: string, attributes: Record<string, string | number>, ...children: Node[]) => Element} */
function vector(tag, attributes, ...children) {
  const node = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}

/** The pin one places: a drop with a white heart. @param {string} label */
export function markerElement(label) {
  const drop = vector("path", {
    d: "M18 45S34 27 34 17A16 16 0 0 0 2 17c0 10 16 28 16 28z", class: "map-marker-drop",
  });
  const heart = vector("circle", { cx: 18, cy: 17, r: 6, class: "map-marker-heart" });
  const picture = vector("svg", { viewBox: "0 0 36 46", width: 36, height: 46, role: "img", "aria-label": label }, drop, heart);
  const node = document.createElement("div");
  node.className = "map-marker";
  node.append(picture);
  return node;
}

/** A report's pin as an element, for maps with few of them. @param {string} sign */
export function pinElement(sign, title = "") {
  const [shape, glyph] = (PINS[sign] ?? PINS.open).map((d, at) => vector("path", { d, class: at ? "map-pin-glyph" : "map-pin-shape" }));
  const node = document.createElement("div");
  node.className = `map-pin sign-${sign}`;
  if (title) node.title = title;
  node.append(vector("svg", { viewBox: "0 0 30 30", width: 30, height: 30, "aria-hidden": "true" }, shape, glyph));
  return node;
}

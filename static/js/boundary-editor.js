/* Edits one multipolygon on a MapLibre map: corners are dragged, added between two, deleted; rings are drawn.

     const editor = editShape(map.engine, { onChange, onState, onStray });
     editor.open(shape, neighbours);   editor.draw("part" | "hole");   editor.undo();   editor.snapping(true); …

   onStray() when a hole lies in no part; onChange(shape) after every change; onState({ mode, chosen, undo, redo }) whenever the tools may have to follow. */

import { isDark } from "./map-browser.js";
import { NO_SHAPE, addCorner, addHole, addPart, dropRing, enough, moveCorner, removeCorner } from "./boundary-rings.js";
import { between, snap } from "./boundary-snap.js";

const REACH_PX = 12;
const ROOM_PX = { corner: 9, middle: 30 };
const STEP_PX = { small: 1, large: 10 };
const SOURCE = "edited";
/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** @type {(dark: boolean) => Layers} */
function layers(dark) {
  const [colour, halo] = dark ? ["#7fd3ab", "#10161d"] : ["#1c6a4b", "#ffffff"];
  /** @type {(kind: string) => Expression} */
  const is = (kind) => ["==", ["get", "kind"], kind];
  return /** @type {any[]} */ ([
    { id: "edited-fill", type: "fill", filter: is("shape"), paint: { "fill-color": colour, "fill-opacity": 0.2 } },
    { id: "edited-line", type: "line", filter: is("shape"), paint: { "line-color": colour, "line-width": 2.5 } },
    { id: "edited-sketch", type: "line", filter: is("sketch"), paint: { "line-color": colour, "line-width": 2.5, "line-dasharray": [2, 1.5] } },
    {
      id: "edited-middles", type: "circle", filter: is("middle"),
      paint: { "circle-radius": 4, "circle-color": halo, "circle-stroke-color": colour, "circle-stroke-width": 1.5, "circle-opacity": 0.9 },
    },
    {
      id: "edited-corners", type: "circle", filter: is("corner"),
      paint: {
        "circle-radius": ["case", ["get", "chosen"], 8, 5], "circle-color": ["case", ["get", "chosen"], "#f2c14e", colour],
        "circle-stroke-color": halo, "circle-stroke-width": 1.5,
      },
    },
  ]).map((layer) => ({ ...layer, source: SOURCE }));
}

/** @type {(kind: string, geometry: GeoJSON.Geometry, facts?: object) => GeoJSON.Feature<any, any>} */
const feature = (kind, geometry, facts = {}) => ({ type: "Feature", properties: { kind, ...facts }, geometry });
/** @param {Ring} ring */
const closed = (ring) => [...ring, ring[0]];

/** Begin editing on the map; the shape is empty until one is opened.
 * @param {Drawn} map @param {EditorEars} ears */
export function editShape(map, { onChange, onState, onStray }) {
  /** @type {Shape[]} */
  let past = [];
  /** @type {Shape[]} */
  let future = [];
  let shape = NO_SHAPE;
  let opened = NO_SHAPE; // what was opened last: any other shape is drawn or changed
  /** @type {Neighbour[]} */
  let neighbours = [];
  /** @type {Spot | null} */
  let chosen = null;
  /** @type {Sketch | null} */
  let sketch = null; // { hole, corners, snaps } of the ring that is being drawn
  let keeping = true;
  /** @type {{ spot: Spot, before: Shape, moved: boolean, fresh: boolean } | null} */
  let dragged = null;
  /** @type {GeoJSON.Feature<any, any>[]} */
  let shown = []; // the corners and dots that can be taken hold of

  const state = () => onState({ mode: sketch ? "drawing" : "editing", hole: sketch?.hole, ready: sketch && enough(sketch.corners), chosen, undo: past.length > 0 || Boolean(sketch?.corners.length), redo: future.length > 0 });

  function render() {
    /** @type {any} */ (map.getSource(SOURCE))?.setData({ type: "FeatureCollection", features: [...shapeFeatures(), ...sketchFeatures()] });
  }

  function shapeFeatures() {
    const found = shape.map((rings) => feature("shape", { type: "Polygon", coordinates: rings.map(closed) }));
    shown = shape.flatMap((rings, part) => rings.flatMap((ring, number) => handles(ring, { part, ring: number })));
    return [...found, ...shown];
  }

  /* Corners and the dots between them, as far as they find room: the rest shows when one comes closer. */
  /** @param {Ring} ring @param {RingOf} which */
  function handles(ring, which) {
    /** @type {GeoJSON.Feature<any, any>[]} */
    const found = [];
    const spots = ring.map((corner) => map.project(corner));
    /** @type {(one: Point, other: Point) => number} */
    const apart = (one, other) => Math.hypot(one.x - other.x, one.y - other.y);
    /** @type {Point | null} */
    let last = null;
    ring.forEach((corner, at) => {
      const spot = { ...which, at };
      const is = same(spot, chosen);
      if (is || !last || apart(last, spots[at]) >= ROOM_PX.corner) {
        found.push(feature("corner", { type: "Point", coordinates: corner }, { ...spot, chosen: is }));
        last = spots[at];
      }
      const next = (at + 1) % ring.length;
      if (sketch || apart(spots[at], spots[next]) < ROOM_PX.middle) return;
      const middle = [(corner[0] + ring[next][0]) / 2, (corner[1] + ring[next][1]) / 2];
      found.push(feature("middle", { type: "Point", coordinates: middle }, { ...spot, at: at + 1 }));
    });
    return found;
  }

  function sketchFeatures() {
    if (!sketch?.corners.length) return [];
    const corners = sketch.corners.map((corner) => feature("corner", { type: "Point", coordinates: corner }, { chosen: false }));
    const line = [...sketch.corners, ...(sketch.ahead ? [sketch.ahead] : [])];
    return [...(line.length > 1 ? [feature("sketch", { type: "LineString", coordinates: line })] : []), ...corners];
  }

  /** @type {(one: Spot, other: Spot | null) => boolean} */
  const same = (one, other) => other !== null && one.part === other.part && one.ring === other.ring && one.at === other.at;

  /** @type {(next: Shape, spot?: Spot | null) => void} */
  function change(next, spot = null) {
    past = [...past.slice(-199), shape];
    future = [];
    shape = next;
    chosen = spot;
    settle();
  }

  function settle() {
    render();
    onChange(shape);
    state();
  }

  /** @type {(lngLat: import("maplibre-gl").LngLat) => Found} */
  function kept(lngLat) {
    /** @type {Place} */
    const place = [lngLat.lng, lngLat.lat];
    if (!keeping) return { place };
    const here = map.project(lngLat);
    const reach = Math.abs(map.unproject([here.x + REACH_PX, here.y]).lng - lngLat.lng);
    const stretch = 1 / Math.cos((lngLat.lat * Math.PI) / 180);
    return snap(neighbours, place, { reach, stretch }) ?? { place };
  }

  /* From what was drawn last, not from the screen: that follows a moment later. */
  /** @param {Point} point */
  function under(point) {
    /** @type {(kind: string) => Spot & { kind: string, away: number } | null} */
    const near = (kind) => {
      /** @type {Spot & { kind: string, away: number } | null} */
      let best = null;
      for (const { properties, geometry } of shown) {
        if (properties.kind !== kind) continue;
        const { x, y } = map.project(geometry.coordinates);
        const away = Math.hypot(x - point.x, y - point.y);
        if (away <= REACH_PX && away < (best?.away ?? Infinity)) best = { ...properties, away };
      }
      return best;
    };
    return near("corner") ?? near("middle");
  }

  // --- Dragging ---
  /** @param {Hand} event */
  function grab(event) {
    if (sketch || (event.originalEvent.button ?? 0) !== 0 || (event.points?.length ?? 1) > 1) return;
    const thing = under(event.point);
    if (!thing) return;
    event.preventDefault();
    const spot = { part: thing.part, ring: thing.ring, at: thing.at };
    dragged = { spot, before: shape, moved: false, fresh: thing.kind === "middle" };
    if (dragged.fresh) shape = addCorner(shape, spot, kept(event.lngLat).place);
    chosen = spot;
    render();
    state();
  }

  /** @param {Hand} event */
  function drag(event) {
    if (sketch) {
      sketch.ahead = sketch.corners.length ? kept(event.lngLat).place : null;
      if (sketch.ahead) render();
      return;
    }
    if (!dragged) {
      map.getCanvas().style.cursor = under(event.point) ? "grab" : "";
      return;
    }
    dragged.moved = true;
    shape = moveCorner(shape, dragged.spot, kept(event.lngLat).place);
    render();
  }

  function release() {
    if (!dragged) return;
    const { before, moved, fresh, spot } = dragged;
    dragged = null;
    if (!moved && !fresh) return;
    const after = shape;
    shape = before;
    change(after, spot);
  }

  // --- Drawing ---
  /** @param {Hand} event */
  function press(event) {
    if (!sketch) {
      if (!under(event.point) && chosen) choose(null);
      return;
    }
    const [first] = sketch.corners;
    const start = first && map.project(first);
    if (start && enough(sketch.corners) && Math.hypot(start.x - event.point.x, start.y - event.point.y) <= REACH_PX) return finish();
    put(kept(event.lngLat));
  }

  /** @param {Found} found */
  function put(found) {
    if (!sketch) return;
    const way = keeping ? between(sketch.snaps.at(-1), found) : [];
    sketch.steps.push(sketch.corners.length);
    sketch.corners.push(...way, found.place);
    sketch.snaps.push(found);
    render();
    state();
  }

  function finish() {
    if (!sketch || !enough(sketch.corners)) return false;
    const way = keeping ? between(sketch.snaps.at(-1), sketch.snaps[0]) : [];
    const ring = [...sketch.corners, ...way];
    const next = sketch.hole ? addHole(shape, ring) : addPart(shape, ring);
    if (!next) {
      onStray();
      return false;
    }
    leave();
    change(next);
    return true;
  }

  const sketching = () => Boolean(sketch?.corners.length);

  /* What was drawn while nothing was chosen stays: undoing it leads back to the shape that was to be opened.
     Changes to another shape are left behind, and undoing leads back to them. */
  /** @type {(next: Shape, around: Neighbour[]) => boolean} */
  function open(next, around) {
    const stays = opened === NO_SHAPE && (shape.length > 0 || sketching());
    if (stays) past = [next, ...past.filter((each) => each !== opened)];
    else {
      if (shape !== opened) past = [...past, shape];
      shape = next;
      chosen = null;
      if (sketch) leave();
    }
    [opened, neighbours, future] = [next, around, []];
    settle();
    return stays;
  }

  function leave() {
    sketch = null;
    map.doubleClickZoom.enable();
    map.getCanvas().style.cursor = "";
    render();
    state();
  }

  /** @param {Spot | null} spot */
  function choose(spot) {
    chosen = spot;
    render();
    state();
  }

  /** @param {number} step */
  function beside(step) {
    const spots = shape.flatMap((rings, part) => rings.flatMap((ring, number) => ring.map((_, at) => ({ part, ring: number, at }))));
    if (!spots.length) return;
    const here = spots.findIndex((spot) => same(spot, chosen));
    const to = spots[(here + step + spots.length) % spots.length];
    choose(to);
    map.easeTo({ center: shape[to.part][to.ring][to.at], duration: 0 });
  }

  /** @param {KeyboardEvent} event */
  function key(event) {
    const arrow = ARROWS[event.key];
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") event.shiftKey ? redo() : undo();
    else if (arrow && chosen) nudge(chosen, arrow, event.shiftKey ? STEP_PX.large : STEP_PX.small);
    else if (["Delete", "Backspace"].includes(event.key) && chosen) remove();
    else if (event.key === "Escape" && sketch) leave();
    else if (event.key === "Enter" && sketch) put(kept(map.getCenter()));
    else if (event.key === "]") beside(1);
    else if (event.key === "[") beside(-1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @type {(spot: Spot, arrow: [number, number], pixels: number) => void} */
  function nudge(spot, [dx, dy], pixels) {
    const corner = map.project(shape[spot.part][spot.ring][spot.at]);
    change(moveCorner(shape, spot, map.unproject([corner.x + dx * pixels, corner.y + dy * pixels]).toArray()), spot);
  }

  function remove() {
    if (chosen) change(removeCorner(shape, chosen));
  }

  function undo() {
    if (sketch) {
      if (!sketch.steps.length) return;
      sketch.corners.length = sketch.steps.pop() ?? 0;
      sketch.snaps.pop();
      render();
      state();
    } else if (past.length) {
      future = [shape, ...future];
      shape = past[past.length - 1];
      past = past.slice(0, -1);
      chosen = null;
      settle();
    }
  }

  function redo() {
    if (!future.length) return;
    past = [...past, shape];
    [shape, ...future] = future;
    chosen = null;
    settle();
  }

  const add = () => {
    if (map.getSource(SOURCE)) return;
    map.addSource(SOURCE, { type: "geojson", data: { type: "FeatureCollection", features: [] } });
    for (const layer of layers(isDark())) map.addLayer(layer);
    render();
  };
  map.on("style.load", add);
  add();
  const heard = { mousedown: grab, touchstart: grab, mousemove: drag, touchmove: drag, mouseup: release, touchend: release, click: press, zoomend: render };
  for (const [name, deed] of Object.entries(heard)) map.on(/** @type {any} */ (name), /** @type {any} */ (deed));
  map.getCanvasContainer().addEventListener("keydown", key, true);

  return {
    open, sketching,
    replace: (/** @type {Shape} */ next) => change(next),
    draw(/** @type {"part" | "hole"} */ kind) {
      sketch = { hole: kind === "hole", corners: [], snaps: [], steps: [] };
      chosen = null;
      map.doubleClickZoom.disable();
      map.getCanvas().style.cursor = "crosshair";
      map.getCanvas().focus();
      render();
      state();
    },
    finish, cancel: leave, undo, redo, remove,
    drop: () => chosen && change(dropRing(shape, chosen)),
    snapping: (/** @type {boolean} */ wished) => (keeping = wished),
    shape: () => shape,
  };
}

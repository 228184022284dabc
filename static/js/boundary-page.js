/* The page on which a boundary is drawn: the form, the tools and the editor in step. */

import { createMap } from "./map-core.js";
import { NO_SHAPE, cornersOf, crossing, fromGeometry, km2Of, toGeometry } from "./boundary-rings.js";
import { neighboursOf } from "./boundary-snap.js";
import { editShape } from "./boundary-editor.js";
import { boundsOf, showShapes } from "./shapes-layer.js";

/** @param {Form} form */
async function init(form) {
  const element = document.getElementById("boundary-map");
  const telling = form.querySelector("[data-told]");
  const words = JSON.parse(telling.dataset.words);
  /** @param {string} text */
  const tell = (text) => (telling.textContent = text);
  const [map, known] = await Promise.all([createMap(element), fetch(form.dataset.shapes).then((answer) => answer.json())]);
  if (map.kind !== "maplibre") return tell(words["no-webgl"]);

  const field = form.elements.geometry;
  const code = form.elements.code;
  const tools = Object.fromEntries([...form.querySelectorAll("[data-tool]")].map((tool) => [tool.dataset.tool, tool]));
  const around = showShapes(map, others());
  const editor = editShape(map.engine, { onChange, onState, onStray: () => tell(words["no-part"]) });

  /** @returns {Shapes} */
  function others() {
    return { type: "FeatureCollection", features: known.features.filter((/** @type {GeoJSON.Feature<any, any>} */ { properties }) => properties.code !== code.value) };
  }

  /** @param {Shape} shape */
  function onChange(shape) {
    field.value = shape.length ? JSON.stringify(toGeometry(shape)) : "";
    const size = words.size.replace("{km2}", km2Of(shape).toLocaleString(document.documentElement.lang, { maximumSignificantDigits: 3 })).replace("{corners}", cornersOf(shape));
    tell(crossing(shape) ? words.crosses : shape.length ? size : words.ready);
  }

  /** @param {EditorState} state */
  function onState({ mode, hole, ready, chosen, undo, redo }) {
    const drawing = mode === "drawing";
    tools.finish.disabled = !ready;
    tools.cancel.disabled = !drawing;
    tools.part.setAttribute("aria-pressed", String(drawing && !hole));
    tools.hole.setAttribute("aria-pressed", String(drawing && hole));
    tools.undo.disabled = !undo;
    tools.redo.disabled = !redo;
    tools.remove.disabled = tools.drop.disabled = !chosen;
    if (drawing) tell(words.drawing);
    else if (chosen) tell(words.corner);
  }

  function choose() {
    const feature = known.features.find((/** @type {GeoJSON.Feature<any, any>} */ { properties }) => properties.code && properties.code === code.value);
    const neighbours = others();
    around.replace(neighbours);
    const drawn = editor.open(feature ? fromGeometry(feature.geometry) : NO_SHAPE, neighboursOf(neighbours.features));
    const bounds = feature && boundsOf({ features: [feature] });
    if (bounds && !drawn) map.fit(bounds, { padding: 60 });
    if (!feature && !drawn) tell(words.ready);
    if (feature && drawn && !editor.sketching()) tell(words.kept);
  }

  const deeds = {
    part: () => editor.draw("part"),
    hole: () => (editor.shape().length ? editor.draw("hole") : tell(words["no-part"])),
    finish: editor.finish, cancel: editor.cancel, undo: editor.undo, redo: editor.redo, remove: editor.remove, drop: editor.drop,
  };
  for (const [name, deed] of Object.entries(deeds)) tools[name].addEventListener("click", deed);
  tools.snap.addEventListener("change", () => editor.snapping(tools.snap.checked));
  code.addEventListener("change", choose);
  form.addEventListener("submit", (event) => {
    // A ring of enough corners is closed for its drawer, who sees the difference before anything counts.
    const open = editor.sketching() && !editor.finish();
    if (!open && !crossing(editor.shape())) return;
    event.preventDefault();
    tell(open ? words.unfinished : words.crosses);
    telling.scrollIntoView({ block: "center" });
  });
  const typed = field.value;
  choose();
  if (typed) {
    try {
      editor.replace(fromGeometry(JSON.parse(typed)));
    } catch {
      // What was pasted is no polygon: the server has said so.
    }
  }
}

const form = document.querySelector("[data-boundary-form]");
if (form) init(form);

/* Scripts import each other one way, name nothing that is not there, and every one of them is taken by a page. */

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

const ROOT = new URL("../../", import.meta.url);
const HOME = new URL("static/js/", ROOT);
const NAMES = readdirSync(HOME).filter((name) => name.endsWith(".js"));
const imported = (name) =>
  [...readFileSync(new URL(name, HOME), "utf8").matchAll(/\b(?:import|new URL)\b[^;]*?"\.\/([\w-]+\.js)"/g)].map(([, found]) => found);
const IMPORTS = new Map(NAMES.map((name) => [name, imported(name)]));

/** The names on a way that comes back to its beginning, or nothing. */
function circle(imports, name, way = []) {
  if (way.includes(name)) return [...way.slice(way.indexOf(name)), name];
  for (const next of imports.get(name) ?? []) {
    const found = circle(imports, next, [...way, name]);
    if (found) return found;
  }
  return null;
}

test("a circle is found", () => {
  assert.deepEqual(circle(new Map([["a", ["b"]], ["b", ["c"]], ["c", ["b"]]]), "a"), ["b", "c", "b"]);
});

test("modules are read with what they import, at once, later and as workers", () => {
  assert.deepEqual(IMPORTS.get("map-core.js"), ["map-browser.js", "map-gl.js", "map-leaflet.js"]);
  assert.deepEqual(IMPORTS.get("proof-of-work.js"), ["proof-of-work-worker.js"]);
});

for (const name of NAMES) {
  test(`${name} imports one way, and what is there`, () => {
    assert.equal(circle(IMPORTS, name), null);
    for (const other of IMPORTS.get(name)) assert.ok(NAMES.includes(other), other);
  });
}

test("every module is taken by a page or by another module", () => {
  const templates = readdirSync(new URL("templates/", ROOT), { recursive: true }).filter((name) => name.endsWith(".html"));
  const pages = templates.map((name) => readFileSync(new URL(`templates/${name}`, ROOT), "utf8")).join("");
  // The server names the worker, which lies at the root.
  const taken = new Set([...IMPORTS.values(), "service-worker.js"].flat());
  assert.deepEqual(NAMES.filter((name) => !taken.has(name) && !pages.includes(`js/${name}`)), []);
});

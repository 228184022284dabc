/* The parts of the report form that need no page: photos chosen bit by bit, kinds found by words, the kept draft. */

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { search } from "../../static/js/report-category.js";
import { dropDraft, keepDraft, readDraft } from "../../static/js/report-draft.js";
import { added } from "../../static/js/report-photos.js";

const photo = (name, size = 10, lastModified = 1) => ({ name, size, lastModified });
const MOST_BYTES = 100;

test("several choices of photos add up, the same photo once", () => {
  const first = added([], [photo("a"), photo("b")], MOST_BYTES);
  const { all, light } = added(first.all, [photo("b"), photo("c"), photo("a", 10, 2)], MOST_BYTES);
  assert.deepEqual(all.map(({ name }) => name), ["a", "b", "c", "a"]);
  assert.deepEqual(light.map(({ name }) => name), ["c", "a"]);
});

test("a photo that is too heavy is named and left out", () => {
  const { all, heavy } = added([photo("a")], [photo("huge", 101), photo("just", 100)], MOST_BYTES);
  assert.deepEqual(all.map(({ name }) => name), ["a", "just"]);
  assert.deepEqual(heavy.map(({ name }) => name), ["huge"]);
});

const KINDS = [
  { code: "roads.pothole", label: "Яма на дорозі", group: "Дороги", names: ["яма", "на", "дорозі"], others: ["дороги", "вибоїна"] },
  { code: "light.lamp", label: "Не світить ліхтар", group: "Освітлення", names: ["не", "світить", "ліхтар"], others: ["освітлення", "темно"] },
  { code: "waste.bin", label: "Сміття", group: "Відходи", names: ["сміття"], others: ["відходи", "яма", "смітник"] },
];
const codes = (text) => search(KINDS, text).map(({ code }) => code);

test("without words all kinds are shown, in their groups", () => {
  assert.deepEqual(search(KINDS, "  "), KINDS.map(({ code, label, group }) => ({ code, label, group })));
});

test("a word of the name comes before another word for the same", () => {
  assert.deepEqual(codes("яма"), ["roads.pothole", "waste.bin"]);
});

test("a word is found by its beginning, and by another ending", () => {
  assert.deepEqual(codes("ліх"), ["light.lamp"]);
  assert.deepEqual(codes("ліхтарі"), ["light.lamp"]);
  assert.deepEqual(codes("ЯМИ"), ["roads.pothole", "waste.bin"]);
});

test("every word counts, and apostrophes do not", () => {
  assert.deepEqual(codes("яма дорозі"), ["roads.pothole"]);
  assert.deepEqual(codes("темно!"), ["light.lamp"]);
  assert.deepEqual(codes("сміт'тя"), ["waste.bin"]);
  assert.deepEqual(codes("слон"), []);
});

const DAY_MS = 864e5;
let kept;
beforeEach(() => {
  kept = new Map();
  globalThis.localStorage = {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => kept.set(name, value),
    removeItem: (name) => kept.delete(name),
  };
});
afterEach(() => mock.timers.reset());

test("a draft is kept bit by bit, a hromada its own", () => {
  assert.equal(keepDraft("pokrov", { description: "Яма" }), true);
  keepDraft("pokrov", { lon: "34.08" });
  const { at, ...draft } = readDraft("pokrov");
  assert.deepEqual(draft, { description: "Яма", lon: "34.08" });
  assert.ok(at);
  assert.equal(readDraft("inshe"), null);
  dropDraft("pokrov");
  assert.equal(readDraft("pokrov"), null);
});

test("a draft is forgotten after fourteen days", () => {
  mock.timers.enable({ apis: ["Date"], now: 0 });
  keepDraft("pokrov", { description: "Яма" });
  mock.timers.setTime(14 * DAY_MS);
  assert.notEqual(readDraft("pokrov"), null);
  mock.timers.setTime(14 * DAY_MS + 1);
  assert.equal(readDraft("pokrov"), null);
});

test("where the browser keeps nothing, the form goes on", () => {
  globalThis.localStorage = new Proxy({}, { get: () => () => { throw new Error("QuotaExceededError"); } });
  assert.equal(keepDraft("pokrov", { description: "Яма" }), false);
  assert.equal(readDraft("pokrov"), null);
  dropDraft("pokrov");
});

test("a draft that is no JSON is none", () => {
  kept.set("report-draft:pokrov", "{");
  assert.equal(readDraft("pokrov"), null);
});

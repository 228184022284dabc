/* The parts of the report form that need no page: photos chosen bit by bit, kinds found by words, the kept draft. */

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { search } from "../../static/js/report-category.js";
import { IDBFactory } from "fake-indexeddb";
import { keep, kept } from "../../static/js/outbox-store.js";
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
const waiting = (key) => ({ key, slug: "pokrov", state: "waiting", at: 1, tries: 0, fields: { description: "Яма" }, photos: [], title: "Яма", place: "" });
beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  globalThis.location = { search: "" };
});
afterEach(() => mock.timers.reset());

test("a draft is kept bit by bit, a hromada its own", async () => {
  const picture = new Blob(["x"]);
  keepDraft("pokrov", { description: "Яма", key: "k1", photos: [picture] });
  assert.equal(await keepDraft("pokrov", { lon: "34.08" }), true);
  const { photos, ...draft } = await readDraft("pokrov");
  assert.deepEqual(draft, { description: "Яма", lon: "34.08", key: "k1" });
  assert.equal(photos.length, 1);
  assert.equal(await readDraft("inshe"), null);
  await dropDraft("pokrov");
  assert.equal(await readDraft("pokrov"), null);
});

test("a draft is forgotten after fourteen days", async () => {
  const first = Date.now();
  await keepDraft("pokrov", { description: "Яма" });
  mock.method(Date, "now", () => first + 14 * DAY_MS - 1000);
  assert.notEqual(await readDraft("pokrov"), null);
  mock.method(Date, "now", () => first + 14 * DAY_MS + 60_000);
  assert.equal(await readDraft("pokrov"), null);
  mock.restoreAll();
});

test("where the browser keeps nothing, the form goes on", async () => {
  globalThis.indexedDB = { open: () => { throw new Error("SecurityError"); } };
  assert.equal(await keepDraft("pokrov", { description: "Яма" }), false);
  assert.equal(await readDraft("pokrov"), null);
  await dropDraft("pokrov");
});

test("what one comes back to change is held, under its own key", async () => {
  await keep(waiting("k7"));
  globalThis.location = { search: "?saved=k7" };
  const { key, description } = await readDraft("pokrov");
  assert.deepEqual([key, description], ["k7", "Яма"]);
  assert.equal((await kept("k7")).state, "held");
});

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { asSent, queryFrom, watchFilters } from "../../static/js/filters.js";

const field = (facts) => Object.assign(new EventTarget(), { type: "text", tagName: "INPUT", ...facts });

/** A form of this module's needs: entries, a row to reset, hidden fields, events that come from a field. */
class Form extends EventTarget {
  entries = [];
  elements = {};
  hidden = [];
  row = { hidden: false };
  querySelector = () => this.row;
  querySelectorAll = (selector) => this.hidden.filter(({ name }) => selector === `input[type=hidden][name=${name}]`);
  reset = mock.fn();
  [Symbol.iterator] = () => this.entries[Symbol.iterator]();
  heard(type, target = this) {
    const event = new Event(type, { cancelable: true });
    Object.defineProperty(event, "target", { value: target });
    this.dispatchEvent(event);
    return event;
  }
}

let form;
let told;
const real = globalThis.FormData;
beforeEach(() => {
  globalThis.FormData = class { constructor(from) { return from.entries; } };
  mock.timers.enable({ apis: ["setTimeout"] });
  form = new Form();
  told = mock.fn();
});
afterEach(() => {
  globalThis.FormData = real;
  mock.timers.reset();
});

test("empty choices and the part of the map are left out of the query", () => {
  assert.equal(queryFrom([["q", "яма"], ["category", ""], ["from", "  "], ["bbox", "1,2,3,4"], ["state", "open"], ["state", "closed"]]),
    "q=%D1%8F%D0%BC%D0%B0&state=open&state=closed");
  assert.equal(queryFrom([]), "");
});

test("a choice is told at once", () => {
  watchFilters(form, told);
  form.heard("change", field({ type: "checkbox" }));
  assert.equal(told.mock.callCount(), 1);
});

test("typing is told once it has paused, and Enter at once", () => {
  watchFilters(form, told);
  const search = field({ type: "search" });
  form.heard("input", search);
  mock.timers.tick(300);
  form.heard("input", search);
  mock.timers.tick(349);
  assert.equal(told.mock.callCount(), 0);
  mock.timers.tick(1);
  assert.equal(told.mock.callCount(), 1);
  form.heard("input", search);
  assert.ok(form.heard("submit").defaultPrevented);
  mock.timers.tick(1000);
  assert.equal(told.mock.callCount(), 2);
});

test("where only Enter is to tell, typing does not", () => {
  watchFilters(form, told, { whileTyping: false });
  form.heard("input", field({ type: "search" }));
  form.heard("change", field({ type: "search" }));
  mock.timers.tick(1000);
  assert.equal(told.mock.callCount(), 0);
});

test("a new choice takes the place of every former one of its kind", () => {
  const former = (name) => ({ name, remove: mock.fn() });
  form.hidden = [former("category"), former("category"), former("body")];
  watchFilters(form, told);
  form.heard("change", field({ tagName: "SELECT", type: "select-one", name: "category" }));
  assert.deepEqual(form.hidden.map(({ remove }) => remove.mock.callCount()), [1, 1, 0]);
});

test("the way to all reports is shown while something is chosen", () => {
  watchFilters(form, told);
  form.heard("submit");
  assert.equal(form.row.hidden, true);
  form.entries = [["q", "яма"]];
  form.heard("submit");
  assert.equal(form.row.hidden, false);
  form.heard("cleared");
  assert.equal(form.row.hidden, true);
});

test("a page that is come back to says what it was asked for, a part of the map as well", () => {
  asSent(form);
  assert.equal(form.reset.mock.callCount(), 1);
  assert.equal(form.row.hidden, true);
  form.elements.bbox = field({ name: "bbox" });
  asSent(form);
  assert.equal(form.row.hidden, false);
});

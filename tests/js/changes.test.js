import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { watchChanges } from "../../static/js/changes.js";

let answers;
let asked;
const settled = async () => {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
};
const later = async (ms) => {
  mock.timers.tick(ms);
  await settled();
};

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout"] });
  answers = [];
  asked = 0;
  globalThis.document = Object.assign(new EventTarget(), { hidden: false });
  const page = new EventTarget();
  globalThis.addEventListener = page.addEventListener.bind(page);
  globalThis.dispatchEvent = page.dispatchEvent.bind(page);
  globalThis.fetch = async () => {
    asked++;
    const state = answers.length > 1 ? answers.shift() : answers[0];
    if (state === null) throw new TypeError("no connection");
    return { ok: state !== 503, status: state, json: async () => ({ state }) };
  };
});
afterEach(() => mock.timers.reset());

test("what is known is not told; what is new is told once", async () => {
  answers = ["1", "1", "2", "2"];
  const told = mock.fn(() => true);
  watchChanges("/changes", "1", told);
  await settled();
  for (let turn = 0; turn < 4; turn++) await later(2000);
  assert.deepEqual(told.mock.calls.map(({ arguments: [state] }) => state), ["2"]);
});

test("without a known state the first one is it", async () => {
  answers = [7, 7, 8];
  const told = mock.fn(() => true);
  watchChanges("/changes", undefined, told);
  await settled();
  await later(2000);
  assert.equal(told.mock.callCount(), 0);
  await later(2000);
  assert.deepEqual(told.mock.calls[0].arguments, ["8"]);
});

test("who has not renewed the page is told again at the next look", async () => {
  answers = ["2"];
  const told = mock.fn(() => told.mock.callCount() > 1);
  watchChanges("/changes", "1", told);
  await settled();
  for (let turn = 0; turn < 4; turn++) await later(2000);
  assert.equal(told.mock.callCount(), 3);
});

for (const [name, answer] of [["no connection", null], ["a refusal", 503]]) {
  test(`with ${name} it is asked ever more seldom, at least once a minute, and often again after`, async () => {
    answers = [answer];
    watchChanges("/changes", "1", () => true);
    await settled();
    for (const wait of [4000, 8000, 16000, 32000, 60000, 60000]) {
      const before = asked;
      await later(wait - 1);
      assert.equal(asked, before);
      await later(1);
      assert.equal(asked, before + 1);
    }
    answers = ["1"];
    await later(60000);
    const before = asked;
    await later(2000);
    assert.equal(asked, before + 1);
  });
}

test("a page that is not seen does not ask, and asks when it is seen again", async () => {
  answers = ["1"];
  watchChanges("/changes", "1", () => true);
  await settled();
  document.hidden = true;
  await later(60000);
  assert.equal(asked, 1);
  document.hidden = false;
  document.dispatchEvent(new Event("visibilitychange"));
  await settled();
  assert.equal(asked, 2);
  globalThis.dispatchEvent(new Event("online"));
  await settled();
  assert.equal(asked, 3);
});

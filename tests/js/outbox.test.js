/* What waits for the network: nothing but a success or a refusal in words ends the waiting. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import { flush, formOf, meaning, settled } from "../../static/js/outbox-send.js";
import { allKept, changeKept, forget, keep, kept } from "../../static/js/outbox-store.js";

const entry = (key, at = 1) => ({
  key, slug: "pokrov", state: "waiting", at, tries: 0, fields: { description: "Яма", lon: "34.08" },
  photos: [new File(["jpeg"], "яма.jpg", { type: "image/jpeg" })], title: "Яма", place: "Миру, 12",
});
const taken = { status: 201, body: { next_url: "/pokrov/reports/7/sent", own_url: "/pokrov/reports/7?key=x", number: 7 } };

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  delete globalThis.fetch;
});

/** A server that gives a token, and answers to each report in turn. */
function server(...answers) {
  const asked = [];
  globalThis.fetch = async (address, { method = "GET", body } = {}) => {
    if (method === "GET") return new Response('<input name="csrf_token" value="fresh">');
    asked.push({ address, token: body.get("csrf_token"), key: body.get("idempotency_key"), photos: body.getAll("photos").length });
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return new Response(JSON.stringify(answer.body), { status: answer.status });
  };
  return asked;
}

for (const [name, sent, how] of [
  ["taken", taken, "sent"],
  ["taken before", { ...taken, status: 200 }, "sent"],
  ["no answer", { status: 0, body: null }, "waiting"],
  ["a success without a page, as of a café's network", { status: 200, body: null }, "waiting"],
  ["too many", { status: 429, body: { error: { code: "too-many" } } }, "waiting"],
  ["a broken server", { status: 503, body: { error: { code: "busy" } } }, "waiting"],
  ["a gateway's own page", { status: 404, body: null }, "waiting"],
  ["an old form", { status: 400, body: { error: { code: "form-expired" } } }, "waiting"],
  ["a task to solve", { status: 429, body: { error: { code: "crowded", challenge: {} } } }, "waiting"],
  ["a refusal", { status: 422, body: { error: { code: "invalid", fields: { place: "Поза громадою." } } } }, "refused"],
  ["another report under the key", { status: 409, body: { error: { code: "conflict" } } }, "refused"],
]) {
  test(`${name}: ${how}`, () => assert.equal(meaning(sent), how));
}

test("what is sent has all that was typed and chosen", () => {
  const form = formOf(entry("k1"));
  assert.deepEqual([form.get("description"), form.get("idempotency_key"), form.getAll("photos").length], ["Яма", "k1", 1]);
});

test("what waits is sent with a fresh token, the oldest first; of a success the link remains", async () => {
  await keep(entry("new", 2));
  await keep(entry("old", 1));
  const asked = server(taken, { ...taken, body: { ...taken.body, number: 8 } });
  assert.equal(await flush("uk"), 2);
  assert.deepEqual(asked.map(({ key, token, photos }) => [key, token, photos]), [["old", "fresh", 1], ["new", "fresh", 1]]);
  const left = await kept("old");
  assert.deepEqual([left.state, left.number, left.url, "fields" in left], ["sent", 7, "/pokrov/reports/7?key=x", false]);
});

test("without a network everything stays as it was", async () => {
  await keep(entry("k1"));
  server(new Error("offline"));
  assert.equal(await flush("uk"), 0);
  const { state, tries, photos, fields } = await kept("k1");
  assert.deepEqual([state, tries, photos.length, fields.description], ["waiting", 1, 1, "Яма"]);
});

test("a refusal stays with its reason and with all that was typed, and is not sent again", async () => {
  await keep(entry("k1"));
  const asked = server({ status: 422, body: { error: { code: "invalid", fields: { place: "Поза громадою." } } } });
  await flush("uk");
  await flush("uk");
  const { state, why, wrong, photos } = await kept("k1");
  assert.deepEqual([state, why, wrong, photos.length, asked.length], ["refused", "Поза громадою.", ["place"], 1, 1]);
});

test("one refusal does not hold up the next report", async () => {
  await keep(entry("bad", 1));
  await keep(entry("good", 2));
  server({ status: 422, body: { error: { code: "invalid", message: "Ні." } } }, taken);
  await flush("uk");
  assert.deepEqual((await allKept()).map(({ key, state }) => [key, state]).sort(), [["bad", "refused"], ["good", "sent"]]);
});

test("what was deleted while it was being sent does not come back", async () => {
  await keep(entry("k1"));
  await forget("k1");
  await settled("k1", taken, "uk");
  assert.equal(await kept("k1"), undefined);
  await changeKept("k1", () => entry("k1"));
  assert.equal(await kept("k1"), undefined);
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { placeInPhoto } from "../../static/js/report-exif.js";

const TIFF = 6 + 4 + 2; // of the file: SOI, marker and length, "Exif\0\0"
const GPS_AT = 8 + 2 + 12 + 4;
const VALUES_AT = GPS_AT + 2 + 4 * 12 + 4;

/** A JPEG head with EXIF that tells a place: degrees, minutes and seconds as fractions. */
function photo({ little = true, lat = [[47, 1], [39, 1], [360, 10]], lon = [[34, 1], [4, 1], [48, 1]], north = "N", east = "E", tags = [1, 2, 3, 4], before = [] } = {}) {
  const view = new DataView(new ArrayBuffer(VALUES_AT + 48));
  const short = (at, value) => view.setUint16(at, value, little);
  const long = (at, value) => view.setUint32(at, value, little);
  view.setUint16(0, little ? 0x4949 : 0x4d4d);
  short(2, 42);
  long(4, 8);
  entries(8, [[0x8825, 4, 1, GPS_AT]]);
  const facts = { 1: north, 2: VALUES_AT, 3: east, 4: VALUES_AT + 24 };
  entries(GPS_AT, tags.map((tag) => [tag, tag % 2 ? 2 : 5, tag % 2 ? 2 : 3, facts[tag]]));
  [...lat, ...lon].forEach(([number, of], at) => {
    long(VALUES_AT + at * 8, number);
    long(VALUES_AT + at * 8 + 4, of);
  });
  function entries(start, rows) {
    short(start, rows.length);
    rows.forEach(([tag, type, count, value], at) => {
      const row = start + 2 + at * 12;
      short(row, tag);
      short(row + 2, type);
      long(row + 4, count);
      if (typeof value === "string") view.setUint8(row + 8, value.charCodeAt(0));
      else long(row + 8, value);
    });
  }
  const app1 = [0xff, 0xe1, ...two(8 + view.byteLength), ...new TextEncoder().encode("Exif\0\0")];
  return [0xff, 0xd8, ...before, ...app1, ...new Uint8Array(view.buffer), 0xff, 0xda, 0, 2];
}

const two = (number) => [number >> 8, number & 255];
const told = (bytes, type = "image/jpeg") => placeInPhoto(new Blob([new Uint8Array(bytes)], { type }));
const rounded = (place) => place && [place.lon.toFixed(6), place.lat.toFixed(6)];

test("the head is as long as thought", () => assert.equal(photo().indexOf(0x49), TIFF));

for (const little of [true, false]) {
  test(`degrees, minutes and seconds become one number (${little ? "little" : "big"} end first)`, async () => {
    assert.deepEqual(rounded(await told(photo({ little }))), ["34.080000", "47.660000"]);
  });
}

test("south and west are negative", async () => {
  assert.deepEqual(rounded(await told(photo({ north: "S", east: "W" }))), ["-34.080000", "-47.660000"]);
});

test("other segments before EXIF are passed over", async () => {
  const jfif = [0xff, 0xe0, 0, 6, 1, 2, 3, 4];
  const xmp = [0xff, 0xe1, 0, 8, ...new TextEncoder().encode("http:/")];
  assert.deepEqual(rounded(await told(photo({ before: [...jfif, ...xmp] }))), ["34.080000", "47.660000"]);
});

test("a photo without a place tells none", async () => {
  assert.equal(await told(photo({ tags: [1, 2, 3] })), null);
  assert.equal(await told(photo({ tags: [] })), null);
  assert.equal(await told([0xff, 0xd8, 0xff, 0xda, 0, 2]), null);
  assert.equal(await told(photo({ lat: [[47, 0], [0, 0], [0, 0]] })), null);
});

test("another format is not read", async () => {
  assert.equal(await told(photo(), "image/heic"), null);
});

test("a photo that is cut short or broken tells none, wherever it ends", async () => {
  const whole = photo();
  for (let end = 0; end < whole.length - 4; end++) assert.equal(await told(whole.slice(0, end)), null, String(end));
});

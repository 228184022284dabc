/* Where a JPEG says it was taken. Read in the browser only: the server never keeps what photos tell of themselves. */

const HEAD = 256 * 1024;
const [GPS_IFD, LAT_REF, LAT, LON_REF, LON] = [0x8825, 1, 2, 3, 4];

/** Return { lon, lat } of the photo, or null. @param {Blob} file @returns {Promise<LonLat | null>} */
export async function placeInPhoto(file) {
  if (file.type !== "image/jpeg") return null;
  try {
    const view = new DataView(await file.slice(0, HEAD).arrayBuffer());
    const tiff = exifStart(view);
    return tiff === null ? null : placeInTiff(view, tiff);
  } catch {
    return null; // cut short or broken: no place
  }
}

/** Walk the segments to APP1 "Exif"; return where its TIFF header begins. @param {DataView} view */
function exifStart(view) {
  let at = 2;
  while (at + 4 < view.byteLength && view.getUint8(at) === 0xff) {
    const [marker, length] = [view.getUint8(at + 1), view.getUint16(at + 2)];
    if (marker === 0xe1 && view.getUint32(at + 4) === 0x45786966) return at + 10;
    if (marker === 0xda) return null;
    at += 2 + length;
  }
  return null;
}

/** @type {(view: DataView, tiff: number) => LonLat | null} */
function placeInTiff(view, tiff) {
  const little = view.getUint16(tiff) === 0x4949;
  /** @param {number} at */
  const short = (at) => view.getUint16(tiff + at, little);
  /** @param {number} at */
  const long = (at) => view.getUint32(tiff + at, little);
  /** @param {number} ifd */
  const entries = (ifd) => {
    const found = new Map();
    for (let n = 0; n < short(ifd); n++) found.set(short(ifd + 2 + n * 12), ifd + 2 + n * 12 + 8);
    return found;
  };
  const gpsAt = entries(long(4)).get(GPS_IFD);
  if (gpsAt === undefined) return null;
  const gps = entries(long(gpsAt));
  if (![LAT_REF, LAT, LON_REF, LON].every((tag) => gps.has(tag))) return null;
  /** @type {(tag: number, reference: number, negative: string) => number} */
  const degrees = (tag, reference, negative) => {
    const start = long(gps.get(tag));
    const [d, m, s] = [0, 8, 16].map((offset) => long(start + offset) / long(start + offset + 4));
    const sign = String.fromCharCode(view.getUint8(tiff + gps.get(reference))) === negative ? -1 : 1;
    return sign * (d + m / 60 + s / 3600);
  };
  const place = { lon: degrees(LON, LON_REF, "W"), lat: degrees(LAT, LAT_REF, "S") };
  return Number.isFinite(place.lon) && Number.isFinite(place.lat) ? place : null;
}

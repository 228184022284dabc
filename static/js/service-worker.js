/* Works between the pages and the network: shows the last map and own reports where there is no network, and sends what
   waits once there is. Nothing of the staff, of accounts or of forms that were sent is ever kept. */

import { flush } from "./outbox-send.js";

/** @type {any} */
const worker = self;
const FILES = "files-1";
const MAPS = "maps-1";
const PAGES = "pages-1";
const OFFLINE = "/offline";
const MOST = { [FILES]: 300, [MAPS]: 400, [PAGES]: 30 };

const IS_FILE = /^\/static\//;
const IS_MAP = /^(\/[a-z0-9-]+)?\/(map\.svg|tiles\/|base\/|clusters\.json|notices\.geojson)/;

worker.addEventListener("install", (/** @type {any} */ event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(PAGES);
    await keepPage(cache, OFFLINE, await fetch(OFFLINE, { credentials: "same-origin" }));
    await worker.skipWaiting();
  })());
});

worker.addEventListener("activate", (/** @type {any} */ event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (!(name in MOST)) await caches.delete(name);
    await worker.clients.claim();
  })());
});

worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(page(request, url));
    event.waitUntil(flush(language(request)).then((changed) => (changed ? tellPages() : undefined)).catch(() => undefined));
  } else if (IS_FILE.test(url.pathname)) event.respondWith(file(request));
  else if (IS_MAP.test(url.pathname)) event.respondWith(fresh(request, MAPS));
});

/* Where browsers have it: the network is back, and no page need be open. */
worker.addEventListener("sync", (/** @type {any} */ event) => {
  if (event.tag === "outbox") event.waitUntil(sendOrAskAgain());
});

worker.addEventListener("message", (/** @type {any} */ event) => {
  const { keep, forget, send } = event.data ?? {};
  if (send) event.waitUntil(flush(send).then(tellPages));
  if (keep) event.waitUntil(keepSeen(keep));
  if (forget) event.waitUntil(Promise.all([caches.delete(PAGES), caches.delete(MAPS)]));
});

async function sendOrAskAgain() {
  const changed = await flush("uk");
  if (changed) await tellPages();
  else throw new Error("it is tried again later");
}

async function tellPages() {
  for (const client of await worker.clients.matchAll()) client.postMessage({ outbox: "changed" });
}

/** @param {Request} request */
const language = (request) => (request.headers.get("Accept-Language") ?? "uk").slice(0, 2);

/** A published file never changes: what is kept is as good as what would come. @param {Request} request */
async function file(request) {
  const cache = await caches.open(FILES);
  const known = await cache.match(request);
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok && answer.headers.get("Cache-Control")?.includes("immutable")) await put(cache, FILES, request, answer);
  return answer;
}

/** From the network; where there is none, as it was seen last. @param {Request} request @param {keyof typeof MOST} name */
async function fresh(request, name) {
  const cache = await caches.open(name);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.headers.get("Cache-Control")?.includes("no-store")) await put(cache, name, request, answer);
    return answer;
  } catch (lost) {
    const known = await cache.match(request, { ignoreVary: true });
    if (known) return known;
    throw lost;
  }
}

/** @param {Request} request @param {URL} url */
async function page(request, url) {
  const cache = await caches.open(PAGES);
  try {
    const answer = await fetch(request);
    if (mayKeep(answer)) await keepPage(cache, url.pathname, answer.clone());
    return answer;
  } catch {
    return (await cache.match(url.pathname)) ?? (await cache.match(OFFLINE)) ?? Response.error();
  }
}

/** The server says of each page whether it may be kept: of a report, only to its own reporter. @param {Response} answer */
const mayKeep = (answer) => answer.ok && !answer.redirected && answer.headers.has("X-Keep");

/** Keep a page that says when it was kept: without the network its reader is told how old it is.
 * @param {Cache} cache @param {string} path @param {Response} answer */
async function keepPage(cache, path, answer) {
  const words = (await answer.text()).replace("<html ", `<html data-kept="${new Date().toISOString()}" `);
  const headers = new Headers(answer.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  await cache.put(path, new Response(words, { status: answer.status, headers }));
  await trim(cache, PAGES);
  const files = [...words.matchAll(/(?:src|href)="(\/static\/[^"]+)"/g)].map(([, address]) => address);
  await keepFiles(files);
}

/** What a page has loaded before this worker began: it comes from the browser's own cache.
 * @param {{ pages: string[], files: string[] }} seen */
async function keepSeen({ pages: paths, files }) {
  const inside = files.map((each) => new URL(each, location.origin)).filter((each) => each.origin === location.origin);
  await keepFiles(inside.filter((each) => IS_FILE.test(each.pathname)).map(String));
  const maps = await caches.open(MAPS);
  for (const each of inside.filter(({ pathname }) => IS_MAP.test(pathname))) {
    const request = new Request(each, { cache: "force-cache" });
    if (!(await maps.match(request))) await fresh(request, MAPS).catch(() => null);
  }
  const pages = await caches.open(PAGES);
  for (const path of paths) {
    if (await pages.match(path)) continue;
    const answer = await fetch(path, { credentials: "same-origin" });
    if (mayKeep(answer)) await keepPage(pages, path, answer);
  }
}

/** @param {string[]} addresses */
async function keepFiles(addresses) {
  const cache = await caches.open(FILES);
  for (const address of addresses) {
    if (await cache.match(address)) continue;
    const answer = await fetch(address, { cache: "force-cache" }).catch(() => null);
    if (answer?.ok) await put(cache, FILES, new Request(address), answer);
  }
}

/** @param {Cache} cache @param {keyof typeof MOST} name @param {Request} request @param {Response} answer */
async function put(cache, name, request, answer) {
  try {
    await cache.put(request, answer.clone());
    await trim(cache, name);
  } catch {
    // No room: the page works as without a cache.
  }
}

/** @param {Cache} cache @param {keyof typeof MOST} name */
async function trim(cache, name) {
  const known = await cache.keys();
  for (const old of known.slice(0, Math.max(0, known.length - MOST[name]))) await cache.delete(old);
}

/* After a page has come: the worker that shows it without a network, the strip that says there is none, and what waits to be sent. */

export {};
const bar = document.querySelector("[data-net-bar]");

/** Say that there is no network, and how old is what is shown. */
function tell() {
  const { kept } = document.documentElement.dataset;
  bar.hidden = navigator.onLine && !kept;
  if (bar.hidden) return;
  const time = kept && new Date(kept).toLocaleString(document.documentElement.lang, { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
  bar.querySelector("span").textContent = time ? bar.dataset.asOf.replace("{time}", time) : bar.dataset.none;
}

/** What waits is sent by whichever page is open when the network is back. */
async function sendWaiting() {
  const { allKept } = await import("./outbox-store.js");
  const entries = await allKept().catch(() => []);
  if (entries.some(({ state }) => state === "waiting")) {
    const { flush } = await import("./outbox-send.js");
    await flush(document.documentElement.lang);
  }
  note((await allKept().catch(() => [])).filter(({ state }) => state === "waiting" || state === "refused" || state === "held"));
}

/** @param {Kept[]} entries */
function note(entries) {
  const place = document.querySelector("[data-outbox-note]");
  if (!place) return;
  place.hidden = !entries.length;
  if (!entries.length) return;
  place.querySelector("strong").textContent = place.dataset[entries.some(({ state }) => state === "waiting") ? "waiting" : "action"];
}

async function register() {
  try {
    await navigator.serviceWorker.register("/service-worker.js", { type: "module", scope: "/" });
    const worker = await navigator.serviceWorker.ready;
    const files = performance.getEntriesByType("resource").map(({ name }) => name);
    const { slug } = document.querySelector("[data-report-new], [data-city]")?.dataset ?? {};
    // Where one writes, the page of what waits is ready before it is needed.
    const pages = [...(location.search ? [] : [location.pathname]), ...(slug ? [`/${slug}/saved`] : [])];
    worker.active?.postMessage({ keep: { pages, files } });
  } catch {
    // An old browser, or a private window: the page works as without it.
  }
}

addEventListener("online", () => {
  tell();
  sendWaiting();
});
addEventListener("offline", tell);
tell();
if ("indexedDB" in window) sendWaiting();
if (navigator.serviceWorker) register();

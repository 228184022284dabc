/* What maps ask of the browser: what it can, what its user wishes, and files to fetch. */

const STATIC = new URL("..", import.meta.url);

/** @param {string} path */
export const asset = (path) => new URL(path, STATIC).href;

/** Whether MapLibre can draw here: it needs WebGL 2. */
export function hasWebGL2() {
  try {
    const context = document.createElement("canvas").getContext("webgl2");
    context?.getExtension("WEBGL_lose_context")?.loseContext();
    return Boolean(context);
  } catch {
    return false;
  }
}

/** What the page speaks. @type {() => Language} */
export const language = () => (document.documentElement.lang === "en" ? "en" : "uk");

export const isDark = () => matchMedia("(prefers-color-scheme: dark)").matches;
export const isCalm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** @param {string} path */
export function addStyleSheet(path) {
  const href = asset(path);
  if (document.querySelector(`link[href="${href}"]`)) return Promise.resolve();
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
  const done = new Promise((resolve, reject) => {
    link.onload = resolve;
    link.onerror = () => reject(new Error(`no ${path}`));
  });
  // Before ours: ours has the last word.
  document.head.prepend(link);
  return done;
}

// Map labels are drawn from the page's fonts; they must have arrived before the first letter is drawn.
const SAMPLE = "Шевченка ҐґЄєІіЇї Street";

/** Wait for the two weights that the labels use; a missing font is no reason to show no map. */
export async function loadFonts() {
  if (!document.fonts) return;
  const wanted = ["500 24px Commissioner", "700 24px Commissioner"].map((font) => document.fonts.load(font, SAMPLE));
  await Promise.race([Promise.allSettled(wanted), new Promise((resolve) => setTimeout(resolve, 1500))]);
}

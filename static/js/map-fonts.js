/* Map labels are drawn from the page's fonts; they must have arrived before the first letter is drawn. */

const SAMPLE = "Шевченка ҐґЄєІіЇї Street";

/** Wait for the two weights that the labels use; a missing font is no reason to show no map. */
export async function loadFonts() {
  if (!document.fonts) return;
  const wanted = ["500 24px Commissioner", "700 24px Commissioner"].map((font) => document.fonts.load(font, SAMPLE));
  await Promise.race([Promise.allSettled(wanted), new Promise((resolve) => setTimeout(resolve, 1500))]);
}

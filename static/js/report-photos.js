/* Photos before they are sent: several choices add up, each has its preview and a button to take it out. */

import { element } from "./report-combobox.js";
import { placeInPhoto } from "./report-exif.js";

/** Let photos be chosen bit by bit; ``placeFound({ lon, lat })`` is offered when a photo tells where it was taken,
 * ``changed`` is told what is chosen now.
 * @param {Part} field @param {((place: LonLat) => void) | null} placeFound @param {(chosen: File[]) => void} changed */
export function init(field, placeFound, changed) {
  const input = field.querySelector("input[type=file]");
  const strip = field.querySelector(".photo-previews");
  const said = field.querySelector("[data-photos-said]");
  const { most, mostBytes, remove, tooMany, tooLarge, place } = field.dataset;
  /** @type {File[]} */
  let chosen = [];

  function put() {
    const carrier = new DataTransfer();
    chosen.forEach((file) => carrier.items.add(file));
    input.files = carrier.files;
    strip.replaceChildren(...chosen.map(tile));
    strip.hidden = !chosen.length;
  }

  /** @param {File} file @param {number} at */
  function tile(file, at) {
    const row = element("li");
    const picture = element("img", "", { alt: file.name });
    picture.src = URL.createObjectURL(file);
    picture.onload = () => URL.revokeObjectURL(picture.src);
    // HEIC is not drawn by most browsers: its name stands for it.
    picture.onerror = () => picture.replaceWith(element("span", "photo-name", {}, file.name));
    const out = element("button", "button button-quiet", { type: "button", "aria-label": `${remove} ${file.name}` }, "×");
    out.addEventListener("click", () => {
      chosen.splice(at, 1);
      put();
      changed(chosen);
      (strip.querySelectorAll("button")[at] ?? input).focus();
    });
    row.append(picture, out);
    return row;
  }

  /** @param {File[]} files */
  async function offerPlace(files) {
    for (const file of files) {
      const found = await placeInPhoto(file);
      if (!found) continue;
      const button = element("button", "button button-quiet button-small", { type: "button" }, place);
      button.addEventListener("click", () => {
        placeFound?.(found);
        button.remove();
      });
      said.append(" ", button);
      return;
    }
  }

  /** @param {File[]} files */
  function add(files) {
    const { all, light, heavy } = added(chosen, files, Number(mostBytes));
    const words = heavy.map((file) => `${file.name} ${tooLarge}`);
    if (all.length > Number(most)) words.push(tooMany);
    chosen = all.slice(0, Number(most));
    said.textContent = words.join(" ");
    put();
    changed(chosen);
    if (placeFound) offerPlace(light);
  }
  input.addEventListener("change", () => add([...input.files]));
  return { add };
}

/** What was chosen with what is chosen now: the same photo once, none that is too heavy.
 * @type {(chosen: File[], files: File[], mostBytes: number) => Record<"all" | "light" | "heavy", File[]>} */
export function added(chosen, files, mostBytes) {
  const fresh = files.filter((file) => !chosen.some((known) => same(known, file)));
  const light = fresh.filter((file) => file.size <= mostBytes);
  return { all: [...chosen, ...light], light, heavy: fresh.filter((file) => file.size > mostBytes) };
}

/** @type {(a: File, b: File) => boolean} */
const same = (a, b) => a.name === b.name && a.size === b.size && a.lastModified === b.lastModified;

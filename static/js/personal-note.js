/* Says politely, after a rest in typing, that words hold personal data, and offers to hide them or to leave them: once
   for the same words, and never in the way of sending. The rules are fetched with the first words and need no network after. */

import { element } from "./report-combobox.js";

const REST_MS = 600;
const rules = () => import("./personal-data.js");

/** One blank for several: the server compares what is kept so, too. @param {string} passage */
const plain = (passage) => passage.split(/\s+/).filter(Boolean).join(" ");

/** @typedef {{ hide?: (passages: string[]) => void, keep: (passages: string[]) => void, kept?: string[] }} NoteDeeds */

/** Watch a field of words; ``box`` is where the note comes, its data are the words of it.
 * @param {Part} area @param {Part} box @param {NoteDeeds} deeds */
export function watch(area, box, { hide, keep, kept = [] }) {
  const left = new Set(kept.map(plain));
  const published = (box.dataset.published ?? "").split("\n").filter(Boolean);
  const eye = /** @type {HTMLTemplateElement} */ (/** @type {Element} */ (box.querySelector("template"))).content;
  const behind = underlay(area);
  let timer = 0;
  let shown = "";

  const look = async () => {
    if (!area.value && !shown) return;
    // Without a network, and never fetched before: the moderator's desk marks them still.
    const loaded = await rules().catch(() => null);
    if (!loaded) return;
    const { personalDataIn } = loaded;
    const found = personalDataIn(area.value, published).filter(({ start, end }) => !left.has(plain(area.value.slice(start, end))));
    behind(found);
    const passages = found.map(({ start, end }) => area.value.slice(start, end));
    const same = passages.map(plain).join("\n");
    if (same === shown) return;
    shown = same;
    box.replaceChildren(...(found.length ? note(new Set(found.map(({ kind }) => kind)), passages) : []));
  };

  /** @param {Set<string>} kinds @param {string[]} passages */
  function note(kinds, passages) {
    const names = [...kinds].map((kind) => box.dataset[`kind${kind.replaceAll("-", "")}`]);
    const words = element("p");
    words.append(eye.cloneNode(true), " ", element("strong", "", {}, box.dataset.here.replace("%", listed(names))), ` ${box.dataset.why}`);
    const row = element("p", "button-row");
    if (hide) row.append(button(box.dataset.hide, "button", () => done(hide, passages)));
    row.append(button(box.dataset.keep, "button button-quiet", () => {
      passages.forEach((passage) => left.add(plain(passage)));
      done(keep, passages.map(plain));
    }));
    const card = element("div", "pd-note");
    card.append(words, row);
    return [card];
  }

  /** @param {(passages: string[]) => void} deed @param {string[]} passages */
  function done(deed, passages) {
    deed(passages);
    area.focus();
    look();
  }

  const rest = () => {
    behind([]);
    clearTimeout(timer);
    timer = setTimeout(look, REST_MS);
  };
  area.addEventListener("input", rest);
  if (area.value) rest();
}

/** @param {string} words @param {string} look @param {() => void} deed */
function button(words, look, deed) {
  const node = element("button", look, { type: "button" }, words);
  node.addEventListener("click", deed);
  return node;
}

/** @param {string[]} names */
function listed(names) {
  try {
    return new Intl.ListFormat(document.documentElement.lang, { type: "conjunction" }).format(names);
  } catch {
    return names.join(", ");
  }
}

/** What marks passages in a field: the same words under it, seen only where they are marked.
 * @param {Part} area @returns {(found: { start: number, end: number }[]) => void} */
function underlay(area) {
  const under = element("div", "input pd-under", { "aria-hidden": "true" });
  const frame = element("div", "pd-frame");
  area.replaceWith(frame);
  frame.append(under, area);
  const scrolled = () => (under.scrollTop = area.scrollTop);
  area.addEventListener("scroll", scrolled);
  return (found) => {
    const text = area.value;
    let done = 0;
    const parts = found.flatMap(({ start, end }) => {
      const before = text.slice(done, start);
      done = end;
      return [before, element("mark", "pd", {}, text.slice(start, end))];
    });
    under.replaceChildren(...(found.length ? [...parts, `${text.slice(done)}\n`] : []));
    scrolled();
  };
}

/* Words of staff: what they leave goes along with the form. */
document.querySelectorAll("[data-personal-answer]").forEach((box) => {
  const { form } = /** @type {Part} */ (box.parentElement.querySelector("textarea"));
  const area = form.elements.words;
  watch(area, box, {
    keep: (passages) => {
      const kept = form.querySelector("[data-kept-now]") ?? form.appendChild(element("input", "", { type: "hidden", name: "kept", "data-kept-now": "" }));
      /** @type {Part} */ (kept).value = [/** @type {Part} */ (kept).value, ...passages].filter(Boolean).join("\n");
    },
  });
});

/* The picker of the kind of problem: the select becomes a search by names, groups and other words for the same. */

import { combobox, element } from "./report-combobox.js";

/** Turn the picker's select into a search; ``changed(code)`` is told of every choice.
 * @param {Part} picker @param {(code: string) => void} changed */
export function init(picker, changed) {
  const select = picker.querySelector("select");
  const kinds = [...select.querySelectorAll("option[value]:not([value=''])")].map(readKind);
  const input = element("input", "input", { type: "text", id: `${select.id}-search`, "aria-describedby": select.getAttribute("aria-describedby") ?? "" });
  if (select.getAttribute("aria-invalid")) input.setAttribute("aria-invalid", "true");
  select.before(input);
  select.hidden = true;
  picker.querySelector("label").htmlFor = input.id;

  const show = () => {
    input.value = kinds.find((kind) => kind.code === select.value)?.label ?? "";
  };
  /** @param {string} code */
  const choose = (code) => {
    select.value = code;
    show();
    changed(select.value);
  };
  combobox(/** @type {any} */ (input), {
    find: async (text) => (kinds.find((kind) => kind.code === select.value)?.label === text ? search(kinds, "") : search(kinds, text)),
    onPick: (kind) => choose(kind.code),
    openOnFocus: true,
    words: { nothing: picker.dataset.nothing, found: picker.dataset.found },
  });
  // What was typed but not chosen is no kind: the last choice stays.
  input.addEventListener("blur", show);
  show();
  return { choose, chosen: () => select.value, focus: () => input.focus() };
}

/** @param {Part} option @returns {Kind} */
function readKind(option) {
  const group = option.parentElement.label ?? "";
  const names = wordsOf(option.textContent);
  return { code: option.value, label: option.textContent.trim(), group, names, others: [...wordsOf(group), ...wordsOf(option.dataset.words ?? "")] };
}

/** Lower case, without apostrophes, which people write in many ways. @param {string} text */
const wordsOf = (text) => text.toLowerCase().replace(/['’ʼ`´]/g, "").split(/[^\p{L}\p{N}]+/u).filter(Boolean);

/** @type {(kinds: Kind[], text: string) => Suggestion[]} */
export function search(kinds, text) {
  const asked = wordsOf(text);
  if (!asked.length) return kinds.map(({ code, label, group }) => ({ code, label, group }));
  return kinds
    .map((kind) => ({ kind, cost: asked.reduce((sum, word) => sum + costOf(word, kind), 0) }))
    .filter(({ cost }) => cost < Infinity)
    .sort((a, b) => a.cost - b.cost)
    .slice(0, 12)
    .map(({ kind: { code, label, group } }) => ({ code, label, note: group }));
}

/** 0 for a word of the name, 1 for another word, 2 and 3 for one that differs by its ending.
 * @type {(word: string, kind: Kind) => number} */
function costOf(word, { names, others }) {
  if (names.some((name) => name.startsWith(word))) return 0;
  if (others.some((other) => other.startsWith(word))) return 1;
  if (names.some((name) => alike(word, name))) return 2;
  if (others.some((other) => alike(word, other))) return 3;
  return Infinity;
}

/** Ukrainian words change their endings: "ями" is "яма", "ліхтарі" is "ліхтар".
 * @type {(word: string, other: string) => boolean} */
function alike(word, other) {
  if (word.length < 3 || other.length < 3) return false;
  const root = word.length - (word.length > 5 ? 2 : 1);
  return other.startsWith(word.slice(0, root));
}

/* A passage selected in the resident's words goes into the form that blacks it out. */

/** @param {Part} words */
function init(words) {
  const field = document.querySelector("[data-passage]");
  if (!field) return;
  const take = () => {
    const passage = selectedOf(words);
    if (!passage) return;
    field.value = passage;
    field.closest("details").open = true;
  };
  // A selection begun in the words may end, and its button be let go, beyond them.
  words.addEventListener("pointerdown", () => document.addEventListener("pointerup", take, { once: true }));
  words.addEventListener("keyup", take);
}

/**
 * The words' part of what is selected, as it was written: the page shows several spaces as one.
 * @param {Part} words
 */
function selectedOf(words) {
  const selection = getSelection();
  if (!selection?.rangeCount || !selection.getRangeAt(0).intersectsNode(words)) return "";
  const part = selection.getRangeAt(0).cloneRange();
  if (!words.contains(part.startContainer)) part.setStart(words, 0);
  if (!words.contains(part.endContainer)) part.setEnd(words, words.childNodes.length);
  return part.toString().trim();
}

document.querySelectorAll("[data-redactable]").forEach(init);

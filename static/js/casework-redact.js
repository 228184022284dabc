/* A passage selected in the resident's words goes into the form that blacks it out. */

/** @param {Part} words */
function init(words) {
  const field = document.querySelector("[data-passage]");
  if (!field) return;
  const take = () => {
    const selection = /** @type {Selection} */ (getSelection());
    const passage = selection.toString().trim();
    const inside = passage && words.contains(selection.anchorNode) && words.contains(selection.focusNode);
    if (!inside) return;
    field.value = passage;
    field.closest("details").open = true;
  };
  words.addEventListener("pointerup", take);
  words.addEventListener("keyup", take);
}

document.querySelectorAll("[data-redactable]").forEach(init);

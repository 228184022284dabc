/* Filters act at once; without this script the form's button sends them. */

const TYPING_MS = 350;

/** Empty choices and the part of the map are left out. @param {Iterable<[string, any]>} entries */
export function queryFrom(entries) {
  const kept = [...entries].filter(([name, value]) => value.trim() !== "" && name !== "bbox");
  return new URLSearchParams(kept).toString();
}

/** The query that the form stands for. @param {Form} form */
export const queryOf = (form) => queryFrom(new FormData(form));

/** Let the form stand for what the page was asked for. @param {Form} form */
export function asSent(form) {
  form.reset();
  const reset = form.querySelector("[data-reset-row]");
  if (reset) reset.hidden = queryOf(form) === "" && !form.elements.bbox;
}

/** Call ``changed`` when a choice is made or, unless only Enter is to tell, typing has paused.
 * @param {Form} form @param {() => void} changed */
export function watchFilters(form, changed, { whileTyping = true } = {}) {
  let timer = 0;
  const tell = () => {
    clearTimeout(timer);
    const reset = form.querySelector("[data-reset-row]");
    if (reset) reset.hidden = queryOf(form) === "";
    changed();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    tell();
  });
  form.addEventListener("change", (event) => {
    const field = /** @type {Part} */ (event.target);
    // A new choice takes the place of every former one of its kind.
    if (field.tagName === "SELECT") {
      form.querySelectorAll(`input[type=hidden][name=${field.name}]`).forEach((former) => former.remove());
    }
    if (field.type !== "search") tell();
  });
  form.addEventListener("input", (event) => {
    if (/** @type {Part} */ (event.target).type !== "search" || !whileTyping) return;
    clearTimeout(timer);
    timer = setTimeout(tell, TYPING_MS);
  });
  form.addEventListener("cleared", () => {
    const reset = form.querySelector("[data-reset-row]");
    if (reset) reset.hidden = true;
  });
}

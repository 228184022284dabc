/* Filters act at once; without this script the form's button sends them. */

const TYPING_MS = 350;

/** Empty choices and the part of the map are left out. @param {Iterable<[string, any]>} entries */
export function queryFrom(entries) {
  const kept = [...entries].filter(([name, value]) => value.trim() !== "" && name !== "bbox");
  return new URLSearchParams(kept).toString();
}

/** The query that the form stands for. @param {Form} form */
export const queryOf = (form) => queryFrom(new FormData(form));

/** The same without what is usual. @param {Form} form */
export function addressOf(form) {
  const query = new URLSearchParams(queryOf(form));
  const usual = [...form.querySelectorAll("[data-usual]")].map(({ value }) => value);
  if (query.getAll("status").join() === usual.join()) query.delete("status");
  return query.toString();
}

/** Let the form stand for what the page was asked for. @param {Form} form */
export function asSent(form) {
  form.reset();
  const reset = form.querySelector("[data-reset-row]");
  if (reset) reset.hidden = addressOf(form) === "" && !form.elements.bbox;
}

/** A state that is let go lets its outcomes go; with none pressed, the usual ones are.
 * @param {Form} form @param {Part} field */
function chooseState(form, field) {
  form.querySelector(".filters-states").classList.add("is-chosen");
  if (!field.checked) form.querySelectorAll(`.of-${field.value} input`).forEach((own) => (own.checked = false));
  if (!form.querySelector("[name=status]:checked")) pressUsual(form);
}

/** @param {Form} form */
export function pressUsual(form) {
  form.querySelectorAll("[name=status]").forEach((field) => (field.checked = "usual" in field.dataset));
}

/** Call ``changed`` when a choice is made or, unless only Enter is to tell, typing has paused.
 * @param {Form} form @param {() => void} changed */
export function watchFilters(form, changed, { whileTyping = true } = {}) {
  let timer = 0;
  /** @param {boolean} hidden */
  const hideReset = (hidden) => {
    const reset = form.querySelector("[data-reset-row]");
    if (reset) reset.hidden = hidden;
  };
  const tell = () => {
    clearTimeout(timer);
    hideReset(addressOf(form) === "");
    changed();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    tell();
  });
  form.addEventListener("change", (event) => {
    const field = /** @type {Part} */ (event.target);
    if (field.name === "status") chooseState(form, field);
    // A new choice takes the place of every former one of its kind.
    if (field.tagName === "SELECT" || field.name === "status") {
      form.querySelectorAll(`input[type=hidden][name=${field.name}]`).forEach((former) => former.remove());
    }
    if (field.type !== "search") tell();
  });
  form.addEventListener("input", (event) => {
    if (/** @type {Part} */ (event.target).type !== "search" || !whileTyping) return;
    clearTimeout(timer);
    timer = setTimeout(tell, TYPING_MS);
  });
  form.addEventListener("cleared", () => hideReset(true));
}

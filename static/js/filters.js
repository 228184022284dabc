/* Filters act at once; without this script the form's button sends them. */

const TYPING_MS = 350;

/** The query that the form stands for: empty choices and the part of the map left out. */
export function queryOf(form) {
  const kept = [...new FormData(form)].filter(([name, value]) => value.trim() !== "" && name !== "bbox");
  return new URLSearchParams(kept).toString();
}

/** Let the form stand for what the page was asked for. */
export function asSent(form) {
  form.reset();
  const reset = form.querySelector("[data-reset-row]");
  if (reset) reset.hidden = queryOf(form) === "" && !form.elements.bbox;
}

/** Call ``changed`` when a choice is made or, unless only Enter is to tell, typing has paused. */
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
    // A new choice takes the place of every former one of its kind.
    if (event.target.tagName === "SELECT") {
      form.querySelectorAll(`input[type=hidden][name=${event.target.name}]`).forEach((field) => field.remove());
    }
    if (event.target.type !== "search") tell();
  });
  form.addEventListener("input", (event) => {
    if (event.target.type !== "search" || !whileTyping) return;
    clearTimeout(timer);
    timer = setTimeout(tell, TYPING_MS);
  });
  form.addEventListener("cleared", () => {
    const reset = form.querySelector("[data-reset-row]");
    if (reset) reset.hidden = true;
  });
}

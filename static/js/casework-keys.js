/* Single keys for those who decide about hundreds of reports a day; they can be switched off (WCAG 2.1.4).

   <a data-key="KeyJ" href="…"> is followed, a button is pressed, a <summary> opens its fold and takes one to its first
   field. Keys are named by their place on the keyboard, so a Ukrainian layout serves as well as a Latin one. */

const STORED = "vidkryte-misto.keys";

/** @param {Part} target */
const typing = (target) => target.closest("input, textarea, select, [contenteditable], dialog, .map-frame");

const isOn = () => localStorage.getItem(STORED) !== "off";

/** @param {Part} element */
function act(element) {
  if (element.tagName !== "SUMMARY") {
    element.click();
    return;
  }
  const fold = element.parentElement;
  fold.open = true;
  fold.scrollIntoView({ block: "nearest" });
  (fold.querySelector("select, textarea, input:not([type=hidden]), button") ?? element).focus();
}

/** @param {Part} desk */
function init(desk) {
  const help = document.getElementById("keys-help");
  const box = document.getElementById("keys-on");
  if (box) {
    box.checked = isOn();
    box.addEventListener("change", () => localStorage.setItem(STORED, box.checked ? "on" : "off"));
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (!isOn() || typing(/** @type {Part} */ (event.target))) return;
    if (event.key === "?" && help) {
      event.preventDefault();
      help.open = !help.open;
      help.querySelector("summary").focus();
      return;
    }
    if (event.shiftKey) return;
    const element = desk.querySelector(`[data-key="${event.code}"]`);
    if (!element) return;
    event.preventDefault();
    act(element);
  });
  showChosen(desk.querySelector(".desk-list"));
}

/** Bring the chosen entry into view inside its list, and leave the page where it is. @param {Part} list */
function showChosen(list) {
  const chosen = list?.querySelector("[aria-current]");
  if (!chosen) return;
  const below = chosen.getBoundingClientRect().bottom - list.getBoundingClientRect().bottom;
  if (below > 0) list.scrollTop += below + chosen.offsetHeight;
}

document.querySelectorAll("[data-keys]").forEach(init);

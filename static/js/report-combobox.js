/* A text field with a list of suggestions, by the ARIA pattern of a combobox with a listbox.

   Arrows walk, Enter picks, Escape closes and then empties; the number of suggestions is said aloud. */

let made = 0;

/** @param {Part} input @param {ComboSettings} settings */
export function combobox(input, { find, onPick, words = {}, onEmpty = () => {}, openOnFocus = false }) {
  const id = `combo-${++made}`;
  const frame = element("div", "combo");
  const list = element("ul", "combo-list", { id, role: "listbox", hidden: "" });
  const said = element("p", "visually-hidden", { role: "status" });
  input.replaceWith(frame);
  frame.append(input, list, said);
  list.setAttribute("aria-label", input.labels?.[0]?.textContent.trim() ?? "");
  setAll(input, { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id, autocomplete: "off" });

  /** @type {Suggestion[]} */
  let options = [];
  let active = -1;
  let asked = 0;
  let typed = false;

  const rows = () => [...list.querySelectorAll("[role=option]")];

  function close() {
    list.hidden = true;
    active = -1;
    typed = false;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  /** @param {number} to */
  function walk(to) {
    const all = rows();
    if (!all.length) return;
    active = (to + all.length) % all.length;
    all.forEach((row, at) => row.setAttribute("aria-selected", String(at === active)));
    input.setAttribute("aria-activedescendant", all[active].id);
    all[active].scrollIntoView({ block: "nearest" });
  }

  /** @param {number} at */
  function pick(at) {
    const option = options[at];
    close();
    if (option) onPick(option);
  }

  function draw() {
    list.replaceChildren();
    let group = "";
    options.forEach((option, at) => {
      if (option.group && option.group !== group) {
        group = option.group;
        list.append(element("li", "combo-group", { role: "presentation" }, group));
      }
      const row = element("li", "combo-option", { role: "option", id: `${id}-${at}`, "aria-selected": "false" });
      row.append(element("span", "", {}, option.label));
      if (option.note) row.append(element("span", "small", {}, option.note));
      // Before the field loses the focus, which closes the list.
      row.addEventListener("pointerdown", (event) => event.preventDefault());
      row.addEventListener("click", () => pick(at));
      list.append(row);
    });
    if (!options.length) list.append(element("li", "combo-empty", { role: "presentation" }, words.nothing ?? ""));
    said.textContent = options.length ? `${words.found ?? ""}${options.length}` : (words.nothing ?? "");
    list.hidden = false;
    active = -1;
    input.setAttribute("aria-expanded", "true");
    input.removeAttribute("aria-activedescendant");
  }

  async function ask() {
    const turn = ++asked;
    const found = await find(input.value.trim());
    if (turn !== asked) return;
    options = found ?? [];
    if (found) draw();
    else close();
  }

  input.addEventListener("input", () => {
    typed = input.value.trim() !== "";
    if (!typed) onEmpty();
    ask();
  });
  if (openOnFocus) {
    input.addEventListener("click", () => list.hidden && ask());
    input.addEventListener("focus", () => input.select());
  }
  input.addEventListener("blur", close);
  input.addEventListener("keydown", async (event) => {
    const shown = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!shown) await ask();
      walk(event.key === "ArrowDown" ? active + 1 : active < 0 ? -1 : active - 1);
    } else if (event.key === "Enter" && shown && options.length && (active >= 0 || (openOnFocus && typed))) {
      event.preventDefault();
      pick(Math.max(active, 0));
    } else if (event.key === "Escape" && shown) {
      event.preventDefault();
      close();
    }
  });
  return { close };
}

/** @type {<T extends keyof HTMLElementTagNameMap>(tag: T, className?: string, attributes?: Record<string, string>, text?: string) => Made<T>} */
export function element(tag, className = "", attributes = {}, text = "") {
  const node = document.createElement(tag);
  if (className) node.className = className;
  setAll(node, attributes);
  if (text) node.textContent = text;
  return node;
}

/** @type {(node: Element, attributes: Record<string, string>) => void} */
function setAll(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
}

/* On every page: focus what asks for it, and keep the menu tidy. */

/** @param {Document} root */
function focusOnArrival(root) {
  root.querySelector("[data-focus]")?.focus();
}

/** The menu closes by Escape and by a press elsewhere. @param {Part} fold */
function tidyMenu(fold) {
  if (!fold) return;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !fold.open) return;
    fold.open = false;
    fold.querySelector("summary").focus();
  });
  document.addEventListener("pointerdown", (event) => {
    if (fold.open && !fold.parentElement.contains(/** @type {Part} */ (event.target))) fold.open = false;
  });
}

/** Another language shows what is shown now: the address may have changed since the page came.
 * @param {Part} link */
function keepPlace(link) {
  const follow = () => {
    // A form's answer leads to the page of the form.
    if (!link.getAttribute("href")?.startsWith("?")) return;
    const query = new URLSearchParams(location.search);
    query.delete("key");
    query.set("lang", link.hreflang);
    link.href = `?${query}`;
  };
  for (const kind of ["click", "auxclick", "contextmenu"]) link.addEventListener(kind, follow);
}

/** A form is sent once, however often its button is pressed. @param {Form} form */
function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    form.querySelectorAll("button[type=submit], button:not([type])").forEach((button) => {
      button.setAttribute("aria-disabled", "true");
    });
  });
  addEventListener("pageshow", () => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  });
}

focusOnArrival(document);
tidyMenu(document.querySelector(".nav-fold"));
document.querySelectorAll(".site-nav a[hreflang]").forEach(keepPlace);
document.querySelectorAll("form[data-once]").forEach(sendOnce);
// Once the page stands: what keeps it without a network hinders nobody.
addEventListener("load", () => setTimeout(() => import("./offline.js"), 1000));

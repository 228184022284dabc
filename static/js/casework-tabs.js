/* On a narrow screen the row of tabs is longer than the screen: show the one that is open. */

/** @param {Part} tabs */
function init(tabs) {
  const current = tabs.querySelector("[aria-current]");
  if (!current) return;
  const middle = current.offsetLeft + current.offsetWidth / 2;
  tabs.scrollLeft = middle - tabs.offsetLeft - tabs.clientWidth / 2;
}

document.querySelectorAll(".desk-tabs").forEach(init);

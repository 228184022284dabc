/* Long lists of ticks that are searched by typing. */

/** A search over a list of ticks: groups with something found unfold. @param {Part} list */
function filtered(list) {
  const search = list.querySelector("[data-filter]");
  search.addEventListener("input", () => {
    const wanted = search.value.trim().toLowerCase();
    list.querySelectorAll("[data-filter-group]").forEach((group) => {
      const rows = [...group.querySelectorAll("[data-filter-words]")];
      const whole = group.querySelector("summary").textContent.toLowerCase().includes(wanted);
      rows.forEach((row) => {
        row.hidden = !(whole || row.dataset.filterWords.toLowerCase().includes(wanted));
      });
      group.hidden = rows.every((row) => row.hidden);
      group.open = Boolean(wanted) && !group.hidden;
    });
  });
}

document.querySelectorAll("[data-filtered]").forEach(filtered);

/* The first page finds the hromada where one stands: the position goes into the search, nowhere else. */

const button = document.querySelector("[data-find-here]");

if (button && navigator.geolocation) {
  const said = document.querySelector("[data-found-here]");
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    said.textContent = said.dataset.searching;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const { form } = button;
        form.elements.q.value = `${coords.latitude.toFixed(5)}, ${coords.longitude.toFixed(5)}`;
        form.submit();
      },
      () => {
        button.disabled = false;
        said.textContent = said.dataset.denied;
      },
      { timeout: 10000, maximumAge: 60000 },
    );
  });
}

/* The first page finds the hromada where one stands: the position goes into the search, nowhere else. */

const button = document.querySelector("[data-find-here]");

if (button && navigator.geolocation) {
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const { form } = button;
        form.elements.q.value = `${coords.latitude.toFixed(5)}, ${coords.longitude.toFixed(5)}`;
        form.submit();
      },
      () => (button.disabled = false),
      { timeout: 10000, maximumAge: 60000 },
    );
  });
}

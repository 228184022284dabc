/* The first page finds the hromada where one stands: the position goes into the search, nowhere else. On the map of many
   their outlines come once a mouse is over it, to be named and pressed; the list has them all. */

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

const country = document.querySelector("[data-country]");

country?.addEventListener("pointerenter", (event) => {
  if (event.pointerType === "mouse") addOutlines().catch((error) => console.warn("no outlines", error));
}, { once: true });

async function addOutlines() {
  const answer = await fetch(country.dataset.country);
  if (!answer.ok) throw new Error(String(answer.status));
  const drawing = new DOMParser().parseFromString(await answer.text(), "image/svg+xml");
  country.append(document.importNode(drawing.documentElement, true));
}

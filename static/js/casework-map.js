/* The case's place on a map, with open reports of the same kind around it. */

import { createMap } from "./map-core.js";

/** @type {(point: Part) => Place} */
const position = (point) => [Number(point.dataset.lon), Number(point.dataset.lat)];

/** @param {Part} element */
async function init(element) {
  const [place, ...around] = document.querySelectorAll("#case-points li");
  const map = await createMap(element, { center: position(place), zoom: 16 });
  map.setMarker(position(place), { draggable: false, label: element.dataset.label });
  map.setPins(
    around.map((near) => {
      const [lon, lat] = position(near);
      return { lon, lat, colour: near.dataset.colour, title: near.dataset.title };
    }),
  );
}

const element = document.getElementById("case-map");
if (element) init(element);

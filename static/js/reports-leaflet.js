/* Reports on a Leaflet map: clusters and pins of /<slug>/clusters.json for each view. */

import { isDark } from "./map-browser.js";
import { SIGN_OF, drawDonut, pinElement, radiusOf } from "./map-symbols.js";

/** @param {Picture} picture */
function canvasOf({ image, ratio }, share = 1) {
  const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
  canvas.getContext("2d")?.putImageData(image, 0, 0);
  const side = (image.width / ratio) * share;
  canvas.style.width = canvas.style.height = `${side}px`;
  return { canvas, side };
}

/** @type {(city: LeafletMap, settings: ReportSettings) => ReportsLayer} */
export function showReports(city, settings) {
  const { gl: L, engine: map } = city;
  const layer = L.layerGroup().addTo(map);
  let query = settings.query;
  /** @type {AbortController | null} */
  let asked = null;
  let drawn = () => {};

  async function renew() {
    asked?.abort();
    asked = new AbortController();
    const view = map.getBounds().pad(0.15);
    const params = new URLSearchParams(query);
    params.set("bbox", [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()].map((n) => n.toFixed(6)).join(","));
    params.set("zoom", String(Math.max(0, Math.floor(city.zoom()))));
    try {
      const answer = await fetch(`/${settings.slug}/clusters.json?${params}`, { signal: asked.signal, cache: "no-cache" });
      if (answer.ok) draw((await answer.json()).features);
      // A selection that cannot be shown is no selection of before.
      else if (answer.status === 422) draw([]);
      drawn();
    } catch (error) {
      if (error.name !== "AbortError") settings.onFailure?.(error);
    }
  }

  /** @param {{ properties: any, geometry: { coordinates: Place }, bbox: Bounds }[]} features */
  function draw(features) {
    layer.clearLayers();
    const named = namedOf(features);
    for (const { properties, geometry, bbox } of features.reverse()) {
      const place = geometry.coordinates;
      const marker = properties.number ? pin(properties, place) : donut(properties, place, named.has(properties));
      marker.on("click", () => settings.onPress(
        properties.number ? { pins: [{ ...properties, place }] } : { cluster: { ...properties, place, west: bbox[0], south: bbox[1], east: bbox[2], north: bbox[3] } },
        place,
      ));
      marker.addTo(layer);
    }
  }

  /** @param {Told} properties @param {Place} place */
  function pin(properties, [lon, lat]) {
    const title = properties[`name_${settings.language}`] || properties.name_uk;
    const icon = L.divIcon({ html: pinElement(SIGN_OF[properties.status] ?? properties.colour), className: "map-symbol", iconSize: [30, 30], iconAnchor: [15, 15] });
    return L.marker([lat, lon], { icon, title, alt: title });
  }

  /** @param {any} properties */
  const districtOf = (properties) => properties[`district_${settings.language}`] || properties.district_uk;

  /** From afar donuts are smaller, as on the other map. */
  const share = () => {
    const zoom = city.zoom();
    return zoom >= 13 ? 1 : zoom >= 10.5 ? 0.62 + (zoom - 10.5) * 0.152 : Math.max(0.5, 0.5 + (zoom - 8.5) * 0.06);
  };

  /** The districts whose names cover neither a donut nor another name, those with most reports first.
   * @param {{ properties: any, geometry: { coordinates: Place } }[]} features */
  function namedOf(features) {
    const donuts = features.filter(({ properties }) => !properties.number).map(({ properties, geometry: { coordinates: [lon, lat] } }) => {
      const { x, y } = map.latLngToContainerPoint([lat, lon]);
      return { properties, x, y, radius: radiusOf(properties.total) * share() + 2 };
    });
    /** @type {number[][]} */
    const taken = donuts.map(({ x, y, radius }) => [x - radius, y - radius, x + radius, y + radius]);
    const named = new Set();
    for (const { properties, x, y, radius } of donuts.filter((one) => one.properties.whole)) {
      const half = districtOf(properties).length * 4;
      const box = [x - half, y + radius, x + half, y + radius + 16];
      if (taken.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])) continue;
      taken.push(box);
      named.add(properties);
    }
    return named;
  }

  /** @type {(properties: Told & Parts, place: Place, named: boolean) => import("leaflet").Marker} */
  function donut(properties, [lon, lat], named) {
    const { canvas, side } = canvasOf(drawDonut(properties, isDark()), share());
    const html = document.createElement("div");
    html.append(canvas);
    const name = districtOf(properties);
    if (named) html.append(Object.assign(document.createElement("span"), { className: "map-name", textContent: name }));
    const icon = L.divIcon({ html, className: "map-symbol", iconSize: [side, side], iconAnchor: [side / 2, side / 2] });
    return L.marker([lat, lon], { icon, title: name, alt: `${name}: ${properties.total}`, zIndexOffset: properties.total });
  }

  map.on("moveend", renew);
  renew();
  /** @type {import("leaflet").Marker | null} */
  let ring = null;
  return {
    renew,
    whenDrawn: (told) => (drawn = told),
    filter(next) {
      query = next;
      renew();
    },
    halo(place) {
      ring?.remove();
      ring = null;
      if (!place) return;
      const icon = L.divIcon({ html: "", className: "map-halo", iconSize: [52, 52], iconAnchor: [26, 26] });
      ring = L.marker([place[1], place[0]], { icon, interactive: false, keyboard: false }).addTo(map);
    },
    popup: ([lon, lat], content) => L.popup({ offset: [0, -10], maxWidth: 300 }).setLatLng([lat, lon]).setContent(content).openOn(map),
  };
}

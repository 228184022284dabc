/* The map by Leaflet, where there is no WebGL 2: what map-core.js promises. The ground is a picture by the server. */

import { addStyleSheet, asset, isCalm, isDark } from "./map-browser.js";
import { markerElement, pinElement } from "./map-symbols.js";

const MORE = 0.35; // of the view on each side, so that a small move shows no edge

/** @returns {Promise<Leaflet>} */
async function engine() {
  await import(asset("vendor/leaflet/leaflet.js"));
  return /** @type {any} */ (globalThis).L;
}

/** Open the map. Leaflet counts zoom by 256 px tiles: one more than MapLibre's.
 * @param {Part} element @param {MapSettings} settings */
export async function open(element, settings) {
  const [L] = await Promise.all([engine(), addStyleSheet("built/leaflet.css")]);
  const calm = isCalm();
  const map = L.map(element, {
    attributionControl: false, zoomControl: false, minZoom: 7, maxZoom: 20, zoomSnap: 0.25, keyboardPanDelta: 100,
    fadeAnimation: !calm, zoomAnimation: !calm, inertia: !calm,
  });
  L.control.zoom({ position: "topright", ...(settings.language === "uk" ? { zoomInTitle: "Наблизити", zoomOutTitle: "Віддалити" } : {}) }).addTo(map);
  if (settings.view) map.fitBounds(toLeaflet(settings.view));
  // Never closer than the zoom that was chosen: there whole districts are counted.
  else map.setView([settings.center[1], settings.center[0]], Math.floor(settings.zoom * 4) / 4 + 1);
  element.setAttribute("aria-label", settings.label);
  element.setAttribute("role", "application");
  drawGround(L, map, settings);
  return facade(L, map, element);
}

/** @type {(bounds: Bounds) => [Place, Place]} */
const toLeaflet = ([west, south, east, north]) => [[south, west], [north, east]];

/** @type {(L: Leaflet, map: import("leaflet").Map, settings: MapSettings) => void} */
function drawGround(L, map, { slug, language }) {
  /** @type {import("leaflet").ImageOverlay | null} */
  let shown = null;
  const draw = () => {
    const view = map.getBounds().pad(MORE);
    const size = map.getSize().multiplyBy(1 + 2 * MORE).round();
    const query = new URLSearchParams({
      bbox: [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()].map((n) => n.toFixed(6)).join(","),
      size: `${Math.min(2400, size.x)}x${Math.min(2400, size.y)}`, layers: "base", room: "reports", credit: "page", theme: isDark() ? "dark" : "light", lang: language,
    });
    const next = L.imageOverlay(`/${slug}/map.svg?${query}`, view, { className: "map-ground" });
    next.once("load", () => {
      if (shown) shown.remove();
      shown = next;
    });
    next.addTo(map).bringToBack();
  };
  map.on("moveend", draw);
  draw();
}

/** @type {(L: Leaflet, map: import("leaflet").Map, element: Part) => LeafletMap} */
function facade(L, map, element) {
  /** @type {import("leaflet").Marker | null} */
  let marker = null;
  const pins = L.layerGroup().addTo(map);
  /** @type {(node: HTMLElement, size: Place, anchor: Place) => import("leaflet").DivIcon} */
  const icon = (node, size, anchor) => L.divIcon({ html: node, className: "map-symbol", iconSize: size, iconAnchor: anchor });
  return {
    kind: "leaflet",
    gl: L,
    engine: map,
    center: () => [map.getCenter().lng, map.getCenter().lat],
    zoom: () => map.getZoom() - 1,
    bounds: () => /** @type {Bounds} */ (map.getBounds().toBBoxString().split(",").map(Number)),
    moveTo: (center, zoom = map.getZoom() - 1) => map.setView([center[1], center[0]], zoom + 1, { animate: !isCalm() }),
    fit: (bounds) => map.fitBounds(toLeaflet(bounds), { padding: [48, 48], maxZoom: 18, animate: !isCalm() }),
    onMove: (told) => map.on("moveend", told),
    onClick: (told) => map.on("click", (event) => told([event.latlng.lng, event.latlng.lat], event)),
    setMarker(place, { draggable = false, label = "", onMoved } = {}) {
      if (!place) {
        marker?.remove();
        marker = null;
        return;
      }
      if (!marker) {
        const made = L.marker([place[1], place[0]], { icon: icon(markerElement(label), [36, 46], [18, 46]), draggable, alt: label }).addTo(map);
        if (onMoved) made.on("dragend", () => onMoved([made.getLatLng().lng, made.getLatLng().lat]));
        marker = made;
      }
      marker.setLatLng([place[1], place[0]]);
    },
    setPins(places) {
      pins.clearLayers();
      for (const { lon, lat, colour, title } of places) {
        L.marker([lat, lon], { icon: icon(pinElement(colour, title), [30, 30], [15, 15]), interactive: false, keyboard: false }).addTo(pins);
      }
    },
    resize: () => map.invalidateSize(),
    destroy() {
      map.remove();
      element.classList.remove("is-live");
    },
  };
}

/* The map by MapLibre GL: what map-core.js promises. */

import { addStyleSheet, asset, isCalm, isDark } from "./map-core.js";
import { bordersOver, ownStyle } from "./map-style.js";
import { loadFonts } from "./map-fonts.js";
import { markerElement, pinElement } from "./map-symbols.js";

const engine = () => import(asset("vendor/maplibre-gl/maplibre-gl.mjs"));

const WORDS = {
  uk: {
    "NavigationControl.ZoomIn": "Наблизити", "NavigationControl.ZoomOut": "Віддалити",
    "GeolocateControl.FindMyLocation": "Де я", "GeolocateControl.LocationNotAvailable": "Місце невідоме",
    "AttributionControl.ToggleAttribution": "Про мапу", "ScaleControl.Meters": "м", "ScaleControl.Kilometers": "км",
  },
  en: {},
};

// So long somebody else's basemap may take; without it the map is drawn from what the database knows.
const BASEMAP_MS = 4000;

/** Open the map; resolves once its style is read. */
export async function open(element, settings) {
  const [gl, basemap] = await Promise.all([
    engine(), basemapOf(settings), addStyleSheet("built/maplibre-gl.css"), loadFonts(),
  ]);
  const map = new gl.Map({
    container: element,
    style: basemap ?? ownStyle(settings, isDark()),
    center: settings.center,
    zoom: settings.zoom,
    // To the edge: an address of this very screen shows what it showed, not ever more.
    ...(settings.view ? { bounds: settings.view } : {}),
    minZoom: 6,
    maxZoom: 19.5,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    attributionControl: basemap ? { compact: true } : false,
    locale: WORDS[settings.language],
    fadeDuration: isCalm() ? 0 : 100,
    maxBounds: settings.bounds && widened(settings.bounds),
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new gl.NavigationControl({ showCompass: false }), "top-right");
  map.getCanvas().setAttribute("aria-label", settings.label);
  if (!basemap) followTheme(map, settings);
  await new Promise((resolve) => map.once("style.load", resolve));
  if (basemap) bordersOver(map, settings, isDark());
  return facade(gl, map, element);
}

/** The style that the setting names; null where none is set, or where it does not come. */
async function basemapOf({ basemap }) {
  if (!basemap) return null;
  try {
    const answer = await fetch(basemap, { signal: AbortSignal.timeout(BASEMAP_MS) });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

function widened([west, south, east, north]) {
  const across = Math.max(east - west, 0.05) * 1.5;
  const up = Math.max(north - south, 0.05) * 1.5;
  return [west - across, south - up, east + across, north + up];
}

/** Day and night follow the system while the page is open. */
function followTheme(map, settings) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    map.setStyle(ownStyle(settings, isDark()), { diff: false });
  });
}

function facade(gl, map, element) {
  let marker = null;
  let pins = [];
  const calm = () => (isCalm() ? { duration: 0 } : { duration: 500 });
  return {
    kind: "maplibre",
    gl,
    engine: map,
    center: () => map.getCenter().toArray(),
    zoom: () => map.getZoom(),
    bounds: () => map.getBounds().toArray().flat(),
    moveTo: (center, zoom = map.getZoom()) => map.easeTo({ center, zoom, ...calm() }),
    fit: (bounds, options = {}) => map.fitBounds(bounds, { padding: 48, maxZoom: 17.5, ...calm(), ...options }),
    onMove: (told) => map.on("moveend", told),
    onClick: (told) => map.on("click", (event) => told(event.lngLat.toArray(), event)),
    setMarker(place, { draggable = false, label = "", onMoved } = {}) {
      if (!place) {
        marker?.remove();
        marker = null;
        return;
      }
      if (!marker) {
        marker = new gl.Marker({ element: markerElement(label), anchor: "bottom", draggable });
        if (onMoved) marker.on("dragend", () => onMoved(marker.getLngLat().toArray()));
      }
      marker.setLngLat(place).addTo(map);
    },
    setPins(places) {
      pins.forEach((pin) => pin.remove());
      pins = places.map((place) =>
        new gl.Marker({ element: pinElement(place.colour, place.title), anchor: "center" })
          .setLngLat([place.lon, place.lat]).addTo(map));
    },
    resize: () => map.resize(),
    destroy() {
      map.remove();
      element.classList.remove("is-live");
    },
  };
}

/* Words of the city's scripts. Coordinates are lon, lat; zoom is MapLibre's (512 px tiles). */

type Place = [lon: number, lat: number];
type Bounds = [west: number, south: number, east: number, north: number];
type Language = "uk" | "en";
type State = "open" | "progress" | "closed";
/** What is answered has a sign for each outcome. */
type Sign = "open" | "progress" | "claimed" | "word" | "silent" | "refused";

/** A ring without the repeated last corner; a part: its outside, then its holes; a shape: its parts. */
type Ring = Place[];
type Shape = Ring[][];
type Spot = { part: number; ring: number; at: number };
type Surface = GeoJSON.Polygon | GeoJSON.MultiPolygon;

/** An expression of MapLibre's style language; MapLibre itself checks it when it reads the style. */
type Expression = any;
type Layer = import("maplibre-gl").LayerSpecification;
type Layers = Layer[];
type Style = import("maplibre-gl").StyleSpecification;
type Tiles = import("maplibre-gl").VectorSourceSpecification;
type Drawn = import("maplibre-gl").Map;
type GlMarker = import("maplibre-gl").Marker;
type Gl = typeof import("maplibre-gl");
type Leaflet = typeof import("leaflet");

type RingOf = Pick<Spot, "part" | "ring">;
type Side = { number: number; at: number; size: number; a: Place; b: Place };
/** A ring of a neighbour, with the box around it. */
type Neighbour = { corners: Ring; box: Bounds };
/** A place to which a corner keeps: on a neighbour's corner (ring and at), or on its side. */
type Snapped = { place: Place; ring: Neighbour | null; at: number; distance: number };
/** A place as it was put: kept to something, or free. */
type Found = Snapped | { place: Place; ring?: undefined; at?: undefined };

type LonLat = { lon: number; lat: number };
type Address = LonLat & { label: string };
type Answer = { addresses: Address[]; address?: string; fault?: string };

/** What a cluster counts. */
type Parts = Record<State | "total", number>;
type Pen = CanvasRenderingContext2D;
type Tone = Record<Sign | "face" | "ink" | "gap", string>;

/** What createMap of map-core.js is told; the element's data- attributes say the rest. */
type MapOptions = { center?: Place; zoom?: number; view?: Bounds | undefined };
type MapSettings = MapOptions & {
  slug: string;
  zoom: number;
  center: Place;
  bounds: Bounds | undefined;
  label: string;
  basemap: string;
  language: Language;
};
type MarkerOptions = { draggable?: boolean; label?: string; onMoved?: (place: Place) => void };
type Pin = LonLat & { colour: string; title: string };

/** A map of one hromada, whichever engine draws it. */
interface Facade {
  center(): Place;
  zoom(): number;
  bounds(): Bounds;
  moveTo(center: Place, zoom?: number): void;
  fit(bounds: Bounds, options?: { padding?: number; duration?: number }): void;
  /** Told after each move has ended. */
  onMove(told: () => void): void;
  onClick(told: (place: Place, event: unknown) => void): void;
  /** The one marker; null takes it away. */
  setMarker(place: Place | null, options?: MarkerOptions): void;
  /** Small pins beside the marker. */
  setPins(places: Pin[]): void;
  resize(): void;
  destroy(): void;
}
type GlMap = Facade & { kind: "maplibre"; gl: Gl; engine: Drawn };
type LeafletMap = Facade & { kind: "leaflet"; gl: Leaflet; engine: import("leaflet").Map };
type CityMap = GlMap | LeafletMap;

/** The basemap's colours, by what is drawn in them. */
type Colours = Record<string, string>;
/** A sign that was painted, and how many of its pixels are one of the page. */
type Picture = { image: ImageData; ratio: number };

/** Features with properties of their own: kind, or what a notice says. */
type Shapes = GeoJSON.FeatureCollection<any, any>;
type ShapesLayer = { replace(next: Shapes): void };

type Suggestion = { label: string; note?: string; group?: string; [more: string]: unknown };
type ComboSettings = {
  find(text: string): Promise<Suggestion[] | null | undefined>;
  onPick(option: any): void;
  words?: { nothing?: string; found?: string };
  onEmpty?: () => void;
  openOnFocus?: boolean;
};
/** A kind of problem in the picker: the words of its name, and others that mean the same. */
type Kind = { code: string; label: string; group: string; names: string[]; others: string[] };

/** What this browser keeps of a report that is not sent. */
type Draft = { description: string; private_note: string; kept: string[]; key: string; lon: string; lat: string; category: string; email: string; photos: File[] };
/** What lies in the browser's store (static/js/outbox-store.js), by key: of a draft "draft:SLUG", else the report's own. */
type Lying = { key: string; slug: string; at: number };
type DraftEntry = Lying & { state: "draft"; fields: Partial<Omit<Draft, "key" | "photos">>; photos: File[]; report: string };
type Waiting = Lying & { fields: Record<string, string>; photos: File[]; state: "waiting" | "refused" | "held"; tries: number; title: string; place: string; why?: string; wrong?: string[]; spent?: boolean };
type SentEntry = Lying & { state: "sent"; number: number; url: string; title: string };
type Kept = DraftEntry | Waiting | SentEntry;

/** Counts and names as tiles and clusters.json carry them. */
type Told = { [name: string]: any };
type ClusterThing = Told & { place: Place };
type Things = { cluster: ClusterThing; pins?: undefined } | { cluster?: undefined; pins: ClusterThing[] };

type ReportSettings = {
  slug: string;
  districtsUpto: number;
  query: string;
  language: Language;
  onPress(things: Things, at: Place): void;
  onFailure?(error: unknown): void;
};
/** Reports on a map, whichever engine draws it. */
type ReportsLayer = {
  filter(next: string): void;
  renew(): void;
  whenDrawn(told: () => void): void;
  /** A ring around a place; null takes it away. */
  halo(place: Place | null): void;
  popup(place: Place, content: HTMLElement): unknown;
};

/** The map page: its parts, and what it shows; the map from when it is open. */
type Page = {
  root: Part;
  words: Record<string, string>;
  slug: string;
  form: Form;
  place: Part;
  found: Part;
  follow: Part;
  searchHere: Part;
  box: string;
  refused: string;
  after: string;
  spot: Place | null;
  map: { city: CityMap; reports: ReportsLayer };
};
type List = { renew(): Promise<boolean> };

/** What the server answers to a sent report; status 0: no answer came. */
type Sent = {
  status: number;
  body: { next_url?: string; own_url?: string; number?: number; error?: { code?: string; message?: string; messages?: Record<string, string>; fields?: Record<string, string>; challenge?: Challenge } } | null;
};

/** A task of the server's (app/security/proof_of_work.py): which counter gives a key that begins as it says. */
type Challenge = {
  parameters: {
    nonce: string;
    salt: string;
    cost: number;
    keyLength: number;
    keyPrefix: string;
    data: { most: number };
  };
  signature: string;
};

/** A ring that is being drawn. */
type Sketch = { hole: boolean; corners: Ring; snaps: Found[]; steps: number[]; ahead?: Place | null };
type EditorState = {
  mode: "drawing" | "editing";
  hole: boolean | undefined;
  ready: boolean | null;
  chosen: Spot | null;
  undo: boolean;
  redo: boolean;
};
type EditorEars = { onChange(shape: Shape): void; onState(state: EditorState): void; onStray(): void };
type Point = { x: number; y: number };
/** A press or a move, by mouse or by finger. */
type Hand = (import("maplibre-gl").MapMouseEvent | import("maplibre-gl").MapTouchEvent) & {
  points?: Point[];
  originalEvent: { button?: number };
};

/** The first step of the report form: how to go to a place, and to show pins around it. */
type Where = { go(place: LonLat): void; pins?: (pins: Pin[]) => void };
type Made<T extends keyof HTMLElementTagNameMap> = HTMLElementTagNameMap[T];

import {
  circle,
  control,
  map as createLeaflet,
  divIcon,
  type LatLngBounds,
  type Layer,
  type LeafletMouseEvent,
  latLngBounds,
  layerGroup,
  marker,
  svg,
} from 'leaflet';
import 'leaflet/dist/leaflet.css';
import './map.css';
import type { MapProvider } from '../config.ts';
import { t } from '../i18n.ts';
import { prefs } from '../prefs.ts';
import { layersOn, type MapLayers } from './areas.ts';
import { addGround } from './ground.ts';
import { addLabels } from './labels.ts';
import { around, type Pinned, pinsOn } from './pins.ts';
import { addTiles } from './tiles.ts';
import type { Bbox, MapItem, Place } from './types.ts';

/** Where the view came to rest. `byUser` tells a reader's own move from one the page asked for. */
export type Moved = { bbox: Bbox; zoom: number; byUser: boolean };
export type Shown = Pinned & {
  /** a circle around a place; `name` is written on its rim */
  radius: Radius | null;
  here: Place | null;
  fit: { bbox: Bbox; key: string } | null;
  onMove: (moved: Moved) => void;
  /** where the ground was touched, for a page that asks for a place */
  onPick?: (place: Place) => void;
  layers: MapLayers | null;
  onArea: (id: string) => void;
};
export type Radius = Place & { km: number; name?: string };
export type MapHandle = { show: (shown: Shown) => void; destroy: () => void };

/** Room around fitted places for their pins, name tags and the zoom buttons. */
const room = { paddingTopLeft: [36, 64] as [number, number], paddingBottomRight: [76, 36] as [number, number] };
const MOVING_KEYS = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', '+', '-', '=', '_'];

/**
 * The map itself. `show` may be called as often as wanted: only what differs is touched. `still` is a picture, not a
 * tool. Opens on `centre`, else around the items, else on the whole district.
 */
export function openMap(
  node: HTMLElement,
  provider: MapProvider,
  start: { centre?: Place; zoom?: number; still?: boolean; items: MapItem[] },
): MapHandle {
  const still = !!start.still;
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const elder = prefs.peek().elder;
  const builtin = provider.provider === 'builtin';
  const map = createLeaflet(node, {
    zoomControl: false,
    attributionControl: false,
    minZoom: 9.5,
    maxZoom: 18,
    zoomSnap: 0.5,
    maxBoundsViscosity: 0.8,
    zoomAnimation: !calm,
    fadeAnimation: !calm,
    markerZoomAnimation: !calm,
    inertia: !calm,
    renderer: svg({ padding: 0.3 }),
    dragging: !still,
    scrollWheelZoom: !still,
    doubleClickZoom: !still,
    touchZoom: !still,
    boxZoom: !still,
    keyboard: !still,
  });
  control
    .attribution({ prefix: false, position: 'bottomleft' })
    .addAttribution(builtin ? t('示意图，非测绘成果') : '')
    .addTo(map);
  if (!still) {
    control.zoom({ position: 'bottomright', zoomInTitle: t('放大'), zoomOutTitle: t('缩小') }).addTo(map);
    control.scale({ imperial: false, position: 'bottomright', maxWidth: 90 }).addTo(map);
  }

  let shown: Shown | undefined;
  let byUser = false;
  let fitted = '';
  let whole: LatLngBounds | undefined;
  let writeNames = () => {};
  const mine = () => {
    byUser = true;
  };
  // Fingers need 44 px, elder mode 60 (domain §5).
  const pins = pinsOn(map, { side: elder ? 60 : 44, still, calm, onZoom: mine });
  const place = () => {
    if (shown && pins.place(shown)) writeNames();
  };

  if (builtin) {
    const ground = addGround(map);
    whole = ground.bounds;
    map.setMaxBounds(whole.pad(1.2));
    writeNames = addLabels(map, ground.labels, elder ? 1.5 : 1, () =>
      [...pins.spots(), ...(shown?.here ? [shown.here] : [])].map((at) => map.latLngToLayerPoint(at)),
    );
  } else {
    addTiles(map, provider).catch((error) => console.error(error));
  }
  if (start.centre) map.setView([start.centre.lat, start.centre.lng], start.zoom ?? 15, { animate: false });
  else if (start.items.length) map.fitBounds(around(start.items), { ...room, maxZoom: 15, animate: false });
  else if (whole) map.fitBounds(whole, { animate: false });
  else map.setView([29.37, 113.13], 12, { animate: false });

  map.on('dragstart dblclick boxzoomend', mine);
  node.addEventListener('wheel', mine, { passive: true });
  node.addEventListener('touchmove', (event) => event.touches.length > 1 && mine(), { passive: true });
  node.addEventListener('keydown', (event) => MOVING_KEYS.includes(event.key) && mine());
  node.addEventListener('click', (event) => (event.target as Element).closest('.leaflet-control-zoom') && mine(), true);
  const tellView = () => {
    const box = map.getBounds();
    const bbox: Bbox = [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()];
    shown?.onMove({ bbox, zoom: map.getZoom(), byUser });
    byUser = false;
  };
  map.on('moveend', () => {
    place();
    tellView();
  });
  map.on('click', (event: LeafletMouseEvent) => {
    if ((event.originalEvent.target as Element).closest('.leaflet-marker-icon')) return;
    shown?.onSelect(null);
    shown?.onPick?.({ lng: event.latlng.lng, lat: event.latlng.lat });
  });

  const radius = oneLayer(map, ({ lat, lng, km, name }: Radius) => {
    const rim = circle([lat, lng], { radius: km * 1000, className: 'm-radius', interactive: false, weight: 2 });
    if (!name) return rim;
    const tag = document.createElement('span');
    tag.textContent = name;
    const icon = divIcon({ className: 'm-radius-name', html: tag, iconSize: [0, 0] });
    const top = marker([lat + km / 110.57, lng], { icon, interactive: false, keyboard: false });
    return layerGroup([rim, top]);
  });
  const here = oneLayer(map, ({ lat, lng }: Place) =>
    marker([lat, lng], {
      icon: divIcon({ className: 'm-here', iconSize: [22, 22] }),
      interactive: false,
      keyboard: false,
    }),
  );
  const layers = layersOn(map, (id) => !shown?.onPick && shown?.onArea(id));
  const watch = new ResizeObserver(() => map.invalidateSize({ animate: false, pan: false }));
  watch.observe(node);

  return {
    show(next) {
      const before = shown;
      shown = next;
      radius(next.radius);
      here(next.here);
      layers(next.layers);
      node.classList.toggle('is-picking', !!next.onPick);
      place();
      if (next.fit && next.fit.key !== fitted) {
        fitted = next.fit.key;
        const [west, south, east, north] = next.fit.bbox;
        map.fitBounds(latLngBounds([south, west], [north, east]), { ...room, maxZoom: 16, animate: !calm });
      }
      if (next.selected && next.selected !== before?.selected) {
        const chosen = next.items.find((item) => 'id' in item && item.id === next.selected);
        if (chosen) map.panInside([chosen.lat, chosen.lng], { padding: [72, 72], animate: !calm });
      }
      // Where it opened, for who asks before anybody has moved it
      if (!before) tellView();
    },
    destroy() {
      watch.disconnect();
      map.remove();
    },
  };
}

/** A layer that is drawn anew only when what it shows has changed. */
function oneLayer<T extends object>(map: ReturnType<typeof createLeaflet>, draw: (value: T) => Layer) {
  let sign = 'null';
  let layer: Layer | undefined;
  return (value: T | null) => {
    const next = JSON.stringify(value);
    if (next === sign) return;
    sign = next;
    layer?.remove();
    layer = value ? draw(value).addTo(map) : undefined;
  };
}

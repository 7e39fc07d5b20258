import {
  type Circle,
  circle,
  control,
  map as createLeaflet,
  divIcon,
  type LatLngBounds,
  type LeafletMouseEvent,
  latLngBounds,
  type Marker,
  marker,
  svg,
} from 'leaflet';
import 'leaflet/dist/leaflet.css';
import './map.css';
import type { MapProvider } from '../config.ts';
import { number } from '../format.ts';
import { t } from '../i18n.ts';
import { prefs } from '../prefs.ts';
import { gather } from './gather.ts';
import { addGround } from './ground.ts';
import { addLabels } from './labels.ts';
import { drawing, lookOf, spoken, spokenCluster } from './marker.ts';
import { addTiles } from './tiles.ts';
import { type Bbox, isCluster, type MapItem, type Place } from './types.ts';

export type Moved = { bbox: Bbox; zoom: number; byUser: boolean };
export type Shown = {
  items: MapItem[];
  selected: string | null;
  hovered: string | null;
  today: Date;
  radius: (Place & { km: number }) | null;
  here: Place | null;
  fit: { bbox: Bbox; key: string } | null;
  onSelect: (id: string | null) => void;
  onHover: (id: string | null) => void;
  onMove: (moved: Moved) => void;
};
export type MapHandle = { show: (shown: Shown) => void; destroy: () => void };

type Drawn = { marker: Marker; sign: string; item: MapItem; members: MapItem[] };

/** The map itself. `show` may be called as often as wanted: only what differs is touched. `still` is a picture, not a tool. */
export function openMap(
  node: HTMLElement,
  provider: MapProvider,
  start: { centre?: Place; zoom?: number; still?: boolean; items: MapItem[] },
): MapHandle {
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
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
    ...(start.still
      ? {
          dragging: false,
          scrollWheelZoom: false,
          doubleClickZoom: false,
          touchZoom: false,
          boxZoom: false,
          keyboard: false,
        }
      : {}),
  });
  const builtin = provider.provider === 'builtin';
  // Fingers need 44 px, elder mode 60 (domain §5).
  const elder = prefs.peek().elder;
  const side = elder ? 60 : 44;
  control
    .attribution({ prefix: false, position: 'bottomleft' })
    .addAttribution(builtin ? t('示意图，非测绘成果') : '')
    .addTo(map);
  if (!start.still) {
    control.zoom({ position: 'bottomright', zoomInTitle: t('放大'), zoomOutTitle: t('缩小') }).addTo(map);
    control.scale({ imperial: false, position: 'bottomright', maxWidth: 90 }).addTo(map);
  }

  const drawn = new Map<string, Drawn>();
  let now: Shown | undefined;
  let byUser = false;
  let fitted = '';
  let circleDrawn: Circle | undefined;
  let hereDrawn: Marker | undefined;
  let writeNames = () => {};
  let whole: LatLngBounds | undefined;

  if (builtin) {
    const ground = addGround(map);
    whole = ground.bounds;
    map.setMaxBounds(whole.pad(1.2));
    writeNames = addLabels(map, ground.labels, elder ? 1.5 : 1, () =>
      [...[...drawn.values()].map((one) => one.marker), ...(hereDrawn ? [hereDrawn] : [])].map((m) =>
        map.latLngToLayerPoint(m.getLatLng()),
      ),
    );
  } else {
    addTiles(map, provider).catch((error) => console.error(error));
  }
  const first = start.items.length > 0 ? around(start.items) : undefined;
  if (start.centre) map.setView([start.centre.lat, start.centre.lng], start.zoom ?? 15, { animate: false });
  else if (first) map.fitBounds(first, { ...room, maxZoom: 15, animate: false });
  else if (whole) map.fitBounds(whole, { animate: false });
  else map.setView([29.37, 113.13], 12, { animate: false });

  // Any gesture or key on the map is the reader's own; everything else is ours.
  for (const type of ['pointerdown', 'wheel', 'keydown'])
    node.addEventListener(type, () => (byUser = true), { passive: true });
  map.on('moveend', () => {
    place();
    const box = map.getBounds();
    now?.onMove({ bbox: [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()], zoom: map.getZoom(), byUser });
    byUser = false;
  });
  map.on('click', (event: LeafletMouseEvent) => {
    if (!(event.originalEvent.target as Element).closest('.leaflet-marker-icon')) now?.onSelect(null);
  });

  /** Puts the items in view on the map and takes the others off; unchanged markers keep their node and the focus. */
  function place() {
    if (!now) return;
    const view = map.getBounds().pad(0.3);
    const keep = new Set<string>();
    let changed = false;
    const near = now.items.filter((item) => view.contains([item.lat, item.lng]));
    const reach = map.getZoom() >= 17 ? 0 : side;
    const spot = (item: MapItem) => map.project([item.lat, item.lng]);
    for (const { key: id, item, members } of gather(near, spot, reach, [now.selected, now.hovered], now.today)) {
      keep.add(id);
      const sign = isCluster(item)
        ? `${item.count}/${item.free}/${item.lng},${item.lat}`
        : `${JSON.stringify(lookOf(item, now.today))}${item.lng},${item.lat}`;
      const was = drawn.get(id);
      if (was?.sign === sign) {
        was.item = item;
        was.members = members;
        continue;
      }
      changed = true;
      was?.marker.remove();
      drawn.set(id, { marker: draw(id, item), sign, item, members });
    }
    for (const [id, { marker: old }] of drawn) {
      if (keep.has(id)) continue;
      changed = true;
      old.remove();
      drawn.delete(id);
    }
    mark();
    if (changed) writeNames();
  }

  function draw(id: string, item: MapItem): Marker {
    const cluster = isCluster(item);
    const size = cluster ? side + Math.min(24, Math.round(Math.log2(item.count) * 4)) : side;
    const icon = divIcon({
      className: cluster ? 'cluster' : 'place',
      html: cluster ? clusterFace(item.count, item.free) : drawing(lookOf(item, now!.today)),
      iconSize: [size, size],
    });
    const made = marker([item.lat, item.lng], { icon, keyboard: false, interactive: !start.still, riseOnHover: true });
    const act = () => {
      const { item: current, members } = drawn.get(id) ?? { item, members: [item] };
      if (isCluster(current)) {
        byUser = true;
        const zoom = Math.min(17, Math.max(map.getZoom() + 2, map.getBoundsZoom(around(members)) - 0.5));
        map.setView([current.lat, current.lng], zoom, { animate: !calm });
      } else now?.onSelect(current.id);
    };
    made.on('click', act);
    made.addTo(map);
    const face = made.getElement();
    if (face && !start.still) {
      face.tabIndex = 0;
      face.setAttribute('role', 'button');
      face.addEventListener('keydown', (event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        event.stopPropagation();
        act();
      });
      face.addEventListener('focus', () => {
        if (!cluster) now?.onHover(id);
        if (face.matches(':focus-visible')) map.panInside(made.getLatLng(), { padding: [48, 48], animate: !calm });
      });
      face.addEventListener('blur', () => now?.onHover(null));
      if (!cluster) {
        face.addEventListener('pointerenter', (event) => event.pointerType === 'mouse' && now?.onHover(id));
        face.addEventListener('pointerleave', () => now?.onHover(null));
      }
    }
    return made;
  }

  /** Names, chosen and hovered state: attributes only, no redraw. */
  function mark() {
    if (!now) return;
    for (const [id, { marker: m, item }] of drawn) {
      const face = m.getElement();
      if (!face) continue;
      const chosen = id === now.selected;
      const lifted = chosen || id === now.hovered;
      face.classList.toggle('is-chosen', chosen);
      face.classList.toggle('is-lifted', lifted);
      if (start.still) face.setAttribute('aria-hidden', 'true');
      else {
        face.setAttribute('aria-label', isCluster(item) ? spokenCluster(item) : spoken(item, now.today));
        if (!isCluster(item)) face.setAttribute('aria-pressed', String(chosen));
      }
      m.setZIndexOffset(lifted ? 10_000 : 0);
      if (!isCluster(item)) nameTag(face, lifted ? item.name : null);
    }
  }

  function show(next: Shown) {
    const before = now;
    now = next;
    place();
    if (next.fit && next.fit.key !== fitted) {
      fitted = next.fit.key;
      const [w, s, e, n] = next.fit.bbox;
      map.fitBounds(latLngBounds([s, w], [n, e]), { ...room, maxZoom: 16, animate: !calm });
    }
    if (next.selected && next.selected !== before?.selected) {
      const chosen = next.items.find((item) => !isCluster(item) && item.id === next.selected);
      if (chosen) map.panInside([chosen.lat, chosen.lng], { padding: [72, 72], animate: !calm });
    }
    circleDrawn?.remove();
    circleDrawn = next.radius
      ? circle([next.radius.lat, next.radius.lng], {
          radius: next.radius.km * 1000,
          className: 'm-radius',
          interactive: false,
          weight: 2,
        }).addTo(map)
      : undefined;
    hereDrawn?.remove();
    hereDrawn = next.here
      ? marker([next.here.lat, next.here.lng], {
          icon: divIcon({ className: 'm-here', iconSize: [22, 22] }),
          interactive: false,
          keyboard: false,
          alt: t('您的位置'),
        }).addTo(map)
      : undefined;
  }

  const watch = new ResizeObserver(() => map.invalidateSize({ animate: false, pan: false }));
  watch.observe(node);
  return {
    show,
    destroy() {
      watch.disconnect();
      map.remove();
    },
  };
}

/** Room around fitted places for their pins, name tags and the zoom buttons. */
const room = { paddingTopLeft: [36, 64] as [number, number], paddingBottomRight: [76, 36] as [number, number] };

const around = (items: MapItem[]) => latLngBounds(items.map((item) => [item.lat, item.lng] as [number, number]));

const clusterFace = (count: number, free: number) =>
  `<span class="cluster-n">${number(count)}</span><span class="cluster-free">${t('空 {n}', { n: number(free) })}</span>`;

/** The name over a lifted marker, as text (names come from people). */
function nameTag(face: HTMLElement, name: string | null) {
  const old = face.querySelector('.place-name');
  if (!name) old?.remove();
  else if (!old) {
    const tag = document.createElement('span');
    tag.className = 'place-name';
    tag.textContent = name;
    face.append(tag);
  }
}

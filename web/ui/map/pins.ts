import { divIcon, type Map as LeafletMap, latLngBounds, type Marker, marker } from 'leaflet';
import { number } from '../format.ts';
import { t } from '../i18n.ts';
import { gather } from './gather.ts';
import { drawing, groupBar, lookOf, spoken, spokenCluster, spokenSpot, spotFace } from './marker.ts';
import { isCluster, isSpot, type MapCluster, type MapItem, type MapSpot } from './types.ts';

export type Pinned = {
  items: MapItem[];
  selected: string | null;
  hovered: string | null;
  today: Date;
  onSelect: (id: string | null) => void;
  onHover: (id: string | null) => void;
};
type Pin = { marker: Marker; sign: string; item: MapItem; members: MapItem[] };

export const around = (items: MapItem[]) => latLngBounds(items.map((item) => [item.lat, item.lng] as [number, number]));

/**
 * The pins in view. `place` puts on and takes off what differs and says whether anything did; unchanged pins keep their
 * node and with it the focus. A pin is a button: Tab, Enter and Space work, its name says all that its drawing says.
 */
export function pinsOn(map: LeafletMap, options: { side: number; still: boolean; calm: boolean; onZoom: () => void }) {
  const { side, still, calm } = options;
  const pins = new Map<string, Pin>();
  let now: Pinned | undefined;

  let drawn: { items: MapItem[]; today: Date; view: string } | undefined;
  /** Which items stand alone even when nobody points at them: lifting such a one moves no other pin. */
  let single = new Set<string>();

  function place(next: Pinned): boolean {
    const before = now;
    now = next;
    const bounds = map.getBounds();
    const view = `${bounds.toBBoxString()} ${map.getZoom()}`;
    const same = drawn?.items === next.items && drawn.today === next.today && drawn.view === view;
    if (same && before && lift(before, next)) return false;
    drawn = { items: next.items, today: next.today, view };
    const wide = bounds.pad(0.3);
    const near = next.items.filter((item) => wide.contains([item.lat, item.lng]));
    // A group's disc is up to a third wider than a pin
    const reach = map.getZoom() >= 17 ? 0 : side * 1.35;
    const spots = new Map(near.map((item) => [item, map.project([item.lat, item.lng])]));
    const spot = (item: MapItem) => spots.get(item) ?? map.project([item.lat, item.lng]);
    const lifted = [next.selected, next.hovered];
    const groups = gather(near, spot, reach, lifted, next.today);
    if (!same) {
      const calm = lifted.some((id) => id !== null) ? gather(near, spot, reach, [], next.today) : groups;
      single = new Set(calm.filter(({ members }) => members.length === 1).map(({ key }) => key));
    }
    const keep = new Set<string>();
    let changed = false;
    for (const { key: id, item, members } of groups) {
      keep.add(id);
      const face = isCluster(item)
        ? [item.count, item.free, item.beds]
        : isSpot(item)
          ? [item.n, item.late, item.vague]
          : lookOf(item, next.today);
      const sign = JSON.stringify([face, item.lng, item.lat]);
      const was = pins.get(id);
      if (was?.sign === sign) {
        was.item = item;
        was.members = members;
        continue;
      }
      changed = true;
      was?.marker.remove();
      pins.set(id, { marker: draw(id, item), sign, item, members });
    }
    for (const [id, pin] of pins) {
      if (keep.has(id)) continue;
      changed = true;
      pin.marker.remove();
      pins.delete(id);
    }
    for (const [id, pin] of pins) {
      name(pin, next);
      mark(id, pin, next);
    }
    return changed;
  }

  /** Nothing but what is chosen or pointed at differs, and none of it comes out of a group: two or three pins are marked. */
  function lift(before: Pinned, next: Pinned): boolean {
    const ids = [before.selected, before.hovered, next.selected, next.hovered].filter((id) => id !== null);
    if (ids.some((id) => pins.has(id) && !single.has(id))) return false;
    if (ids.some((id) => !pins.has(id) && next.items.some((item) => !isCluster(item) && item.id === id))) return false;
    for (const id of new Set(ids)) {
      const pin = pins.get(id);
      if (pin) mark(id, pin, next);
    }
    return true;
  }

  function act(id: string) {
    const pin = pins.get(id);
    if (!pin) return;
    if (!isCluster(pin.item) && pin.members.length === 1) {
      now?.onSelect(pin.item.id);
      return;
    }
    // The pin is about to be taken apart: a keyboard reader goes on from the map, not from nowhere.
    if (document.activeElement === pin.marker.getElement()) map.getContainer().focus({ preventScroll: true });
    const closer = map.getZoom() + 2;
    const apart = pin.members.length > 1 ? map.getBoundsZoom(around(pin.members)) - 0.5 : closer;
    options.onZoom();
    map.setView([pin.item.lat, pin.item.lng], Math.min(17, Math.max(closer, apart)), { animate: !calm });
  }

  function draw(id: string, item: MapItem): Marker {
    const cluster = isCluster(item);
    const size = cluster ? side + Math.min(24, Math.round(Math.log2(item.count) * 4)) : side;
    const icon = divIcon({
      className: cluster ? 'cluster' : isSpot(item) ? spotClass(item) : 'place',
      html: cluster
        ? clusterFace(item)
        : isSpot(item)
          ? spotFace(item)
          : drawing(lookOf(item, now?.today ?? new Date())),
      iconSize: [size, size],
    });
    const made = marker([item.lat, item.lng], { icon, keyboard: false, interactive: !still, riseOnHover: true });
    made.on('click', () => act(id));
    made.addTo(map);
    const face = made.getElement();
    if (!face || still) return made;
    face.tabIndex = 0;
    face.setAttribute('role', 'button');
    face.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      event.stopPropagation();
      act(id);
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
    return made;
  }

  /** What a pin is called; its age is part of it, so it is said anew with every drawing. */
  function name({ marker, item, members }: Pin, shown: Pinned) {
    const face = marker.getElement();
    if (!face) return;
    if (still) return face.setAttribute('aria-hidden', 'true');
    const said = isCluster(item)
      ? spokenCluster(item)
      : isSpot(item)
        ? spokenSpot(item, members.length)
        : spoken(item, shown.today);
    if (face.getAttribute('aria-label') !== said) face.setAttribute('aria-label', said);
  }

  /** Chosen and hovered state: attributes only, no redraw. */
  function mark(id: string, { marker, item }: Pin, shown: Pinned) {
    const face = marker.getElement();
    if (!face) return;
    const chosen = id === shown.selected;
    const lifted = chosen || id === shown.hovered;
    if (face.classList.contains('is-lifted') !== lifted) {
      face.classList.toggle('is-lifted', lifted);
      marker.setZIndexOffset(lifted ? 10_000 : 0);
      if (!isCluster(item)) nameTag(face, lifted ? item.name : null);
    }
    face.classList.toggle('is-chosen', chosen);
    if (!still && !isCluster(item)) face.setAttribute('aria-pressed', String(chosen));
  }

  return { place, spots: () => [...pins.values()].map((pin) => pin.marker.getLatLng()) };
}

const spotClass = (item: MapSpot) => `place spot${item.late > 0 ? ' spot-late' : ''}${item.vague ? ' spot-vague' : ''}`;

const clusterFace = ({ count, free, beds }: MapCluster) =>
  `<span class="cluster-n">${number(count)}</span><span class="cluster-free">${t('空 {n}', { n: number(free) })}</span>${beds ? groupBar(beds) : ''}`;

/** The name over a lifted pin, as text (names come from people). */
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

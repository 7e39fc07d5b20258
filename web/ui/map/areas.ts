import type { Feature, MultiPolygon, Polygon } from 'geojson';
import {
  type CircleMarker,
  circleMarker,
  divIcon,
  type LayerGroup,
  type Map as LeafletMap,
  layerGroup,
  marker,
  polygon,
  type Renderer,
  svg,
} from 'leaflet';
import { cellsIn } from './cells.ts';
import { ground as base } from './ground.ts';
import type { Place } from './types.ts';

/** `level`: how full, 0–4, null without data, off for the outline alone; drawn by colour and by pattern. `rough`: only about there. */
export type MapArea = Place & {
  id: string;
  name: string;
  level: number | 'off' | null;
  rough: boolean;
  shape: Polygon | MultiPolygon | null;
};
/** A place drawn as a disc of `size` pixels from zoom 14 on, smaller before; `look` is a class of map.css, `rough` makes it hollow. */
export type MapDot = Place & { id: string; title: string; size: number; look: string; rough: boolean };
/** A sign on the map that cannot be pressed: the list has it too. */
export type MapMark = Place & {
  id: string;
  title: string;
  look: 'home' | 'site' | 'pick' | 'added' | 'closed';
  text: string;
};
export type MapLayers = { areas: MapArea[]; dots: MapDot[]; marks: MapMark[]; chosen: string | null };

const turn = ([lng, lat]: readonly number[]): [number, number] => [lat as number, lng as number];
const outline = () => {
  const district = base.features.find((f) => f.properties.kind === 'district') as Feature<Polygon>;
  return (district.geometry.coordinates[0] ?? []) as [number, number][];
};

/** Areas, discs and signs over the ground; only what differs from before is drawn anew. */
export function layersOn(map: LeafletMap, onArea: (id: string) => void) {
  let sign = 'null';
  let ground: { renderer: Renderer; edge: ReturnType<typeof outline> } | undefined;
  // Most maps never have layers: their ground is read only when the first come.
  const begin = () => {
    map.createPane('areas').style.zIndex = '320';
    return { renderer: svg({ pane: 'areas', padding: 0.5 }), edge: outline() };
  };
  const discs: { disc: CircleMarker; size: number }[] = [];
  const radius = (size: number) => Math.max(2, (size / 2) * Math.min(1, 2 ** ((map.getZoom() - 14) / 1.6)));
  map.on('zoomend', () => {
    for (const { disc, size } of discs) disc.setRadius(radius(size));
  });
  let group: LayerGroup | undefined;
  return (next: MapLayers | null) => {
    const now = JSON.stringify(next);
    if (now === sign) return;
    sign = now;
    group?.remove();
    group = undefined;
    discs.length = 0;
    if (!next) return;
    ground ??= begin();
    const { renderer, edge } = ground;
    group = layerGroup().addTo(map);
    const cells = cellsIn(
      edge,
      next.areas.filter((a) => !a.shape),
    );
    for (const area of next.areas) {
      const rings =
        area.shape?.type === 'MultiPolygon'
          ? area.shape.coordinates
          : [area.shape?.coordinates ?? [cells.get(area.id) ?? []]];
      const level = area.level === null ? 'none' : area.level;
      const name = `a-area a-level-${level}${area.rough ? ' a-rough' : ''}${next.chosen === area.id ? ' a-chosen' : ''}`;
      polygon(
        rings.map((part) => part.map((ring) => ring.map(turn))),
        { renderer, pane: 'areas', className: name, weight: 1, fillOpacity: 1, bubblingMouseEvents: true },
      )
        .on('click', () => onArea(area.id))
        .bindTooltip(area.name, { sticky: true })
        .addTo(group);
    }
    for (const dot of next.dots) {
      const disc = circleMarker([dot.lat, dot.lng], {
        renderer,
        pane: 'areas',
        radius: radius(dot.size),
        weight: 1.5,
        className: `a-dot a-dot-${dot.look}${dot.rough ? ' a-rough' : ''}`,
        bubblingMouseEvents: true,
      }).bindTooltip(dot.title);
      discs.push({ disc: disc.addTo(group), size: dot.size });
    }
    for (const mark of next.marks)
      marker([mark.lat, mark.lng], {
        icon: divIcon({
          className: `a-mark a-mark-${mark.look}`,
          iconSize: mark.look === 'home' ? [10, 10] : [22, 22],
          html: mark.text.replace(/[<>&]/g, ''),
        }),
        interactive: false,
        keyboard: false,
        alt: '',
        zIndexOffset: mark.look === 'home' ? 0 : 500,
      }).addTo(group);
  };
}

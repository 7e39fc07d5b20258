import type { Feature, FeatureCollection, LineString, Point, Polygon, Position } from 'geojson';
import { type LatLngBounds, type Map as LeafletMap, layerGroup, type Polyline, polygon, polyline, svg } from 'leaflet';
import raw from './data/base.geojson?raw';
import type { Label } from './labels.ts';

type Properties = { kind: string; name: string; width_m?: number };
type Ground = FeatureCollection<Polygon | LineString | Point, Properties>;

/** Read once for all that draws from it: the bundler writes a text into every module that names it. */
export const ground = JSON.parse(raw) as Ground;
const turn = ([lng, lat]: Position): [number, number] => [lat as number, lng as number];

/** Corner cutting (Chaikin 1974), twice: hand-drawn corners become shores and bends. Ends stay where they are. */
function smooth(path: Position[], closed: boolean, times = 2): Position[] {
  let points = path;
  for (let round = 0; round < times; round++) {
    const next: Position[] = closed ? [] : [points[0] as Position];
    for (let i = 0; i + 1 < points.length; i++) {
      const [ax, ay] = points[i] as [number, number];
      const [bx, by] = points[i + 1] as [number, number];
      next.push([ax * 0.75 + bx * 0.25, ay * 0.75 + by * 0.25], [ax * 0.25 + bx * 0.75, ay * 0.25 + by * 0.75]);
    }
    next.push(closed ? (next[0] as Position) : (points.at(-1) as Position));
    points = next;
  }
  return points;
}

/** Widths in pixels by zoom; the middle of the range is the whole district on a desktop. */
const byZoom = (zoom: number, at11: number, at16: number) => Math.max(0.5, at11 + ((at16 - at11) * (zoom - 11)) / 5);

/**
 * Draws the built-in ground, coloured by CSS classes (so light and dark need no redraw), and returns the district's
 * bounds and the names to be written on it. Schematic, not survey data.
 */
export function addGround(map: LeafletMap): { bounds: LatLngBounds; labels: Label[] } {
  const pane = map.createPane('ground');
  pane.style.zIndex = '200';
  const renderer = svg({ pane: 'ground', padding: 0.5 });
  const of = (kind: string) => ground.features.filter((feature) => feature.properties.kind === kind);
  const common = { renderer, pane: 'ground', interactive: false } as const;
  const all = layerGroup().addTo(map);
  const sized: { line: Polyline; width: (zoom: number, metresPerPixel: number) => number }[] = [];

  const area = (feature: Feature, className: string, soft: boolean) => {
    const ring = (feature.geometry as Polygon).coordinates[0] ?? [];
    return polygon((soft ? smooth(ring, true) : ring).map(turn), {
      ...common,
      className,
      weight: 1,
      fillOpacity: 1,
    }).addTo(all);
  };
  const line = (feature: Feature, className: string, width: (zoom: number, metresPerPixel: number) => number) => {
    const path = smooth((feature.geometry as LineString).coordinates, false).map(turn);
    sized.push({ line: polyline(path, { ...common, className, weight: 1, smoothFactor: 1 }).addTo(all), width });
  };

  const district = of('district')[0] as Feature;
  area(district, 'g-land', false);
  for (const river of of('river')) {
    const metres = (river.properties as Properties).width_m ?? 60;
    line(river, 'g-river', (_, perPixel) => Math.max(1.5, metres / perPixel));
  }
  for (const lake of of('lake')) area(lake, 'g-water', true);
  for (const road of of('road')) line(road, 'g-road-edge', (zoom) => byZoom(zoom, 2, 13) + 1.5);
  for (const road of of('road')) line(road, 'g-road', (zoom) => byZoom(zoom, 1.2, 12));
  for (const rail of of('rail')) line(rail, 'g-rail', (zoom) => byZoom(zoom, 1, 2.5));
  for (const rail of of('rail')) line(rail, 'g-rail-ties', (zoom) => byZoom(zoom, 2, 6));
  const outline = area(district, 'g-border', false);

  const size = () => {
    const zoom = map.getZoom();
    const perPixel = (156_543.034 * Math.cos((29.37 * Math.PI) / 180)) / 2 ** zoom;
    for (const { line: path, width } of sized) path.setStyle({ weight: width(zoom, perPixel) });
  };
  map.on('zoomend', size);
  map.whenReady(size);
  return { bounds: outline.getBounds(), labels: names() };
}

/** First zoom at which a kind is named, and which names win the room. Lower rank wins. */
const shown: Record<string, { from: number; rank: number }> = {
  lake: { from: 10, rank: 1 },
  river: { from: 10, rank: 2 },
  station: { from: 12, rank: 3 },
  street: { from: 11, rank: 4 },
  landmark: { from: 13, rank: 5 },
  airport: { from: 11, rank: 5 },
  road: { from: 13, rank: 6 },
  hospital: { from: 14, rank: 7 },
  park: { from: 14, rank: 7 },
  government: { from: 15, rank: 8 },
  school: { from: 14, rank: 8 },
  port: { from: 13, rank: 8 },
  place: { from: 15, rank: 9 },
};

function names(): Label[] {
  const labels: Label[] = [];
  for (const { properties, geometry } of ground.features) {
    const rule = shown[properties.kind];
    if (!rule) continue;
    const base = { kind: properties.kind, text: properties.name, ...rule };
    if (geometry.type === 'Point') labels.push({ ...base, at: turn(geometry.coordinates) });
    else if (geometry.type === 'LineString')
      labels.push({ ...base, along: smooth(geometry.coordinates, false, 1).map(turn) });
    else labels.push({ ...base, at: middle(geometry.coordinates[0] ?? []) });
  }
  return labels;
}

/** Where a lake's name goes: the centroid by area. */
function middle(ring: Position[]): [number, number] {
  let area = 0;
  let x = 0;
  let y = 0;
  for (let i = 0; i + 1 < ring.length; i++) {
    const [ax, ay] = ring[i] as [number, number];
    const [bx, by] = ring[i + 1] as [number, number];
    const cross = ax * by - bx * ay;
    area += cross;
    x += (ax + bx) * cross;
    y += (ay + by) * cross;
  }
  return [y / (3 * area), x / (3 * area)];
}

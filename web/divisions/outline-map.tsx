import type { MultiPolygon, Polygon } from 'geojson';
import type { InferResponseType } from 'hono/client';
import { useLocation } from 'preact-iso';
import { roughlyPlaced } from '../../server/divisions/rules.ts';
import { call, client } from '../api.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import type { MapArea } from '../ui/map/areas.ts';
import { MapView } from '../ui/map/map.tsx';
import type { Bbox, Place } from '../ui/map/types.ts';
import type { Listed } from './words.ts';

export type Outlines = InferResponseType<typeof client.api.v1.outlines.$get, 200>;

const pointsOf = (shape: Polygon | MultiPolygon): number[][] =>
  shape.type === 'Polygon' ? shape.coordinates.flat() : shape.coordinates.flat(2);
const boxOf = (points: number[][]): Bbox => [
  Math.min(...points.map((p) => p[0] as number)),
  Math.min(...points.map((p) => p[1] as number)),
  Math.max(...points.map((p) => p[0] as number)),
  Math.max(...points.map((p) => p[1] as number)),
];

/** Outlines as the map draws them; `wrong` ones of a preview are marked by their pattern too. */
export function areasOf(of: Outlines, wrong: ReadonlySet<string> = new Set()): MapArea[] {
  return of.features.map(({ properties, geometry }) => {
    const shape = geometry as Polygon | MultiPolygon;
    const [lng, lat] = pointsOf(shape)[0] as [number, number];
    const level = wrong.has(properties.code) ? null : 1;
    return { id: properties.code, name: properties.name, level, rough: wrong.has(properties.code), shape, lng, lat };
  });
}

export function AreaMap({
  label,
  areas,
  rows,
  onArea,
}: {
  label: string;
  areas: MapArea[];
  rows: Listed[];
  onArea?: (code: string) => void;
}) {
  const placed = rows.flatMap((r) =>
    r.lng === null || r.lat === null || r.accuracy_m === null
      ? []
      : [{ ...r, lng: r.lng, lat: r.lat, accuracy_m: r.accuracy_m }],
  );
  const points = [
    ...areas.flatMap((a) => (a.shape ? pointsOf(a.shape) : [])),
    ...placed.map((p: Place) => [p.lng, p.lat]),
  ];
  if (points.length === 0) return null;
  const bbox = boxOf(points);
  return (
    <div class="division-map">
      <MapView
        label={label}
        items={[]}
        fit={{ bbox, key: bbox.join() }}
        layers={{
          areas,
          dots: placed.map((p) => ({
            id: p.code,
            lng: p.lng,
            lat: p.lat,
            title: p.name,
            size: 9,
            look: 'place',
            rough: roughlyPlaced(p.accuracy_m),
          })),
          marks: [],
          chosen: null,
        }}
        onArea={onArea}
      />
    </div>
  );
}

/** Where the listed ones lie: outlines where there are any, and points, hollow where only the street is known. */
export function OutlineMap({ of, rows, on }: { of: string; rows: Listed[]; on?: string }) {
  const { route } = useLocation();
  const level = of.length === 12 ? 'grid' : 'community';
  const { data } = useLoad(
    (signal) =>
      call(
        (o) =>
          client.api.v1.outlines.$get({ query: { level, ...(of ? { under: of } : {}), ...(on ? { on } : {}) } }, o),
        {
          signal,
        },
      ),
    [of, level, on],
  );
  const codes = new Set(rows.map((r) => r.code));
  const areas = areasOf(data ?? { type: 'FeatureCollection', features: [] }).filter((a) => codes.has(a.id));
  const points = rows.filter((r) => r.level === level);
  if (!data || (areas.length === 0 && points.length === 0)) return null;
  return (
    <section class="stack-tight screen-only">
      <AreaMap label={t('区划图')} areas={areas} rows={points} onArea={(code) => route(`/admin/divisions/${code}`)} />
      <p class="small muted">
        {areas.length > 0
          ? t('{n} 个有边界。空心点的位置只到街道或社区，不是准确位置。', { n: areas.length })
          : t('还没有边界。空心点的位置只到街道或社区，不是准确位置。')}
      </p>
    </section>
  );
}

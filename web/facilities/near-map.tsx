import type { Signal } from '@preact/signals';
import { ScanSearch } from 'lucide';
import type { ComponentChildren } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { roughlyPlaced } from '../../server/divisions/rules.ts';
import { walkingKm } from '../../server/kernel/geo.ts';
import { call, client, type Result } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { MapLegend, MapView } from '../ui/map/map.tsx';
import type { Bbox, MapCluster, MapFacility, MapItem, Place } from '../ui/map/types.ts';
import { round } from '../ui/places.ts';
import { UntilAsked } from '../ui/saving.tsx';
import type { Query } from '../ui/url.ts';
import type { Found, Nearby } from './nearby.ts';
import { clustersKnow, filterQuery, WALK } from './search.ts';

type Clustered = { items: ((MapFacility & { accuracy_m: number }) | MapCluster)[] };

/** The list's places on the ground. With more matches than the list holds, the rest comes as clusters of what is in view. */
export function NearMap({
  query,
  set,
  found,
  current,
  place,
  hovered,
  children,
}: {
  query: Query;
  set: (change: Record<string, string | null>, options?: { replace?: boolean }) => void;
  found: Found | undefined;
  /** Whether `found` answers what is asked now; until then the view stays where it is. */
  current: boolean;
  place: Place | null;
  hovered: Signal<string | null>;
  children: ComponentChildren;
}) {
  const [view, setView] = useState<{ bbox: Bbox; zoom: number }>();
  // The question for which the reader has moved the map: it stays offered until another is asked
  const [strayed, setStrayed] = useState<string>();
  // The map never shows what the list leaves out: it is narrowed by the same filters, or shows the list's rows alone
  const partial = !!found?.next && !!view && clustersKnow(query);
  const filters = filterQuery(query);
  const { data: clusters } = useLoad<Clustered | null>(
    (signal) => {
      if (!partial) return Promise.resolve({ ok: true, data: null, status: 200, etag: null });
      const ask = { bbox: view.bbox.map((n) => n.toFixed(5)).join(), zoom: String(Math.round(view.zoom)), ...filters };
      return call((o) => client.api.v1.facilities.clusters.$get({ query: ask }, o), { signal }) as Promise<
        Result<Clustered>
      >;
    },
    [partial, partial && view?.bbox.join(), found?.key, found],
  );
  const rows = found?.rows ?? [];
  const items = useMemo(
    (): MapItem[] =>
      partial && clusters
        ? clusters.items.map((item) =>
            'count' in item ? item : { ...item, street_only: roughlyPlaced(item.accuracy_m) },
          )
        : (found?.rows ?? []).map((row) => ({ ...row, street_only: roughlyPlaced(row.accuracy_m) })),
    [partial && clusters, found],
  );
  const question = `${query.at ?? ''}|${query.lng ?? ''}|${query.lat ?? ''}|${query.q ?? ''}`;
  const fit =
    found && current && rows.length > 0 && !query.area
      ? { bbox: boxOf(place ? rows.slice(0, 12) : rows, place), key: question }
      : null;
  // Around a place somebody chose stands how far one gets on foot; around a piece of the map, what was asked for
  const walk = place && !query.area ? { ...place, km: walkingKm(WALK), name: t('步行约 {n} 分钟', { n: WALK }) } : null;
  const radius = place && query.r ? { ...place, km: Number(query.r) } : walk;

  const searchHere = () => {
    if (!view) return;
    const [w, s, e, n] = view.bbox;
    const lat = (s + n) / 2;
    // Half the shorter side, so that the circle lies within what is seen
    const km = Math.min((e - w) * 111.32 * Math.cos((lat * Math.PI) / 180), (n - s) * 110.57) / 2;
    set({
      at: null,
      lm: null,
      q: null,
      sel: null,
      lng: String(round((w + e) / 2, 4)),
      lat: String(round(lat, 4)),
      r: String(Math.max(0.2, round(km, 1))),
      area: '1',
    });
  };
  return (
    <div class="near-map">
      <UntilAsked what={t('地图')}>
        <MapView
          label={t('机构位置图')}
          items={items}
          selected={query.sel ?? null}
          hovered={hovered.value}
          radius={radius}
          here={query.area ? null : place}
          fit={fit}
          skipTo="list"
          onSelect={(id) => id !== (query.sel ?? null) && set({ sel: id }, { replace: true })}
          onHover={(id) => {
            hovered.value = id;
          }}
          onMove={({ bbox, zoom, byUser }) => {
            setView({ bbox, zoom });
            if (byUser) setStrayed(question);
          }}
        />
        {view && strayed === question && (
          <Button class="near-here" icon={ScanSearch} onClick={searchHere}>
            {t('在这一片找')}
          </Button>
        )}
        <details class="near-legend">
          <summary>{t('图例')}</summary>
          <MapLegend />
        </details>
      </UntilAsked>
      {children}
    </div>
  );
}

function boxOf(rows: Nearby[], place: Place | null): Bbox {
  const all: Place[] = place ? [...rows, place] : rows;
  const lngs = all.map((at) => at.lng);
  const lats = all.map((at) => at.lat);
  return [Math.min(...lngs), Math.min(...lats), Math.max(...lngs), Math.max(...lats)];
}

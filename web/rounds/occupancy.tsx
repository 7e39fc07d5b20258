import { useState } from 'preact/hooks';
import { roughlyPlaced } from '../../server/divisions/rules.ts';
import { knownFacilities } from '../ui/facilities.ts';
import { number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { MapView } from '../ui/map/map.tsx';
import type { Bbox, MapFacility } from '../ui/map/types.ts';
import { Table } from '../ui/table.tsx';
import type { Query } from '../ui/url.ts';
import { type Room, roomOf } from './view.ts';
import type { Proposal } from './words.ts';

type Row = Room & { name: string };

/** Beds of every facility the round touches, with the draft drawn in: on the map, and the same numbers as a table. */
export function Occupancy({
  all,
  query,
  set,
}: {
  all: Proposal[];
  query: Query;
  set: (change: Record<string, string | null>, options?: { replace?: boolean }) => void;
}) {
  const [hovered, setHovered] = useState<string | null>(null);
  const touched = new Set(all.map((p) => p.facility_id));
  const places = [...knownFacilities.value.values()].filter((f) => touched.has(f.id));
  const rows = places
    .map((f): Row => ({ ...roomOf(f, all), name: f.name }))
    .sort((a, b) => b.draft - a.draft || (a.name < b.name ? -1 : 1));
  const roomIn = new Map(rows.map((row) => [row.id, row]));
  const items = places.map((f): MapFacility => {
    const { occupied, held, draft, free } = roomIn.get(f.id) as Row;
    return { ...f, free, street_only: roughlyPlaced(f.accuracy_m), beds: { occupied, held, draft, free } };
  });
  const only = query.facility ?? null;
  const pick = (id: string | null) => set({ facility: id === only ? null : id }, { replace: true });
  return (
    <div class="occupancy stack-tight">
      {places.length > 0 && (
        <div class="occupancy-map screen-only">
          <MapView
            label={t('拟分配位置图')}
            items={items}
            selected={only}
            hovered={hovered}
            fit={{ bbox: boxOf(places), key: `${places.length}` }}
            skipTo="occupancy"
            onSelect={(id) => id && pick(id)}
            onHover={setHovered}
          />
        </div>
      )}
      <ul class="occupancy-key small" aria-hidden="true">
        <li class="occ-occupied">{t('在住')}</li>
        <li class="occ-held">{t('保留')}</li>
        <li class="occ-draft">{t('本轮拟分配')}</li>
        <li class="occ-free">{t('仍空')}</li>
      </ul>
      <div id="occupancy" tabIndex={-1}>
        <Table
          caption={t('各机构床位，含本轮拟分配')}
          hideCaption
          rows={rows}
          rowKey={(row) => row.id}
          current={only}
          onOpen={(row) => pick(row.id)}
          maxHeight="var(--occupancy-max)"
          columns={[
            { key: 'name', head: t('机构'), cell: (row) => <span class="wrap-name">{row.name}</span> },
            { key: 'bar', head: t('占用'), cell: (row) => <Bar of={row} /> },
            { key: 'occupied', head: t('在住'), end: true, cell: (row) => number(row.occupied) },
            { key: 'held', head: t('保留'), end: true, cell: (row) => number(row.held) },
            { key: 'draft', head: t('拟分'), end: true, cell: (row) => <strong>{number(row.draft)}</strong> },
            { key: 'free', head: t('仍空'), end: true, cell: (row) => number(row.free) },
          ]}
        />
      </div>
      <p class="muted small">{t('点一家机构，只看它的拟分配。数字是此刻的床位；已划去的不算，已发通知的算保留。')}</p>
    </div>
  );
}

const parts = ['occupied', 'held', 'draft', 'free'] as const;

function Bar({ of }: { of: Row }) {
  const whole = Math.max(1, of.occupied + of.held + of.draft + of.free);
  let x = 0;
  return (
    <svg class="occ-bar" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
      {parts.map((part) => {
        const width = (of[part] / whole) * 100;
        x += width;
        return <rect key={part} class={`occ-${part}`} x={x - width} width={width} height="12" />;
      })}
    </svg>
  );
}

function boxOf(places: readonly { lng: number; lat: number }[]): Bbox {
  const lngs = places.map((p) => p.lng);
  const lats = places.map((p) => p.lat);
  return [Math.min(...lngs), Math.min(...lats), Math.max(...lngs), Math.max(...lats)];
}

import { LocateFixed } from 'lucide';
import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { RadioGroup, Select } from '../ui/field.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { MapView } from '../ui/map/map.tsx';
import type { Place } from '../ui/map/types.ts';

export type Where = { street: string; community: string; grid: string; at: Place | null; by: 'list' | 'map' };
export const nowhere: Where = { street: '', community: '', grid: '', at: null, by: 'list' };

const round = (n: number) => Math.round(n * 1e5) / 1e5;

/** Where it is: street and community, for staff the grid too; or a point on the map, from which the nearest grid is found. */
export function PlaceField({
  of,
  onChange,
  staff,
  error,
}: {
  of: Where;
  onChange: (next: Where) => void;
  staff: boolean;
  error: string | null;
}) {
  const places = useLoad((signal) => call((o) => client.api.v1.divisions.$get({}, o), { signal }), []);
  const grids = useLoad(
    (signal) =>
      of.community && staff
        ? call((o) => client.api.v1['request-grids'].$get({ query: { community: of.community } }, o), { signal })
        : Promise.resolve({ ok: true as const, data: { grids: [] }, status: 200, etag: null }),
    [of.community, staff],
  );
  const all = places.data?.divisions ?? [];
  const communities = all.filter((d) => d.level === 'community' && d.parent_code === of.street);
  return (
    <div class="stack">
      <RadioGroup
        row
        label={t('在哪里')}
        value={of.by}
        onChange={(by) => onChange({ ...of, by: by as Where['by'] })}
        options={[
          { value: 'list', label: t('选街道和社区') },
          { value: 'map', label: t('在地图上指') },
        ]}
      />
      {of.by === 'list' ? (
        <>
          <Select
            label={t('街道')}
            value={of.street}
            empty={t('请选择')}
            onInput={(street) => onChange({ ...nowhere, street })}
            options={all.filter((d) => d.level === 'street').map((d) => ({ value: d.code, label: d.name }))}
          />
          <Select
            label={t('社区')}
            pointer="/community"
            value={of.community}
            empty={of.street ? t('请选择') : t('先选街道')}
            onInput={(community) => onChange({ ...of, community, grid: '' })}
            options={communities.map((d) => ({ value: d.code, label: d.name }))}
            error={error}
          />
          {staff && of.community && (
            <Select
              optional
              label={t('网格')}
              pointer="/grid"
              value={of.grid}
              empty={t('不清楚')}
              onInput={(grid) => onChange({ ...of, grid })}
              options={(grids.data?.grids ?? []).map((g) => ({ value: g.code, label: g.name }))}
            />
          )}
        </>
      ) : (
        <Pointing of={of} onChange={onChange} error={error} />
      )}
    </div>
  );
}

function Pointing({ of, onChange, error }: { of: Where; onChange: (next: Where) => void; error: string | null }) {
  const [middle, setMiddle] = useState<Place | null>(null);
  const [lost, setLost] = useState(false);
  const take = (at: Place) => onChange({ ...of, at: { lng: round(at.lng), lat: round(at.lat) } });
  const locate = () => {
    setLost(false);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => take({ lng: coords.longitude, lat: coords.latitude }),
      () => setLost(true),
      { timeout: 10_000 },
    );
  };
  return (
    <div class="stack-tight" data-pointer="/community">
      <p class="muted">{t('点一下地图上的位置；用键盘时移动地图，再按“就是地图正中”。')}</p>
      <div class="request-pick">
        <MapView
          label={t('指出位置')}
          items={[]}
          here={of.at}
          onPick={take}
          onMove={({ bbox: [w, s, e, n] }) => setMiddle({ lng: (w + e) / 2, lat: (s + n) / 2 })}
        />
      </div>
      <div class="row">
        <Button onClick={() => middle && take(middle)}>{t('就是地图正中')}</Button>
        <Button icon={LocateFixed} onClick={locate}>
          {t('用手机定位')}
        </Button>
      </div>
      {lost && <p class="small">{t('没有定到位置，请在地图上点，或改选社区。')}</p>}
      <p role="status" class={error ? 'field-error' : 'small'}>
        {of.at ? t('已指出位置，会找到最近的网格。') : (error ?? t('还没有指出位置'))}
      </p>
    </div>
  );
}

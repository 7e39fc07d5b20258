import { Download, MessageSquarePlus, Printer } from 'lucide';
import { useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { colours } from '../../server/requests/rules.ts';
import { call, client } from '../api.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Chips, FilterChip, ToggleChip } from '../ui/chip.tsx';
import { csv, download } from '../ui/csv.ts';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { RadioGroup } from '../ui/field.tsx';
import { moment, number } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useListKeys } from '../ui/list-keys.ts';
import { useLoad } from '../ui/load.ts';
import { MapView } from '../ui/map/map.tsx';
import type { MapSpot } from '../ui/map/types.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { type Query, useQuery } from '../ui/url.ts';
import { readers } from './readers.ts';
import {
  ClockState,
  kindName,
  kindWord,
  type Listed,
  levelNames,
  levelWord,
  placeWord,
  type Spot,
  whereWord,
} from './words.tsx';
import './requests.css';

const SIZE = 100;
const states = ['open', 'answered', 'closed', 'all'] as const;

/** What residents ask for: the list equal to the map, what is late first. */
export default function RequestsPage() {
  return (
    <Guard roles={readers}>
      <Requests />
    </Guard>
  );
}

const asked = (query: Query) => ({
  state: states.find((one) => one === query.state) ?? 'open',
  street: query.street,
  community: query.community,
  grid: query.grid,
  level: levelNames.find((one) => one === query.level),
  kind: query.kind,
  facility: query.facility,
  colour: colours.find((one) => one === query.colour),
  q: query.q,
  limit: String(Math.min(1000, Math.max(SIZE, Number(query.limit) || SIZE))),
});

function Requests() {
  useTitle(t('诉求'));
  const { query, set } = useQuery();
  const { route } = useLocation();
  const ask = asked(query);
  const { data, failure, reload, loading } = useLoad(
    (signal) => call((o) => client.api.v1.requests.$get({ query: ask }, o), { signal }),
    [JSON.stringify(ask)],
  );
  useEvents(['requests'], reload);
  const box = useRef<HTMLDivElement>(null);
  useListKeys(box);
  const role = session.value?.role;
  const rows = data?.requests ?? [];
  const chosen = query.grid ?? query.community ?? null;
  const pick = (code: string | null) =>
    set({ grid: code && code.length > 12 ? code : null, community: code && code.length <= 12 ? code : null });
  return (
    <StaffFrame
      title={t('诉求')}
      counts={{ '/officer/requests': data && ask.state === 'open' ? data.late : 0 }}
      tools={
        <>
          <Filters query={query} set={set} places={data?.places ?? []} />
          <Button class="screen-only" icon={Printer} onClick={() => print()}>
            {t('打印')}
          </Button>
          <Button icon={Download} why={rows.length ? null : t('没有可下载的')} onClick={() => save(rows)}>
            {t('下载 CSV')}
          </Button>
          {(role === 'grid_worker' || role === 'desk') && (
            <ButtonLink look="primary" icon={MessageSquarePlus} href="/requests/new">
              {t('登记诉求')}
            </ButtonLink>
          )}
        </>
      }
      list={
        <div ref={box}>
          <Tabs
            label={t('状态')}
            current={ask.state}
            onChange={(id) => set({ state: id === 'open' ? null : id, limit: null })}
            tabs={[
              { id: 'open', label: t('在办'), count: ask.state === 'open' ? data?.total : undefined },
              { id: 'answered', label: t('等居民确认'), count: ask.state === 'answered' ? data?.total : undefined },
              { id: 'closed', label: t('已办结'), count: ask.state === 'closed' ? data?.total : undefined },
              { id: 'all', label: t('全部'), count: ask.state === 'all' ? data?.total : undefined },
            ]}
          >
            {failure && <Problem of={failure} onRetry={reload} focus={false} />}
            {!data && !failure && <Loading />}
            {data && (
              <div class="request-split">
                <div class="stack-tight" id="request-list">
                  <p class="muted small" role="status">
                    {t('{n} 件，其中逾期 {late} 件；逾期的在前', { n: number(data.total), late: number(data.late) })}
                  </p>
                  <Table
                    caption={t('诉求，逾期的在前')}
                    hideCaption
                    rows={rows}
                    columns={columns(ask.state)}
                    rowKey={(row) => row.id}
                    onOpen={(row) => route(`/officer/requests/${row.id}`)}
                    empty={t('没有符合条件的诉求')}
                  />
                  {rows.length < data.total && rows.length < 1000 && (
                    <div>
                      <Button busy={loading} onClick={() => set({ limit: rows.length + SIZE }, { replace: true })}>
                        {t('再看 {n} 件', { n: SIZE })}
                      </Button>
                    </div>
                  )}
                </div>
                <div class="stack-tight request-where">
                  <div class="request-map screen-only">
                    <MapView
                      label={t('诉求分布图')}
                      items={data.places.flatMap(spotOf)}
                      selected={chosen}
                      skipTo="request-places"
                      onSelect={(code) => code !== chosen && pick(code)}
                    />
                  </div>
                  <p class="muted small screen-only">
                    {t('圈里的数是在这里的件数；▲ 有逾期；虚线圈的位置只到街道或社区（约）。')}
                  </p>
                  <Places places={data.places} chosen={chosen} onPick={pick} />
                </div>
              </div>
            )}
          </Tabs>
        </div>
      }
    />
  );
}

function spotOf(place: Spot): MapSpot[] {
  const { lng, lat, code, ...rest } = place;
  return lng === null || lat === null ? [] : [{ ...rest, id: code, lng, lat, spot: true }];
}

/** The map as a list: every grid and community with what lies there. */
function Places({
  places,
  chosen,
  onPick,
}: {
  places: Spot[];
  chosen: string | null;
  onPick: (code: string | null) => void;
}) {
  return (
    <div id="request-places" class="stack-tight">
      <Table
        caption={t('按网格和社区')}
        rows={places}
        rowKey={(row) => row.code}
        current={chosen}
        onOpen={(row) => onPick(row.code === chosen ? null : row.code)}
        empty={t('没有')}
        maxHeight="22rem"
        columns={[
          {
            key: 'name',
            head: t('网格或社区'),
            cell: (row) => (
              <>
                {row.name}
                {row.vague && <span class="muted"> {t('（约）')}</span>}
              </>
            ),
          },
          { key: 'n', head: t('件数'), end: true, nowrap: true, cell: (row) => number(row.n) },
          { key: 'late', head: t('逾期'), end: true, nowrap: true, cell: (row) => (row.late ? number(row.late) : '—') },
        ]}
      />
    </div>
  );
}

function columns(state: (typeof states)[number]): Column<Listed>[] {
  const all: (Column<Listed> | false)[] = [
    { key: 'kind', head: t('类别'), nowrap: true, cell: (row) => kindWord(row) },
    { key: 'clock', head: t('时限'), nowrap: true, cell: (row) => <ClockState of={row} /> },
    {
      key: 'where',
      head: t('现在由谁办'),
      nowrap: true,
      cell: (row) => (row.status === 'closed' ? '—' : whereWord(row)),
    },
    {
      key: 'place',
      head: t('在哪里'),
      nowrap: true,
      cell: (row) => (
        <>
          {placeWord(row)}
          {row.facility && <div class="small muted">{row.facility}</div>}
        </>
      ),
    },
    {
      key: 'raised',
      head: t('登记'),
      nowrap: true,
      cell: (row) => (
        <>
          {moment(row.raised_at)}
          <div class="small muted num">{row.request_no}</div>
        </>
      ),
    },
    (state === 'closed' || state === 'all') && {
      key: 'closed',
      head: t('办结时间'),
      nowrap: true,
      cell: (row) => (row.closed_at ? moment(row.closed_at) : '—'),
    },
  ];
  return all.filter((column) => column !== false);
}

function save(rows: Listed[]) {
  download(
    'requests.csv',
    csv([
      [
        t('编号'),
        t('类别'),
        t('在哪里'),
        t('机构'),
        t('现在由谁办'),
        t('状态'),
        t('登记时间'),
        t('时限'),
        t('办结时间'),
      ],
      ...rows.map((r) => [
        r.request_no,
        kindWord(r),
        placeWord(r),
        r.facility ?? '',
        whereWord(r),
        r.status,
        r.raised_at,
        r.due_at ?? '',
        r.closed_at ?? '',
      ]),
    ]),
  );
}

function Filters({
  query,
  set,
  places,
}: {
  query: Query;
  set: (change: Record<string, string | null>) => void;
  places: Spot[];
}) {
  const kinds = useLoad((signal) => call((o) => client.api.v1['request-kinds'].$get({}, o), { signal }), []);
  const divisions = useLoad((signal) => call((o) => client.api.v1.divisions.$get({}, o), { signal }), []);
  const streets = (divisions.data?.divisions ?? []).filter((one) => one.level === 'street');
  const list = kinds.data?.kinds ?? [];
  const kind = list.find((one) => one.code === query.kind);
  const code = query.grid ?? query.community;
  const place = places.find((one) => one.code === code)?.name ?? code;
  const wide = ['officer', 'leader', 'inspector', 'partner'].includes(session.value?.role ?? '');
  return (
    <Chips label={t('筛选')}>
      <ToggleChip on={query.colour === 'red'} onChange={(on) => set({ colour: on ? 'red' : null })}>
        {t('已逾期')}
      </ToggleChip>
      <ToggleChip on={query.colour === 'amber'} onChange={(on) => set({ colour: on ? 'amber' : null })}>
        {t('将到期')}
      </ToggleChip>
      <FilterChip label={t('类别')} summary={kind ? kindName(kind) : null} onClear={() => set({ kind: null })}>
        <RadioGroup
          label={t('类别')}
          value={query.kind ?? ''}
          onChange={(value) => set({ kind: value })}
          options={list.map((one) => ({ value: one.code, label: kindName(one) }))}
        />
      </FilterChip>
      <FilterChip
        label={t('现在由谁办')}
        summary={levelNames.some((one) => one === query.level) ? levelWord(query.level as Listed['level']) : null}
        onClear={() => set({ level: null })}
      >
        <RadioGroup
          label={t('现在由谁办')}
          value={query.level ?? ''}
          onChange={(value) => set({ level: value })}
          options={levelNames.map((one) => ({ value: one, label: levelWord(one) }))}
        />
      </FilterChip>
      {wide && (
        <FilterChip
          label={t('街道')}
          summary={streets.find((one) => one.code === query.street)?.name ?? null}
          onClear={() => set({ street: null })}
        >
          <RadioGroup
            label={t('街道')}
            value={query.street ?? ''}
            onChange={(street) => set({ street })}
            options={streets.map(({ code: value, name }) => ({ value, label: name }))}
          />
        </FilterChip>
      )}
      {code && (
        <ToggleChip on onChange={() => set({ grid: null, community: null })}>
          {t('只看{place}', { place: place ?? '' })}
        </ToggleChip>
      )}
    </Chips>
  );
}

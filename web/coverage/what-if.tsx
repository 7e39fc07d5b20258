import { MapPin, Printer, X } from 'lucide';
import type { ComponentChildren } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { EXACT_M, type Service, services } from '../../server/coverage/rules.ts';
import { call, client } from '../api.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Notice } from '../ui/card.tsx';
import { Loading } from '../ui/empty.tsx';
import { Select } from '../ui/field.tsx';
import { number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import type { MapMark } from '../ui/map/areas.ts';
import type { Place } from '../ui/map/types.ts';
import { Problem } from '../ui/problem.tsx';
import { Table } from '../ui/table.tsx';
import type { Query, useQuery } from '../ui/url.ts';
import { codes, word } from '../ui/words.ts';
import { CoverageLegend, CoverageMap, dotOf } from './map.tsx';
import { Moves } from './moves.tsx';
import { Scenarios } from './scenarios.tsx';
import {
  type Added,
  type Changes,
  coveredOf,
  draftQuery,
  type Outcome,
  type Picture,
  readDraft,
  serviceWord,
  shareText,
  signed,
} from './words.ts';

type Part = { of: Picture; service: Service; query: Query; set: ReturnType<typeof useQuery>['set']; saves: boolean };

/** Add and close on paper, and see who gains and who loses; nothing of it changes a fact. */
export function WhatIfTab({ of, service, query, set, saves }: Part) {
  const draft = readDraft(query);
  const change = (next: Changes) => set(draftQuery(next));
  const add = (one: Added) => change({ ...draft, add: [...draft.add, one] });
  const empty = draft.add.length + draft.close.length === 0;
  const sign = `${query.add ?? ''} ${query.close ?? ''} ${service} ${query.on ?? ''}`;
  const { data, failure, reload } = useLoad(
    (signal) =>
      empty
        ? Promise.resolve({ ok: true as const, data: null, status: 200, etag: null })
        : call(
            (o) =>
              client.api.v1.scenarios['what-if'].$post(
                { json: { ...draft, service, ...(query.on ? { on: query.on } : {}) } },
                o,
              ),
            { signal },
          ),
    [sign],
  );
  const names = new Map(of.facilities.map((f) => [f.id, f.name]));
  return (
    <>
      <p class="muted">{t('在这里加设施、停机构只是推演，不改变任何登记；网址就是方案，可以转发。')}</p>
      <AddAndClose
        of={of}
        draft={draft}
        onAdd={add}
        onClose={(id) => change({ ...draft, close: [...draft.close, id] })}
      >
        {(picking, pick) => (
          <>
            <CoverageMap
              of={of}
              service={service}
              grids={false}
              marks={marksOf(of, draft)}
              dots={data ? shiftDots(of, data) : undefined}
              onPick={picking ? pick : undefined}
              skipTo="coverage-changes"
            />
            <CoverageLegend grids={false} changes={!!data} />
          </>
        )}
      </AddAndClose>
      <section id="coverage-changes" class="stack-tight" aria-label={t('推演的改动')}>
        <h2>{t('推演的改动')}</h2>
        {empty && <p class="muted">{t('还没有改动：在上面加一处，或停一家。')}</p>}
        <ul class="coverage-changes">
          {draft.add.map((a, i) => (
            <li key={`${a.name}${a.lng}${a.lat}`}>
              <span>
                {t('加：{name}（{kind}）', { name: a.name, kind: word('facility', a.kind) })}
                {a.accuracy_m > EXACT_M && (
                  <span class="muted small"> {t('位置约 {n} 米', { n: number(a.accuracy_m) })}</span>
                )}
              </span>
              <IconButton
                icon={X}
                label={t('不加{name}', { name: a.name })}
                onClick={() => change({ ...draft, add: draft.add.filter((_, j) => j !== i) })}
              />
            </li>
          ))}
          {draft.close.map((id) => (
            <li key={id}>
              <span>{t('停：{name}', { name: names.get(id) ?? t('已不在营业的机构') })}</span>
              <IconButton
                icon={X}
                label={t('不停{name}', { name: names.get(id) ?? '' })}
                onClick={() => change({ ...draft, close: draft.close.filter((other) => other !== id) })}
              />
            </li>
          ))}
        </ul>
      </section>
      {failure && <Problem of={failure} onRetry={reload} focus={false} />}
      {!empty && !data && !failure && <Loading cards={1} />}
      {!empty && data && <Result of={of} service={service} outcome={data} />}
      {saves && draft.close.length > 0 && <Moves close={draft.close} />}
      <Scenarios
        of={of}
        service={service}
        on={query.on}
        draft={empty ? null : draft}
        saves={saves}
        onLoad={(c) => change(c)}
      />
    </>
  );
}

const marksOf = (of: Picture, draft: Changes): MapMark[] => [
  ...draft.add.map((a, i) => ({
    id: `a${i}`,
    lng: a.lng,
    lat: a.lat,
    title: a.name,
    look: 'added' as const,
    text: '+',
  })),
  ...of.facilities
    .filter((f) => draft.close.includes(f.id))
    .map((f) => ({ id: f.id, lng: f.lng, lat: f.lat, title: f.name, look: 'closed' as const, text: '×' })),
];

function shiftDots(of: Picture, outcome: Outcome) {
  const gained = new Map(outcome.communities.flatMap((c) => c.grids.map((g) => [g.code, g.gained] as const)));
  return of.grids.flatMap((g) => {
    const up = gained.get(g.code);
    if (up === undefined || g.lng === null || g.lat === null) return [];
    return [dotOf({ ...g, lng: g.lng, lat: g.lat }, up ? 'certain' : 'lost', up ? t('新进圈') : t('出圈'))];
  });
}

function AddAndClose({
  of,
  draft,
  onAdd,
  onClose,
  children,
}: {
  of: Picture;
  draft: Changes;
  onAdd: (one: Added) => void;
  onClose: (id: string) => void;
  children: (picking: boolean, pick: (at: Place) => void) => ComponentChildren;
}) {
  const [kind, setKind] = useState('day_care');
  const [picking, setPicking] = useState(false);
  const { data } = useLoad((signal) => call((o) => client.api.v1['candidate-sites'].$get({}, o), { signal }), []);
  const sites = data?.sites.filter((s) => s.ended_at === null) ?? [];
  const put = (at: Place & { accuracy_m: number }, name: string) => {
    setPicking(false);
    onAdd({
      name,
      kind: kind as Added['kind'],
      lng: at.lng,
      lat: at.lat,
      accuracy_m: at.accuracy_m,
      places: null,
      services: [],
    });
  };
  const choose = (value: string) => {
    const site = sites.find((s) => s.id === value);
    if (site) return put(site, site.name);
    const c = of.communities.find((one) => one.code === value);
    if (c && c.lng !== null && c.lat !== null)
      put({ lng: c.lng, lat: c.lat, accuracy_m: c.accuracy_m }, t('{name}中心', { name: c.name }));
  };
  const open = useMemo(
    () => of.facilities.filter((f) => !draft.close.includes(f.id)).sort((a, b) => a.name.localeCompare(b.name, 'zh')),
    [of, draft.close.join()],
  );
  return (
    <>
      <div class="coverage-filters">
        <Select
          label={t('加什么')}
          value={kind}
          onInput={setKind}
          options={codes('facility').map((value) => ({ value, label: word('facility', value) }))}
        />
        <Select
          label={t('加在哪里')}
          value=""
          empty={t('选备选点或社区')}
          onInput={choose}
          options={[
            ...sites.map((s) => ({ value: s.id, label: s.name })),
            ...of.communities
              .filter((c) => c.lng !== null)
              .map((c) => ({ value: c.code, label: t('{name}中心', { name: c.name }) })),
          ]}
        />
        <Button icon={MapPin} aria-pressed={picking} onClick={() => setPicking(!picking)}>
          {picking ? t('请在地图上点一处') : t('在地图上选点')}
        </Button>
        <Select
          label={t('停哪一家')}
          value=""
          empty={t('选一家机构')}
          onInput={(id) => id && onClose(id)}
          options={open.map((f) => ({ value: f.id, label: f.name }))}
        />
        <Button icon={Printer} onClick={() => print()}>
          {t('打印')}
        </Button>
      </div>
      {children(picking, (at) => put({ ...at, accuracy_m: 0 }, t('地图上选的点')))}
    </>
  );
}

/** Before and after: the service asked for by community, every service for the district. */
export function Result({ of, service, outcome }: { of: Picture; service: Service; outcome: Outcome }) {
  const [before, after] = [coveredOf(outcome.before[service]!), coveredOf(outcome.after[service]!)];
  const name = new Map(of.communities.map((c) => [c.code, c]));
  const touched = services.filter((s) => JSON.stringify(outcome.before[s]) !== JSON.stringify(outcome.after[s]));
  return (
    <section class="stack-tight coverage-result" aria-label={t('推演结果')}>
      <h2>{t('推演结果')}</h2>
      <p class="coverage-figure">
        <strong class="num">{signed(after.covered - before.covered)}</strong>{' '}
        {t('位老人：{service}覆盖由 {before} 到 {after}', {
          service: serviceWord(service),
          before: shareText(outcome.before[service]!),
          after: shareText(outcome.after[service]!),
        })}
      </p>
      {touched.length === 0 && <Notice>{t('按现有坐标，没有一个网格因此进圈或出圈。')}</Notice>}
      {touched.length > 0 && (
        <Table
          maxHeight="var(--list-max)"
          caption={t('受影响的服务')}
          rows={touched}
          rowKey={(s) => s}
          columns={[
            { key: 'service', head: t('服务'), cell: (s) => serviceWord(s) },
            {
              key: 'before',
              head: t('现在'),
              end: true,
              nowrap: true,
              cell: (s) => number(coveredOf(outcome.before[s]!).covered),
            },
            {
              key: 'after',
              head: t('之后'),
              end: true,
              nowrap: true,
              cell: (s) => number(coveredOf(outcome.after[s]!).covered),
            },
            {
              key: 'shift',
              head: t('增减'),
              end: true,
              nowrap: true,
              cell: (s) => signed(coveredOf(outcome.after[s]!).covered - coveredOf(outcome.before[s]!).covered),
            },
          ]}
        />
      )}
      {outcome.communities.length > 0 && (
        <Table
          maxHeight="var(--list-max)"
          caption={t('各社区增减：{service}', { service: serviceWord(service) })}
          rows={outcome.communities}
          rowKey={(c) => c.code}
          columns={[
            { key: 'name', head: t('社区'), cell: (c) => name.get(c.code)?.name ?? c.code },
            { key: 'street', head: t('街道'), cell: (c) => name.get(c.code)?.street_name ?? '' },
            { key: 'gained', head: t('新进圈'), end: true, nowrap: true, cell: (c) => signed(c.gained) },
            { key: 'lost', head: t('出圈'), end: true, nowrap: true, cell: (c) => signed(-c.lost) },
            { key: 'grids', head: t('网格'), end: true, nowrap: true, cell: (c) => number(c.grids.length) },
          ]}
        />
      )}
    </section>
  );
}

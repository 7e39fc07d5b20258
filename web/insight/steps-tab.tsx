import type { InferResponseType } from 'hono/client';
import { call, client } from '../api.ts';
import { DateInput } from '../ui/field.tsx';
import { month, number } from '../ui/format.ts';
import { key, t } from '../ui/i18n.ts';
import { LinePlot } from '../ui/line-plot.tsx';
import { useLoad } from '../ui/load.ts';
import { type Column, Table } from '../ui/table.tsx';
import { daysWord, Pick, SaveCsv, Shown, streetOptions, type TabProps, trackOptions, trackWord } from './shared.tsx';

type Steps = InferResponseType<typeof client.api.v1.insight.steps.$get, 200>;
type Leg = Steps['legs'][number];
type Spread = { n: number; median: number | null; p90: number | null };

const legs: Record<Leg['leg'], string> = {
  accept: key('提交到受理'),
  decide: key('受理到审批'),
  enqueue: key('审批到列入轮候'),
  offer: key('轮候到通知入住'),
  admit: key('通知到入住'),
  whole: key('提交到入住'),
};
const legWord = (leg: Leg['leg']) => t(legs[leg]);

/** How many days each step of a case takes, middle and nine in ten. */
export function StepsTab({ query, set }: TabProps) {
  const loaded = useLoad(
    (signal) =>
      call(
        (o) =>
          client.api.v1.insight.steps.$get(
            {
              query: {
                ...(query.on ? { on: query.on } : {}),
                ...(query.from ? { from: query.from } : {}),
                ...(query.track ? { track: query.track as 'A' } : {}),
                ...(query.street ? { street: query.street } : {}),
              },
            },
            o,
          ),
        { signal },
      ),
    [query.on, query.from, query.track, query.street],
  );
  return (
    <Shown of={loaded}>
      {(data) => {
        const leg = data.legs.find((l) => l.leg === query.leg) ?? data.legs.find((l) => l.leg === 'offer')!;
        return (
          <>
            <div class="insight-filters">
              <Pick
                query={{ leg: leg.leg }}
                set={set}
                name="leg"
                label={t('哪一步')}
                options={data.legs.map((l) => ({ value: l.leg, label: legWord(l.leg) }))}
              />
              <DateInput
                label={t('从哪天起')}
                value={query.from ?? data.from}
                max={data.on}
                onInput={(from) => set({ from: from || null }, { replace: true })}
              />
              <Pick {...{ query, set }} name="track" label={t('通道')} options={trackOptions()} />
              <Pick {...{ query, set }} name="street" label={t('街道')} options={streetOptions(data.streets)} />
            </div>
            <All of={data} />
            <Months leg={leg} on={data.on} />
            <Parts leg={leg} of={data} />
          </>
        );
      }}
    </Shown>
  );
}

const spread = <Row extends Spread>(): Column<Row>[] => [
  { key: 'n', head: t('件数'), end: true, cell: (r) => number(r.n) },
  { key: 'median', head: t('中位'), end: true, nowrap: true, cell: (r) => daysWord(r.median) },
  { key: 'p90', head: t('九成在此以内'), end: true, nowrap: true, cell: (r) => daysWord(r.p90) },
];

function All({ of }: { of: Steps }) {
  return (
    <>
      <Table
        caption={t('各步用时')}
        rows={of.legs}
        rowKey={(l) => l.leg}
        columns={[{ key: 'leg', head: t('哪一步'), nowrap: true, cell: (l) => legWord(l.leg) }, ...spread<Leg>()]}
      />
      <p class="small muted">
        {t('按自然日算，从第一次走到前一步起，到第一次走到后一步止；按走到后一步的日子归月。通道是审批时定的通道。')}
      </p>
      <SaveCsv
        file={`steps-${of.on}`}
        rows={() => [
          ['leg', 'month', 'n', 'median_days', 'p90_days'],
          ...of.legs.flatMap((l) => [
            [l.leg, null, l.n, l.median, l.p90],
            ...l.months.map((m) => [l.leg, m.month.slice(0, 7), m.n, m.median, m.p90]),
          ]),
        ]}
      />
    </>
  );
}

function Months({ leg, on }: { leg: Leg; on: string }) {
  return (
    <LinePlot
      title={t('{leg}的天数，按月', { leg: legWord(leg.leg) })}
      file={`step-${leg.leg}-${on}`}
      days={leg.months.map((m) => m.month)}
      when={month}
      tick={month}
      value={(n) => t('{n} 天', { n })}
      none={t('无数据')}
      lines={[
        { id: 'median_days', head: t('中位'), token: 'accent', width: 2.5, values: leg.months.map((m) => m.median) },
        {
          id: 'p90_days',
          head: t('九成在此以内'),
          token: 'amber-mark',
          width: 2,
          dash: [4, 3],
          values: leg.months.map((m) => m.p90),
        },
      ]}
      notes={{
        id: 'n',
        head: t('件数'),
        values: leg.months.map((m) => t('{n} 件', { n: m.n })),
        codes: leg.months.map((m) => String(m.n)),
      }}
    />
  );
}

function Parts({ leg, of }: { leg: Leg; of: Steps }) {
  const nameOf = new Map(of.streets.map((s) => [s.code, s.name]));
  const byTrack = leg.by_track.toSorted((a, b) => ((a.track ?? 'Z') < (b.track ?? 'Z') ? -1 : 1));
  const byStreet = leg.by_street.toSorted((a, b) => (b.median ?? 0) - (a.median ?? 0) || b.n - a.n);
  const file = (what: string) => `step-${leg.leg}-by-${what}-${of.on}`;
  return (
    <>
      <Table
        caption={t('{leg}，按通道', { leg: legWord(leg.leg) })}
        rows={byTrack}
        rowKey={(r) => r.track ?? '-'}
        empty={t('这段时间没有')}
        columns={[
          { key: 'track', head: t('通道'), nowrap: true, cell: (r) => trackWord(r.track) },
          ...spread<(typeof byTrack)[number]>(),
        ]}
      />
      <SaveCsv
        file={file('track')}
        rows={() => [['track', 'n', 'median_days', 'p90_days'], ...byTrack.map((r) => [r.track, r.n, r.median, r.p90])]}
      />
      <Table
        caption={t('{leg}，按街道', { leg: legWord(leg.leg) })}
        rows={byStreet}
        rowKey={(r) => r.street}
        empty={t('这段时间没有')}
        columns={[
          { key: 'street', head: t('街道'), nowrap: true, cell: (r) => nameOf.get(r.street) ?? r.street },
          ...spread<(typeof byStreet)[number]>(),
        ]}
      />
      <SaveCsv
        file={file('street')}
        rows={() => [
          ['street', 'n', 'median_days', 'p90_days'],
          ...byStreet.map((r) => [r.street, r.n, r.median, r.p90]),
        ]}
      />
    </>
  );
}

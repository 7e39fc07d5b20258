import type { InferResponseType } from 'hono/client';
import { call, client } from '../api.ts';
import { DateInput } from '../ui/field.tsx';
import { date, dayMonth, month, number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { LinePlot } from '../ui/line-plot.tsx';
import { useLoad } from '../ui/load.ts';
import { Table } from '../ui/table.tsx';
import { word } from '../ui/words.ts';
import { daysWord, Pick, SaveCsv, Shown, streetOptions, type TabProps, trackWord, wordOptions } from './shared.tsx';

type Trend = InferResponseType<typeof client.api.v1.insight.trend.$get, 200>;
type Queue = InferResponseType<typeof client.api.v1.insight.queue.$get, 200>;

/** Beds and queue over time, of the district or a part of it; and the queue of the day by track and level. */
export function TrendTab({ query, set }: TabProps) {
  const by = query.by === 'day' ? 'day' : 'month';
  const where = {
    ...(query.on ? { on: query.on } : {}),
    ...(query.street ? { street: query.street } : {}),
    ...(query.kind ? { kind: query.kind as 'day_care' } : {}),
    ...(query.bed ? { bed_kind: query.bed as 'day' } : {}),
  };
  const loaded = useLoad(
    (signal) =>
      call(
        (o) =>
          client.api.v1.insight.trend.$get({ query: { by, ...where, ...(query.from ? { from: query.from } : {}) } }, o),
        { signal },
      ),
    [by, query.on, query.from, query.street, query.kind, query.bed],
  );
  const queue = useLoad(
    (signal) =>
      call((o) => client.api.v1.insight.queue.$get({ query: query.on ? { on: query.on } : {} }, o), { signal }),
    [query.on],
  );
  const places = useLoad((signal) => call((o) => client.api.v1.divisions.$get({}, o), { signal }), []);
  const streets = (places.data?.divisions ?? []).filter((d) => d.level === 'street');
  return (
    <div class="insight-part">
      <div class="insight-filters">
        <Pick
          query={{ by }}
          set={(change) => set({ ...change, from: null })}
          name="by"
          label={t('怎么看')}
          options={[
            { value: 'month', label: t('按月（月末）') },
            { value: 'day', label: t('按日') },
          ]}
        />
        <DateInput
          label={t('从哪天起')}
          value={query.from ?? loaded.data?.from ?? ''}
          max={query.on ?? loaded.data?.today ?? ''}
          onInput={(from) => set({ from: from || null }, { replace: true })}
        />
        <Pick {...{ query, set }} name="street" label={t('街道')} options={streetOptions(streets)} />
        <Pick {...{ query, set }} name="kind" label={t('机构类型')} options={wordOptions('facility')} />
        <Pick {...{ query, set }} name="bed" label={t('床位类型')} options={wordOptions('bed')} />
      </div>
      <Shown of={loaded}>{(data) => <Plots of={data} />}</Shown>
      <Shown of={queue}>{(data) => <QueueOf of={data} />}</Shown>
    </div>
  );
}

function Plots({ of }: { of: Trend }) {
  const { points, by } = of;
  const days = points.map((p) => p.on);
  const from = (kept: boolean, on: string) =>
    kept ? t('当晚留存') : on === of.today ? t('现在') : t('按现在的记录推算');
  const code = (kept: boolean, on: string) => (kept ? 'kept' : on === of.today ? 'now' : 'counted');
  const shared = {
    days,
    when: (day: string) => (by === 'month' && day !== of.to ? t('{month}末', { month: month(day) }) : date(day)),
    tick: by === 'month' ? month : dayMonth,
    value: (n: number) => number(n),
  };
  const line = (name: 'filed' | 'occupied' | 'free' | 'held' | 'closed') => points.map((p) => p[name]);
  const kept = points.filter((p) => p.kept).length;
  return (
    <>
      <LinePlot
        {...shared}
        title={t('床位变化')}
        file={`beds-over-time-${by}-${of.to}`}
        lines={[
          { id: 'filed', head: t('备案'), token: 'ink', width: 1.5, dash: [8, 4], values: line('filed') },
          { id: 'occupied', head: t('在住'), token: 'stale-mark', width: 2.5, values: line('occupied') },
          { id: 'free', head: t('空床'), token: 'accent', width: 2.5, dash: [14, 3], values: line('free') },
          { id: 'held', head: t('保留'), token: 'amber-mark', width: 2, dash: [4, 3], values: line('held') },
          { id: 'closed', head: t('停用'), token: 'line-strong', width: 2, dash: [1.5, 3], values: line('closed') },
        ]}
        notes={{
          id: 'source',
          head: t('数字从哪来'),
          values: points.map((p) => from(p.kept, p.on)),
          codes: points.map((p) => code(p.kept, p.on)),
        }}
      >
        <p class="small muted">
          {t('{all} 个时点里 {kept} 个是当晚留存的，其余按现在的记录推算。', { all: points.length, kept })}{' '}
          {of.first_record && t('入住记录自{day}起，更早的日子不列。', { day: date(of.first_record) })}{' '}
          {t('日托床位只在约定的星期几算在住。')}
        </p>
      </LinePlot>
      {points.some((p) => p.waiting !== null) ? (
        <LinePlot
          {...shared}
          title={t('轮候人数变化')}
          file={`queue-over-time-${by}-${of.to}`}
          lines={[
            { id: 'waiting', head: t('轮候'), token: 'accent', width: 2.5, values: points.map((p) => p.waiting) },
          ]}
          notes={{
            id: 'source',
            head: t('数字从哪来'),
            values: points.map((p) => from(p.waiting_kept, p.on)),
            codes: points.map((p) => code(p.waiting_kept, p.on)),
          }}
        >
          <p class="small muted">{t('按老人住址的街道和申请的床位类型分；分部分看时都按现在的记录推算。')}</p>
        </LinePlot>
      ) : (
        <p class="small muted">{t('轮候的人没有指定机构类型，按机构类型看时没有轮候人数。')}</p>
      )}
    </>
  );
}

const levelWord = (level: number | null) => (level === null ? t('未评估') : word('level', level));

function QueueOf({ of }: { of: Queue }) {
  const rows = of.kept ?? of.counted;
  const now = new Map(of.counted.map((l) => [`${l.track}${l.level}`, l]));
  const differ = (of.kept ?? []).some((l) => now.get(`${l.track}${l.level}`)?.waiting !== l.waiting);
  return (
    <section class="insight-part">
      <Table
        caption={t('{day}的轮候，按通道和能力等级', { day: date(of.on) })}
        rows={rows}
        rowKey={(l) => `${l.track}${l.level}`}
        empty={t('这一天没有人轮候')}
        columns={[
          { key: 'track', head: t('通道'), nowrap: true, cell: (l) => trackWord(l.track) },
          { key: 'level', head: t('能力等级'), nowrap: true, cell: (l) => levelWord(l.level) },
          { key: 'waiting', head: t('人数'), end: true, cell: (l) => number(l.waiting) },
          { key: 'median', head: t('已等（中位）'), end: true, nowrap: true, cell: (l) => daysWord(l.median) },
          ...(differ
            ? [
                {
                  key: 'now',
                  head: t('现在的记录'),
                  end: true,
                  cell: (l: (typeof rows)[number]) => number(now.get(`${l.track}${l.level}`)?.waiting ?? 0),
                },
              ]
            : []),
        ]}
      />
      <p class="small muted">
        {of.kept
          ? t('当晚留存的数字。')
          : of.on === of.today
            ? t('今天的数字，按现在的记录。')
            : t('当晚没有留存，按现在的记录推算。')}
      </p>
      <SaveCsv
        file={`queue-${of.on}`}
        rows={() => [
          ['on', 'source', 'track', 'level', 'waiting', 'median_days'],
          ...rows.map((l) => [of.on, of.kept ? 'kept' : 'counted', l.track, l.level, l.waiting, l.median]),
        ]}
      />
    </section>
  );
}

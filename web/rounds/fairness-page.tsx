import type { InferResponseType } from 'hono/client';
import { Download, Printer } from 'lucide';
import type { ComponentChildren } from 'preact';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { csv, download } from '../ui/csv.ts';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { date, number, percent } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { BarPlot } from '../ui/plot.tsx';
import { Problem } from '../ui/problem.tsx';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { Table } from '../ui/table.tsx';
import { word } from '../ui/words.ts';
import { MonthPlot } from './month-plot.tsx';
import { StackPlot } from './stack-plot.tsx';
import { trackWord } from './words.ts';
import './rounds.css';

export type Fairness = InferResponseType<typeof client.api.v1.allocation.fairness.$get, 200>;
type Cell = Fairness['cells'][number];

/** How evenly places were given: who waits how long, how far, which wish, and everything that went past the order. */
export default function FairnessPage() {
  return (
    <Guard roles={['officer', 'leader', 'inspector']}>
      <Report />
    </Guard>
  );
}

function Report() {
  useTitle(t('公平报告'));
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.allocation.fairness.$get({}, o), { signal, timeoutMs: 60_000 }),
    [],
  );
  useEvents(['queue', 'offers', 'rounds'], reload);
  return (
    <StaffFrame
      title={t('公平报告')}
      tools={
        <Button icon={Printer} onClick={() => print()}>
          {t('打印')}
        </Button>
      }
      list={
        <div class="fairness">
          {failure && <Problem of={failure} onRetry={reload} focus={false} />}
          {!data && !failure && <Loading />}
          {data && <Figures of={data} />}
        </div>
      }
    />
  );
}

/** 无数据 where nothing was counted; a zero is a count. */
const shown = (n: number | null, digits = 0) => (n === null ? t('无数据') : number(n, digits));
const days = (n: number | null) => (n === null ? t('无数据') : t('{n} 天', { n: number(n) }));

function Figures({ of }: { of: Fairness }) {
  const { total } = of;
  const offers = total.offered.n;
  const sum = (name: 'overrides' | 'emergencies' | 'struck' | 'passed_over') =>
    of.months.reduce((n, m) => n + m[name], 0);
  return (
    <>
      <p class="muted">
        {t(
          '轮候是此刻；通知是 {from} 至 {to} 发出的 {n} 份。每个数字都从轮候、通知、轮次和入住记录当场数出，按 {rule}。',
          {
            from: date(of.from),
            to: date(of.to),
            n: number(offers),
            rule: of.rule_version,
          },
        )}
      </p>
      <dl class="round-figures">
        {(
          [
            [
              t('在等'),
              t('{n} 人', { n: number(total.waiting.n) }),
              t('中位 {n} 天', { n: shown(total.waiting.median) }),
            ],
            [t('等到通知'), days(total.offered.median), t('最长 {n} 天', { n: shown(total.offered.longest) })],
            [t('第一意愿'), offers ? percent(total.wishes.first / offers, 0) : t('无数据'), number(total.wishes.first)],
            [
              t('离家'),
              total.km.median === null ? t('无数据') : t('{km} 公里', { km: number(total.km.median, 1) }),
              t('中位'),
            ],
            [t('越序安排'), number(sum('overrides')), t('越过 {n} 人', { n: number(sum('passed_over')) })],
            [t('划去拟分配'), number(sum('struck')), ''],
            [t('紧急安置'), number(sum('emergencies')), ''],
          ] as const
        ).map(([name, value, note]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <strong class="num">{value}</strong> <span class="muted small">{note}</span>
            </dd>
          </div>
        ))}
      </dl>

      <Waits of={of} />
      <Part name="distance" save={() => saveTracks(of)}>
        <BarPlot
          title={t('离家多远（各通道中位，公里）')}
          head={[t('通道'), t('公里')]}
          value={(n) => number(n, 1)}
          none={t('无数据')}
          bars={of.tracks.map((one) => ({
            id: one.track,
            label: trackWord(one.track),
            value: one.km.median,
            note: t('{n} 份', { n: number(one.km.n) }),
          }))}
          mark={total.km.median === null ? undefined : { value: total.km.median, label: t('全部') }}
        />
      </Part>
      <Part name="wishes" save={() => saveTracks(of)}>
        <StackPlot
          title={t('安排的是第几意愿')}
          head={t('通道')}
          parts={[
            { key: 'first', label: t('第一意愿') },
            { key: 'named', label: t('其他点名的') },
            { key: 'other', label: t('可调剂的') },
          ]}
          rows={of.tracks.map((one) => ({ id: one.track, label: trackWord(one.track), values: one.wishes }))}
        />
      </Part>
      <Part name="months" save={() => saveMonths(of)}>
        <MonthPlot of={of.months} />
        {of.override_reasons.length > 0 && (
          <Table
            caption={t('越序的原因')}
            rows={of.override_reasons}
            rowKey={(row) => row.reason}
            columns={[
              { key: 'reason', head: t('原因'), cell: (row) => word('override', row.reason) },
              { key: 'n', head: t('次数'), end: true, cell: (row) => number(row.n) },
              { key: 'passed', head: t('越过'), end: true, cell: (row) => number(row.passed_over) },
            ]}
          />
        )}
        {of.emergency_reasons.length > 0 && (
          <Table
            caption={t('紧急安置的原因')}
            rows={of.emergency_reasons}
            rowKey={(row) => row.reason}
            columns={[
              { key: 'reason', head: t('原因'), cell: (row) => word('emergency', row.reason) },
              { key: 'n', head: t('次数'), end: true, cell: (row) => number(row.n) },
            ]}
          />
        )}
      </Part>
    </>
  );
}

function Part({ name, save, children }: { name: string; save: () => void; children: ComponentChildren }) {
  return (
    <section class={`fairness-part fairness-${name}`}>
      {children}
      <div class="row screen-only">
        <Button icon={Download} look="quiet" onClick={save}>
          {t('下载 CSV')}
        </Button>
      </div>
    </section>
  );
}

/** Waiting by track and level: now beside those who were offered a bed. */
function Waits({ of }: { of: Fairness }) {
  const name = (c: Cell) => `${c.track} · ${t('{n} 级 {word}', { n: c.level, word: word('level', c.level) })}`;
  return (
    <Part name="waits" save={() => saveCells(of)}>
      <div class="fairness-two">
        <BarPlot
          title={t('还在等的人等了多久（中位，天）')}
          head={[t('通道 · 等级'), t('天')]}
          none={t('无数据')}
          bars={of.cells.map((c) => ({
            id: `${c.track}${c.level}`,
            label: name(c),
            value: c.waiting.median,
            note: t('{n} 人', { n: number(c.waiting.n) }),
            tone: 'stale',
          }))}
          mark={of.total.waiting.median === null ? undefined : { value: of.total.waiting.median, label: t('全部') }}
        />
        <BarPlot
          title={t('得到通知的人等了多久（中位，天）')}
          head={[t('通道 · 等级'), t('天')]}
          none={t('无数据')}
          bars={of.cells.map((c) => ({
            id: `${c.track}${c.level}`,
            label: name(c),
            value: c.offered.median,
            note: t('{n} 份', { n: number(c.offered.n) }),
          }))}
          mark={of.total.offered.median === null ? undefined : { value: of.total.offered.median, label: t('全部') }}
        />
      </div>
    </Part>
  );
}

function saveCells(of: Fairness) {
  const heads = [
    'track',
    'level',
    'waiting',
    'waiting_median_days',
    'waiting_longest_days',
    'offers',
    'offered_median_days',
    'offered_longest_days',
  ];
  const rows = of.cells.map((c) => [
    c.track,
    c.level,
    c.waiting.n,
    c.waiting.median,
    c.waiting.longest,
    c.offered.n,
    c.offered.median,
    c.offered.longest,
  ]);
  download(`fairness-waiting-${of.to}.csv`, csv([heads, ...rows]));
}

function saveTracks(of: Fairness) {
  const heads = ['track', 'offers', 'median_km', 'mean_km', 'first', 'named', 'other'];
  const rows = of.tracks.map((one) => [
    one.track,
    one.offered.n,
    one.km.median,
    one.km.mean,
    one.wishes.first,
    one.wishes.named,
    one.wishes.other,
  ]);
  download(`fairness-tracks-${of.to}.csv`, csv([heads, ...rows]));
}

function saveMonths(of: Fairness) {
  const heads = ['month', 'offers', 'overrides', 'passed_over', 'struck', 'emergencies'] as const;
  download(`fairness-months-${of.to}.csv`, csv([heads, ...of.months.map((m) => heads.map((head) => m[head]))]));
}

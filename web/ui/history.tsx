import { Download } from 'lucide';
import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Result } from '../api.ts';
import { Button } from './button.tsx';
import { csv, download } from './csv.ts';
import { Loading } from './empty.tsx';
import { useEvents } from './events.ts';
import { date, dayMonth, month, number } from './format.ts';
import type { Line, Plot } from './history-plot.ts';
import { t } from './i18n.ts';
import { useLoad } from './load.ts';
import { PlotTable } from './plot.tsx';
import { PlotCanvas } from './plot-canvas.tsx';
import { Problem } from './problem.tsx';
import { type Column, Table } from './table.tsx';
import { Tabs } from './tabs.tsx';
import { useQuery } from './url.ts';

type By = 'month' | 'day';
type Figures = { filed: number; closed: number; occupied: number; held: number; free: number };
type Point = Figures & { from: string; days: number };
export type History = { by: By; from: string; to: string; points: Point[] };

const lines: { name: keyof Figures; token: string; width: number; dash?: number[] }[] = [
  { name: 'filed', token: 'ink', width: 1.5, dash: [8, 4] },
  { name: 'occupied', token: 'stale-mark', width: 2.5 },
  { name: 'free', token: 'accent', width: 2.5, dash: [14, 3] },
  { name: 'held', token: 'amber-mark', width: 2, dash: [4, 3] },
  { name: 'closed', token: 'line-strong', width: 2, dash: [1.5, 3] },
];
const heads = (): Record<keyof Figures, string> => ({
  filed: t('备案'),
  occupied: t('在住'),
  free: t('空床'),
  held: t('保留'),
  closed: t('停用'),
});

/**
 * Beds over time: the plot, a slider that reads it point by point, and the same numbers as a table and a file.
 * @param load the district's or one facility's history
 * @param name what the file is called after
 */
export function History({
  load,
  name,
}: {
  load: (by: By, signal: AbortSignal) => Promise<Result<History>>;
  name: string;
}) {
  const { query, set } = useQuery();
  const by: By = query.by === 'day' ? 'day' : 'month';
  const { data, failure, reload } = useLoad((signal) => load(by, signal), [by, name]);
  useEvents(['vacancies'], reload);
  return (
    <Tabs
      label={t('床位变化')}
      tabs={[
        { id: 'month', label: t('两年，按月') },
        { id: 'day', label: t('90 天，按日') },
      ]}
      current={by}
      onChange={(id) => set({ by: id === 'day' ? 'day' : null }, { replace: true })}
    >
      <div class="plot history">
        {failure && <Problem of={failure} onRetry={reload} focus={false} />}
        {data?.by === by ? <Shown of={data} name={name} /> : !failure && <Loading />}
      </div>
    </Tabs>
  );
}

function Shown({ of, name: file }: { of: History; name: string }) {
  const { points, by } = of;
  const [at, setAt] = useState(points.length - 1);
  const here = points[Math.min(at, points.length - 1)];
  const plot = useRef<Plot | null>(null);
  const when = (point: Point) => (by === 'month' ? month(point.from) : date(point.from));
  const value = (n: number) => number(n, by === 'month' ? 1 : 0);
  if (!here) return null;
  const says = (point: Point) => lines.map(({ name }) => `${heads()[name]} ${value(point[name])}`).join(t('，'));
  return (
    <>
      <p class="history-when" aria-hidden="true">
        <strong>{when(here)}</strong>
      </p>
      <ul class="history-key">
        {lines.map(({ name, width, dash }) => (
          <li key={name} class={`history-${name}`}>
            <svg aria-hidden="true">
              <line x1="0" x2="32" y1="4" y2="4" stroke-width={width + 0.5} stroke-dasharray={dash?.join(' ')} />
            </svg>
            {heads()[name]} <strong class="num">{value(here[name])}</strong>
          </li>
        ))}
      </ul>
      <PlotCanvas
        of={of}
        days={points.map((point) => point.from)}
        lines={lines.map(({ name, ...style }): Line => ({ ...style, values: points.map((point) => point[name]) }))}
        tick={by === 'month' ? month : dayMonth}
        plot={plot}
        onPoint={setAt}
      />
      <input
        class="history-slider"
        type="range"
        min={0}
        max={points.length - 1}
        value={at}
        aria-label={t('看哪一个时点')}
        aria-valuetext={t('{when}：{figures}', { when: when(here), figures: says(here) })}
        onInput={(event) => {
          const index = Number(event.currentTarget.value);
          setAt(index);
          plot.current?.point(index);
        }}
      />
      <p class="small muted">
        {by === 'month' ? t('每点是当月各日的平均，本月算到今天。') : t('每点是当日结束时，今天是现在。')}{' '}
        {t('从床位登记和入住、保留、停用的记录逐日推算，自{date}起；日托床位只在约定的星期几算在住。', {
          date: date(of.from),
        })}
      </p>
      <PlotTable>
        <Numbers of={of} {...{ when, value }} />
      </PlotTable>
      <div class="row screen-only">
        <Button icon={Download} onClick={() => save(of, file)}>
          {t('下载 CSV')}
        </Button>
      </div>
    </>
  );
}

type Row = { when: (point: Point) => ComponentChildren; value: (n: number) => string };

function Numbers({ of, when, value }: { of: History } & Row) {
  const columns: Column<Point>[] = [
    { key: 'from', head: t('时间'), nowrap: true, cell: when },
    ...lines.map(
      ({ name }): Column<Point> => ({ key: name, head: heads()[name], end: true, cell: (point) => value(point[name]) }),
    ),
  ];
  return (
    <Table
      caption={t('床位变化')}
      hideCaption
      maxHeight="28rem"
      rows={[...of.points].reverse()}
      rowKey={(point) => point.from}
      columns={columns}
    />
  );
}

function save(of: History, file: string) {
  const names = ['from', 'days', 'filed', 'closed', 'occupied', 'held', 'free'] as const;
  const rows = of.points.map((point) => names.map((name) => point[name]));
  download(`capacity-history-${of.by}-${file}.csv`, csv([names, ...rows]));
}

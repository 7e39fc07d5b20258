import type { ComponentChildren } from 'preact';
import { number as format, percent } from './format.ts';
import { t } from './i18n.ts';
import { Table } from './table.tsx';
import './plot.css';

export type Bar = {
  id: string;
  label: string;
  value: number | null;
  note?: string;
  tone?: 'amber' | 'stale' | 'plain';
};

/**
 * Horizontal bars, and the same numbers as a table under 「看表格」. `mark` draws a line to compare with (a target, a mean).
 * A null value is 未填报 (or `none`) and draws no bar. The scale starts at zero, always.
 */
export function BarPlot({
  title,
  bars,
  value = (n) => format(n),
  head,
  mark,
  max,
  none = t('未填报'),
}: {
  title: string;
  bars: Bar[];
  value?: (n: number) => string;
  /** Heads of the table: what a bar is, what its number is. */
  head: [label: string, value: string];
  mark?: { value: number; label: string };
  max?: number;
  /** What stands for a missing value, where it is not that nobody has filed it. */
  none?: string;
}) {
  const top = max ?? Math.max(1, mark?.value ?? 0, ...bars.map((bar) => bar.value ?? 0));
  const share = (n: number) => `${Math.min(100, (n / top) * 100)}%`;
  return (
    <figure class="plot">
      <figcaption>{title}</figcaption>
      <div class="bars" aria-hidden="true">
        {bars.map((bar) => [
          <span key={`${bar.id}-l`}>{bar.label}</span>,
          <svg key={`${bar.id}-b`} class="bar" aria-hidden="true">
            <rect class="bar-ground" width="100%" height="22" rx="4" />
            {!!bar.value && (
              <rect class={`bar-fill bar-fill-${bar.tone ?? 'accent'}`} width={share(bar.value)} height="22" rx="4" />
            )}
            {mark && <line class="bar-mark" x1={share(mark.value)} x2={share(mark.value)} y1="-3" y2="25" />}
          </svg>,
          <span key={`${bar.id}-v`} class="bar-value num">
            {bar.value === null ? none : value(bar.value)}
            {bar.note && <span class="bar-note"> {bar.note}</span>}
          </span>,
        ])}
      </div>
      {mark && <p class="small muted">│ {t('{name}：{value}', { name: mark.label, value: value(mark.value) })}</p>}
      <PlotTable>
        <Table
          caption={title}
          hideCaption
          rows={bars}
          rowKey={(bar) => bar.id}
          columns={[
            { key: 'label', head: head[0], cell: (bar) => bar.label },
            {
              key: 'value',
              head: head[1],
              end: true,
              cell: (bar) => (bar.value === null ? none : value(bar.value)),
            },
            ...(bars.some((bar) => bar.note)
              ? [{ key: 'note', head: t('说明'), cell: (bar: Bar) => bar.note ?? '' }]
              : []),
          ]}
        />
      </PlotTable>
    </figure>
  );
}

/** The parts of a whole: each bar is drawn against the first and says its share of it. */
export function FunnelPlot({
  title,
  steps,
  head,
}: {
  title: string;
  steps: Bar[];
  head: [label: string, value: string];
}) {
  const whole = steps[0]?.value;
  const bars = steps.map((step, index) => {
    const share = index > 0 && whole && step.value !== null ? percent(step.value / whole) : undefined;
    return { ...step, note: step.note ?? share };
  });
  return <BarPlot title={title} bars={bars} head={head} max={Math.max(1, steps[0]?.value ?? 1)} />;
}

/** The table behind a picture: folded for the eye, open to readers. */
export function PlotTable({ children }: { children: ComponentChildren }) {
  return (
    <details class="plot-table">
      <summary>{t('看表格')}</summary>
      {children}
    </details>
  );
}

import { useEffect, useRef } from 'preact/hooks';
import type { AlignedData } from 'uplot';
import { date, number as format } from './format.ts';
import { lang } from './i18n.ts';
import { PlotTable } from './plot.tsx';
import { prefs } from './prefs.ts';
import { Table } from './table.tsx';
import './plot.css';

export type Line = {
  label: string;
  values: (number | null)[];
  token?: '--accent' | '--amber-mark' | '--stale-mark' | '--ink-2';
};

/**
 * Lines over days, drawn by uPlot, which is fetched only where such a plot is shown. `days` are 'YYYY-MM-DD', ascending;
 * each line has one value per day. Lines differ by dash as well as colour; the table under it holds the same numbers.
 */
export function LinePlot({
  title,
  days,
  lines,
  dayHead,
  height = 220,
}: {
  title: string;
  days: string[];
  lines: Line[];
  dayHead: string;
  height?: number;
}) {
  const box = useRef<HTMLDivElement>(null);
  const look = `${prefs.value.theme}${prefs.value.elder}${prefs.value.contrast}${lang.value}`;
  // A canvas takes its colours once, so a new look draws it anew
  useEffect(() => {
    const node = box.current;
    if (!node) return;
    let gone = false;
    let tidy = () => {};
    Promise.all([import('uplot'), import('uplot/dist/uPlot.min.css')]).then(([{ default: UPlot }]) => {
      if (gone) return;
      const style = getComputedStyle(document.documentElement);
      const token = (name: string) => style.getPropertyValue(name).trim();
      // uPlot scales fonts by the pixel ratio and understands px only.
      const font = `${Number.parseFloat(token('--type-small')) * 16}px sans-serif`;
      const axis = {
        stroke: token('--ink-3'),
        grid: { stroke: token('--line'), width: 1 },
        ticks: { show: false },
        font,
      };
      const plot = new UPlot(
        {
          width: node.clientWidth,
          height,
          cursor: { y: false },
          scales: { y: { range: (_, __, max) => [0, Math.max(1, max * 1.1)] } },
          axes: [
            { ...axis, values: (_, ticks) => ticks.map((tick) => day(tick)) },
            { ...axis, size: 56 },
          ],
          series: [
            { label: dayHead, value: (_, tick) => (tick == null ? '' : day(tick)) },
            ...lines.map((line, index) => ({
              label: line.label,
              stroke: token(line.token ?? '--accent'),
              width: 2,
              dash: [[], [6, 4], [2, 4]][index % 3],
              points: { show: false },
            })),
          ],
        },
        [days.map((text) => Date.parse(text) / 1000), ...lines.map((line) => line.values)] as AlignedData,
        node,
      );
      const watch = new ResizeObserver(() => plot.setSize({ width: node.clientWidth, height }));
      watch.observe(node);
      tidy = () => {
        watch.disconnect();
        plot.destroy();
      };
    });
    return () => {
      gone = true;
      tidy();
    };
  }, [days, lines, height, look, dayHead]);

  return (
    <figure class="plot">
      <figcaption>{title}</figcaption>
      <div ref={box} aria-hidden="true" style={{ minHeight: `${height}px` }} />
      <PlotTable>
        <Table
          caption={title}
          hideCaption
          maxHeight="320px"
          rows={days.map((text, index) => ({ text, index }))}
          rowKey={(row) => row.text}
          columns={[
            { key: 'day', head: dayHead, cell: (row) => date(row.text) },
            ...lines.map((line) => ({
              key: line.label,
              head: line.label,
              end: true,
              cell: (row: { index: number }) => format(line.values[row.index]),
            })),
          ]}
        />
      </PlotTable>
    </figure>
  );
}

const day = (seconds: number) => new Date(seconds * 1000).toISOString().slice(5, 10);

import { Download } from 'lucide';
import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Button } from './button.tsx';
import { csv, download } from './csv.ts';
import type { Plot } from './history-plot.ts';
import { t } from './i18n.ts';
import { PlotTable } from './plot.tsx';
import { PlotCanvas } from './plot-canvas.tsx';
import { Table } from './table.tsx';
import './plot.css';
import './history.css';

/** One line: its colour is a token of tokens.css, its dash says the same without colour. `id` is its column in the file. */
export type PlotLine = {
  id: string;
  head: string;
  token: string;
  width: number;
  dash?: number[];
  values: (number | null)[];
};

/**
 * Lines over days: the plot, a slider that reads it point by point, and the same numbers as a table and a file.
 * @param notes a further column that says of each day what a number cannot
 */
export function LinePlot({
  title,
  days,
  lines,
  when,
  tick,
  value,
  none = '—',
  notes,
  file,
  start,
  children,
}: {
  title: string;
  days: string[];
  lines: PlotLine[];
  when: (day: string) => string;
  tick: (day: string) => string;
  value: (n: number) => string;
  none?: string;
  notes?: { id: string; head: string; values: string[]; codes: string[] };
  /** its name without `.csv` */
  file: string;
  /** the point read first; the last one when left out */
  start?: number;
  children?: ComponentChildren;
}) {
  const [at, setAt] = useState(start ?? days.length - 1);
  const plot = useRef<Plot | null>(null);
  const index = Math.min(at, days.length - 1);
  const here = days[index];
  if (here === undefined) return null;
  const says = (line: PlotLine, i: number) => {
    const n = line.values[i];
    return n === null || n === undefined ? none : value(n);
  };
  const rows = days.map((day, i) => ({ day, i })).reverse();
  const save = () =>
    download(
      `${file}.csv`,
      csv([
        ['on', ...lines.map((line) => line.id), ...(notes ? [notes.id] : [])],
        ...days.map((day, i) => [
          day,
          ...lines.map((line) => line.values[i] ?? null),
          ...(notes ? [notes.codes[i] ?? ''] : []),
        ]),
      ]),
    );
  return (
    <figure class="plot history">
      <figcaption>{title}</figcaption>
      <p class="history-when" aria-hidden="true">
        <strong>{when(here)}</strong>
        {notes?.values[index] && <span class="muted small"> {notes.values[index]}</span>}
      </p>
      <ul class="history-key">
        {lines.map((line) => (
          <li key={line.id} style={{ '--history-line': `var(--${line.token})` }}>
            <svg aria-hidden="true">
              <line
                x1="0"
                x2="32"
                y1="4"
                y2="4"
                stroke-width={line.width + 0.5}
                stroke-dasharray={line.dash?.join(' ')}
              />
            </svg>
            {line.head} <strong class="num">{says(line, index)}</strong>
          </li>
        ))}
      </ul>
      <PlotCanvas
        of={lines}
        days={days}
        lines={lines.map(({ id: _id, head: _head, ...line }) => line)}
        tick={tick}
        plot={plot}
        onPoint={setAt}
      />
      <input
        class="history-slider"
        type="range"
        min={0}
        max={days.length - 1}
        value={index}
        aria-label={t('{plot}：看哪一个时点', { plot: title })}
        aria-valuetext={t('{when}：{figures}', {
          when: when(here),
          figures: lines.map((line) => `${line.head} ${says(line, index)}`).join(t('，')),
        })}
        onInput={(event) => {
          const to = Number(event.currentTarget.value);
          setAt(to);
          plot.current?.point(to);
        }}
      />
      {children}
      <PlotTable>
        <Table
          caption={title}
          hideCaption
          maxHeight="28rem"
          rows={rows}
          rowKey={(row) => row.day}
          columns={[
            { key: 'day', head: t('时间'), nowrap: true, cell: (row) => when(row.day) },
            ...lines.map((line) => ({
              key: line.id,
              head: line.head,
              end: true,
              cell: (row: { i: number }) => says(line, row.i),
            })),
            ...(notes
              ? [{ key: notes.id, head: notes.head, cell: (row: { i: number }) => notes.values[row.i] ?? '' }]
              : []),
          ]}
        />
      </PlotTable>
      <div class="row screen-only">
        <Button icon={Download} onClick={save}>
          {t('下载 CSV')}
        </Button>
      </div>
    </figure>
  );
}

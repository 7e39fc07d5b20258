import { number, percent } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { PlotTable } from '../ui/plot.tsx';
import { Table } from '../ui/table.tsx';

type Part<K extends string> = { key: K; label: string };
type Row<K extends string> = { id: string; label: string; values: Record<K, number> };

/** Each row a whole, cut into its shares; the same numbers as a table. A row of nothing says so and draws nothing. */
export function StackPlot<K extends string>({
  title,
  head,
  parts,
  rows,
}: {
  title: string;
  head: string;
  parts: Part<K>[];
  rows: Row<K>[];
}) {
  const sum = (row: Row<K>) => parts.reduce((n, { key }) => n + row.values[key], 0);
  return (
    <figure class="plot">
      <figcaption>{title}</figcaption>
      <ul class="stack-key small" aria-hidden="true">
        {parts.map(({ key, label }, index) => (
          <li key={key} class={`part-${index}`}>
            {label}
          </li>
        ))}
      </ul>
      <div class="bars" aria-hidden="true">
        {rows.map((row) => {
          const whole = sum(row);
          let x = 0;
          return [
            <span key={`${row.id}-l`}>{row.label}</span>,
            <svg key={`${row.id}-b`} class="bar" aria-hidden="true">
              <rect class="bar-ground" width="100%" height="22" rx="4" />
              {whole > 0 &&
                parts.map(({ key }, index) => {
                  const width = (row.values[key] / whole) * 100;
                  x += width;
                  return <rect key={key} class={`part-${index}`} x={`${x - width}%`} width={`${width}%`} height="22" />;
                })}
            </svg>,
            <span key={`${row.id}-v`} class="bar-value num">
              {whole === 0 ? t('无数据') : percent(row.values[(parts[0] as Part<K>).key] / whole, 0)}
              <span class="bar-note"> {t('{n} 份', { n: number(whole) })}</span>
            </span>,
          ];
        })}
      </div>
      <PlotTable>
        <Table
          caption={title}
          hideCaption
          rows={rows}
          rowKey={(row) => row.id}
          columns={[
            { key: 'label', head, cell: (row) => row.label },
            ...parts.map(({ key, label }) => ({
              key: key as string,
              head: label,
              end: true,
              cell: (row: Row<K>) => number(row.values[key]),
            })),
          ]}
        />
      </PlotTable>
    </figure>
  );
}

import { month, number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { PlotTable } from '../ui/plot.tsx';
import { Table } from '../ui/table.tsx';
import type { Fairness } from './fairness-page.tsx';

type Month = Fairness['months'][number];
const [WIDE, HIGH, GAP] = [720, 140, 18];

/** Offers by month as columns, and on each what went past the order; the same numbers as a table. */
export function MonthPlot({ of }: { of: Month[] }) {
  const past = (m: Month) => m.overrides + m.emergencies;
  const top = Math.max(1, ...of.map((m) => Math.max(m.offers, past(m))));
  const step = WIDE / of.length;
  const tall = (n: number) => (n / top) * HIGH;
  const title = t('按月：通知、越序和紧急安置');
  return (
    <figure class="plot">
      <figcaption>{title}</figcaption>
      <ul class="stack-key small" aria-hidden="true">
        <li class="part-0">{t('按序的通知')}</li>
        <li class="part-past">{t('越序和紧急')}</li>
      </ul>
      <svg class="months" viewBox={`0 0 ${WIDE} ${HIGH + GAP * 2}`} aria-hidden="true">
        {of.map((m, index) => {
          const x = index * step + step * 0.2;
          const inOrder = m.offers - m.overrides;
          return (
            <g key={m.month}>
              <rect class="part-0" x={x} width={step * 0.6} y={GAP + HIGH - tall(inOrder)} height={tall(inOrder)} />
              <rect
                class="part-past"
                x={x}
                width={step * 0.6}
                y={GAP + HIGH - tall(inOrder + past(m))}
                height={tall(past(m))}
              />
              <text x={index * step + step / 2} y={GAP + HIGH - tall(inOrder + past(m)) - 4} text-anchor="middle">
                {m.offers + m.emergencies}
              </text>
              <text class="months-name" x={index * step + step / 2} y={HIGH + GAP + 14} text-anchor="middle">
                {m.month.slice(2).replace('-', '.')}
              </text>
            </g>
          );
        })}
        <line class="months-ground" x1="0" x2={WIDE} y1={GAP + HIGH} y2={GAP + HIGH} />
      </svg>
      <PlotTable>
        <Table
          caption={title}
          hideCaption
          rows={[...of].reverse()}
          rowKey={(row) => row.month}
          columns={[
            { key: 'month', head: t('月份'), nowrap: true, cell: (row) => month(`${row.month}-01`) },
            { key: 'offers', head: t('通知'), end: true, cell: (row) => number(row.offers) },
            { key: 'overrides', head: t('越序'), end: true, cell: (row) => number(row.overrides) },
            { key: 'passed', head: t('越过（人）'), end: true, cell: (row) => number(row.passed_over) },
            { key: 'struck', head: t('划去'), end: true, cell: (row) => number(row.struck) },
            { key: 'emergencies', head: t('紧急安置'), end: true, cell: (row) => number(row.emergencies) },
          ]}
        />
      </PlotTable>
    </figure>
  );
}

import { useRef, useState } from 'preact/hooks';
import { date, dayMonth, money, percent } from '../ui/format.ts';
import type { Plot } from '../ui/history-plot.ts';
import { t } from '../ui/i18n.ts';
import { PlotTable } from '../ui/plot.tsx';
import { PlotCanvas } from '../ui/plot-canvas.tsx';
import { Table } from '../ui/table.tsx';
import { amount, type LotPage, unitWord } from './view.ts';
import '../ui/plot.css';

type Forecast = NonNullable<LotPage['forecast']>;
type Day = Forecast['days'][number];

const lines = [
  { name: 'used', token: 'accent', width: 3 },
  { name: 'staying', token: 'accent', width: 2.5, dash: [8, 4] },
  { name: 'with_offers', token: 'amber-mark', width: 2.5, dash: [2, 4] },
  { name: 'even', token: 'stale-mark', width: 1.5, dash: [1.5, 3] },
  { name: 'quantity', token: 'ink', width: 1.5 },
] as const;
type Name = (typeof lines)[number]['name'];
const heads = (): Record<Name, string> => ({
  used: t('已用'),
  staying: t('现住的人住到期满'),
  with_offers: t('通知中的也入住'),
  even: t('均匀使用'),
  quantity: t('购买数量'),
});

/** What the term comes to: the plot, a slider that reads it day by day, its assumptions, and the numbers by month. */
export function ForecastPlot({ of, lot }: { of: Forecast; lot: LotPage['lot'] }) {
  const now = of.days.findIndex((d) => d.on === of.from);
  const [at, setAt] = useState(of.days.length - 1);
  const plot = useRef<Plot | null>(null);
  const here = of.days[Math.min(at, of.days.length - 1)];
  if (!here) return null;
  const value = (day: Day, name: Name) => (name === 'quantity' ? of.quantity : day[name]);
  const says = (day: Day, name: Name) => {
    const n = value(day, name);
    return n === null ? '—' : amount(n);
  };
  const offered = of.with_offers.units !== of.staying.units;
  const shown = lines.filter((l) => l.name !== 'with_offers' || offered);
  const share = (n: number) => (of.quantity > 0 ? percent(n / of.quantity, 0) : '—');
  const monthly = of.days.filter((d, i) => i === now || of.days[i + 1]?.on.slice(0, 7) !== d.on.slice(0, 7));
  return (
    <section class="plot history" aria-labelledby="ledger-forecast">
      <h2 id="ledger-forecast">{t('到期满用多少（{unit}）', { unit: unitWord(lot.unit) })}</h2>
      <p>
        {t('到{day}已用 {used}（{share}）。现住的人住到期满，共 {n}，占购买数量的 {all}。', {
          day: date(of.from),
          used: amount(of.used),
          share: share(of.used),
          n: amount(of.staying.units),
          all: share(of.staying.units),
        })}
        {of.runs_out_on && <strong>{t('数量到{day}用完。', { day: date(of.runs_out_on) })}</strong>}
      </p>
      <p class="history-when" aria-hidden="true">
        <strong>{date(here.on)}</strong>
      </p>
      <ul class="history-key">
        {shown.map(({ name, width, ...style }) => (
          <li key={name} class={`ledger-${name}`}>
            <svg aria-hidden="true">
              <line
                x1="0"
                x2="32"
                y1="4"
                y2="4"
                stroke-width={width + 0.5}
                stroke-dasharray={'dash' in style ? style.dash.join(' ') : undefined}
              />
            </svg>
            {heads()[name]} <strong class="num">{says(here, name)}</strong>
          </li>
        ))}
      </ul>
      <PlotCanvas
        of={of}
        days={of.days.map((d) => d.on)}
        lines={shown.map(({ name, token, width, ...style }) => ({
          token,
          width,
          ...('dash' in style ? { dash: [...style.dash] } : {}),
          values: of.days.map((d) => value(d, name)),
        }))}
        tick={dayMonth}
        plot={plot}
        onPoint={setAt}
      />
      <input
        class="history-slider"
        type="range"
        min={0}
        max={of.days.length - 1}
        value={at}
        aria-label={t('看哪一天')}
        aria-valuetext={t('{when}：{figures}', {
          when: date(here.on),
          figures: shown.map(({ name }) => `${heads()[name]} ${says(here, name)}`).join(t('，')),
        })}
        onInput={(event) => {
          const index = Number(event.currentTarget.value);
          setAt(index);
          plot.current?.point(index);
        }}
      />
      <ul class="ledger-assume small muted">
        {lot.unit === 'hour' ? (
          <li>{t('以后每天的服务时长，按最近 30 天的平均；通知中的也入住时按人数放大。')}</li>
        ) : (
          <li>{t('假设{day}在住的人都住到期满，没有人离开，也没有别人来。', { day: date(of.from) })}</li>
        )}
        {offered && <li>{t('“通知中的也入住”：收到入住通知的人第二天全部入住。')}</li>}
        <li>
          {t(
            '一个名额住满一个月算 1；占着床位请假的日子这里也算。验收只算实到的日子，可能比这里少。均匀使用：购买数量按天平均。',
          )}
        </li>
        <li>
          {t('按每天的单价全额估算，期满共 {staying}，合同金额 {amount}；还没有扣个人负担，实付更少。', {
            staying: money(of.staying.full_price_fen, true),
            amount: money(of.amount_fen, true),
          })}
          {offered && t('通知中的也入住，共 {offers}。', { offers: money(of.with_offers.full_price_fen, true) })}
        </li>
      </ul>
      <PlotTable>
        <Table
          caption={t('按月的累计用量')}
          hideCaption
          maxHeight="24rem"
          rows={monthly}
          rowKey={(row) => row.on}
          columns={[
            { key: 'on', head: t('到这一天'), nowrap: true, cell: (row) => date(row.on) },
            ...shown.map(({ name }) => ({
              key: name,
              head: heads()[name],
              end: true,
              cell: (row: Day) => says(row, name),
            })),
          ]}
        />
      </PlotTable>
    </section>
  );
}

import { addDays } from '../../server/kernel/period.ts';
import { Facts } from '../ui/card.tsx';
import { date, money, number, unfiled } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { type Column, Table } from '../ui/table.tsx';
import { word } from '../ui/words.ts';
import { elementCodes, elementWords, type Terms, unitWord, type Whole } from './words.ts';

type Lot = Omit<Whole['lots'][number], 'committed' | 'in_use' | 'accepted_fen'>;

/** Prices by the day each holds from; one price needs no day. */
function Prices({ of }: { of: Lot['prices'] }) {
  const [only] = of;
  if (!only) return <>{unfiled()}</>;
  if (of.length === 1) return <>{money(only.unit_price_fen, true)}</>;
  return (
    <ul>
      {of.map((p) => (
        <li key={p.from}>{t('{price}（{day}起）', { price: money(p.unit_price_fen, true), day: date(p.from) })}</li>
      ))}
    </ul>
  );
}

const until = (): Column<Lot> => ({
  key: 'until',
  head: t('期限'),
  cell: (row) => (
    <span class="contract-term">
      {row.end <= row.start
        ? t('没有履行')
        : t('{start} 至 {last}', { start: date(row.start), last: date(addDays(row.end, -1)) })}
    </span>
  ),
});

type Span = { start: string; end: string };
/** The period of a lot is said where it is not the contract's. */
const said = (lots: readonly Lot[], whole: Span): Column<Lot>[] => [
  { key: 'facility', head: t('机构'), cell: (row) => <span class="contract-title">{row.facility ?? unfiled()}</span> },
  { key: 'service', head: t('服务'), nowrap: true, cell: (row) => word('bed', row.service_class) },
  { key: 'item', head: t('目录项目'), nowrap: true, cell: (row) => row.catalogue_code ?? unfiled() },
  { key: 'bought', head: t('名额'), end: true, cell: (row) => number(row.bought) },
  {
    key: 'quantity',
    head: t('数量'),
    end: true,
    nowrap: true,
    cell: (row) => t('{n} {unit}', { n: number(row.quantity), unit: unitWord(row.unit) }),
  },
  { key: 'price', head: t('单价'), end: true, nowrap: true, cell: (row) => <Prices of={row.prices} /> },
  { key: 'amount', head: t('金额'), end: true, nowrap: true, cell: (row) => money(row.amount_fen, true) },
  ...(lots.some((l) => l.start !== whole.start || l.end !== whole.end) ? [until()] : []),
];

/** The lots as the contract says them; for the bureau also what is used and accepted of each. */
export function Lots({ of, whole }: { of: readonly Lot[]; whole: Span }) {
  return (
    <>
      <div class="contract-board">
        <Table
          caption={t('标的清单')}
          hideCaption
          rows={[...of]}
          rowKey={(row) => row.id}
          columns={said(of, whole)}
          maxHeight="none"
        />
      </div>
      <LotCards of={of} />
    </>
  );
}
export function UsedLots({ of, whole }: { of: Whole['lots']; whole: Span }) {
  const columns: Column<Whole['lots'][number]>[] = [
    ...said(of, whole),
    {
      key: 'used',
      head: t('在住 + 已通知'),
      end: true,
      nowrap: true,
      cell: (row) => `${number(row.in_use)} + ${number(row.committed)}`,
    },
    { key: 'accepted', head: t('已验收'), end: true, nowrap: true, cell: (row) => money(row.accepted_fen, true) },
  ];
  return (
    <Table caption={t('标的清单')} hideCaption rows={of} rowKey={(row) => row.id} columns={columns} maxHeight="none" />
  );
}

/** On a phone one lot below the other: nobody reads a table of eight columns there. Paper has the table. */
const LotCards = ({ of }: { of: readonly Lot[] }) => (
  <ul class="stack-tight contract-lot-cards">
    {of.map((l) => (
      <li key={l.id} class="contract-lot-card">
        <strong>{l.facility ?? unfiled()}</strong>
        <Facts
          of={[
            [t('服务'), word('bed', l.service_class)],
            [t('名额'), number(l.bought)],
            [t('数量'), t('{n} {unit}', { n: number(l.quantity), unit: unitWord(l.unit) })],
            [t('单价'), <Prices key="price" of={l.prices} />],
            [t('金额'), money(l.amount_fen, true)],
          ]}
        />
      </li>
    ))}
  </ul>
);

export const Elements = ({ of }: { of: Terms['elements'] | null }) =>
  of ? (
    <Facts
      of={elementCodes.map((e) => [
        t(elementWords[e]),
        <span key={e} class="contract-text">
          {of[e] || unfiled()}
        </span>,
      ])}
    />
  ) : (
    <p>{unfiled()}</p>
  );

import type { InferResponseType } from 'hono/client';
import { call, client } from '../api.ts';
import { StatusDot } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { date, dayMonth, money, number, percent } from '../ui/format.ts';
import { key, t } from '../ui/i18n.ts';
import { LinePlot } from '../ui/line-plot.tsx';
import { useLoad } from '../ui/load.ts';
import { type Column, Table } from '../ui/table.tsx';
import { href } from '../ui/url.ts';
import { word } from '../ui/words.ts';
import { SaveCsv, Shown, type TabProps } from './shared.tsx';

type Contracts = InferResponseType<typeof client.api.v1.insight.contracts.$get, 200>;
type Contract = Contracts['contracts'][number];
type Burn = Pick<
  Contract,
  | 'start'
  | 'end'
  | 'elapsed'
  | 'amount_fen'
  | 'used_fen'
  | 'staying_fen'
  | 'accepted_fen'
  | 'paid_fen'
  | 'runs_out_on'
  | 'outlook'
>;

const outlooks = { runs_out: key('到期前用完'), under: key('用不完'), on_course: key('正常') } as const;

/** Every contract against the time that has passed: what is used, accepted and paid, and how it will end. */
export function ContractsTab({ query, set }: TabProps) {
  const loaded = useLoad(
    (signal) =>
      call(
        (o) =>
          client.api.v1.insight.contracts.$get(
            {
              query: { ...(query.on ? { on: query.on } : {}), ...(query.contract ? { contract: query.contract } : {}) },
            },
            o,
          ),
        { signal },
      ),
    [query.on, query.contract],
  );
  return (
    <Shown of={loaded}>
      {(data) =>
        data.total === null ? (
          <Empty title={t('这一天没有在期的合同')} />
        ) : (
          <Running of={data} total={data.total} query={query} set={set} />
        )
      }
    </Shown>
  );
}

function Running({ of, total, query, set }: { of: Contracts; total: Burn } & TabProps) {
  const one = of.contracts.find((c) => c.id === query.contract);
  // In ten thousands, as budgets are read here: the axis has no room for more.
  const wan = (fen: number | null) => (fen === null ? null : Math.round(fen / 10_000) / 100);
  const line = (name: 'even' | 'used' | 'staying' | 'accepted' | 'paid') => of.days.map((d) => wan(d[name]));
  const title = one ? t('{no}的进度（万元）', { no: one.contract_no }) : t('全部在期合同的进度（万元）');
  return (
    <>
      {one && (
        <div class="row screen-only">
          <Button onClick={() => set({ contract: null })}>{t('看全部合同')}</Button>
        </div>
      )}
      <p>
        {t('到{day}，时间过了 {time}，按全价用了 {used}，验收 {accepted}，拨付 {paid}，合同金额 {amount}。', {
          day: date(of.on),
          time: percent(total.elapsed, 0),
          used: percent(share(total.used_fen, total), 0),
          accepted: money(total.accepted_fen, true),
          paid: money(total.paid_fen, true),
          amount: money(total.amount_fen, true),
        })}
      </p>
      <LinePlot
        title={title}
        file={`contracts-over-time-${of.on}`}
        days={of.days.map((d) => d.on)}
        when={date}
        tick={dayMonth}
        value={(n) => number(n, 1)}
        start={of.days.findIndex((d) => d.on === of.on)}
        lines={[
          { id: 'used_10k_yuan', head: t('已用（全价）'), token: 'accent', width: 3, values: line('used') },
          {
            id: 'staying_10k_yuan',
            head: t('现住的人住到期满'),
            token: 'accent',
            width: 2.5,
            dash: [8, 4],
            values: line('staying'),
          },
          {
            id: 'even_10k_yuan',
            head: t('均匀使用'),
            token: 'stale-mark',
            width: 1.5,
            dash: [1.5, 3],
            values: line('even'),
          },
          {
            id: 'accepted_10k_yuan',
            head: t('已验收'),
            token: 'ink',
            width: 2,
            dash: [14, 3],
            values: line('accepted'),
          },
          { id: 'paid_10k_yuan', head: t('已拨付'), token: 'amber-mark', width: 2, dash: [4, 3], values: line('paid') },
        ]}
      >
        <p class="small muted">
          {t(
            '已用按每天在住的人和当天的单价全额估算，还没有扣个人负担和请假的日子，验收会比它少。以后假设现住的人都住到期满，没有别人来。都按现在的记录推算。',
          )}
        </p>
      </LinePlot>
      {one ? (
        <Lots of={of} contract={one} />
      ) : (
        <All of={of} to={(c) => href('/officer/insight', { ...query, contract: c.id })} />
      )}
    </>
  );
}

const share = (fen: number, of: Pick<Burn, 'amount_fen'>) => (of.amount_fen > 0 ? fen / of.amount_fen : 0);

function Outlook({ of }: { of: Burn }) {
  const says = t(outlooks[of.outlook]);
  if (of.outlook === 'runs_out')
    return (
      <StatusDot shape="cross" tone="red">
        {of.runs_out_on ? t('{day}用完', { day: date(of.runs_out_on) }) : says}
      </StatusDot>
    );
  return of.outlook === 'under' ? (
    <StatusDot shape="triangle" tone="amber">
      {says}
    </StatusDot>
  ) : (
    <span>{says}</span>
  );
}

/** Bars of one line: time passed, used and accepted against one whole, drawn to be read without colour. */
function Against({ of }: { of: Burn }) {
  const bars = [
    ['time', of.elapsed],
    ['used', share(of.used_fen, of)],
    ['accepted', share(of.accepted_fen, of)],
  ] as const;
  return (
    <svg class="insight-against" aria-hidden="true" viewBox="0 0 100 18" preserveAspectRatio="none">
      <rect class="bar-ground" width="100" height="18" />
      {bars.map(([name, n], i) => (
        <rect key={name} class={`insight-${name}`} y={1 + i * 6} width={Math.min(100, 100 * n)} height="4" />
      ))}
    </svg>
  );
}

const burnColumns = <Row extends Burn>(): Column<Row>[] => [
  { key: 'against', head: t('时间 / 已用 / 验收'), cell: (r) => <Against of={r} /> },
  { key: 'outlook', head: t('走势'), nowrap: true, cell: (r) => <Outlook of={r} /> },
  { key: 'time', head: t('时间'), end: true, cell: (r) => percent(r.elapsed, 0) },
  { key: 'used', head: t('已用'), end: true, cell: (r) => percent(share(r.used_fen, r), 0) },
  { key: 'accepted', head: t('已验收'), end: true, cell: (r) => percent(share(r.accepted_fen, r), 0) },
  { key: 'staying', head: t('期满预计'), end: true, cell: (r) => percent(share(r.staying_fen, r), 0) },
  { key: 'amount', head: t('合同金额'), end: true, nowrap: true, cell: (r) => money(r.amount_fen, true) },
  {
    key: 'term',
    head: t('期限'),
    nowrap: true,
    cell: (r) => t('{start} 起，{end} 止', { start: r.start, end: r.end }),
  },
];

const burnNames = [
  'start',
  'end',
  'elapsed',
  'amount_fen',
  'used_fen',
  'staying_fen',
  'accepted_fen',
  'paid_fen',
  'runs_out_on',
  'outlook',
] as const;

function All({ of, to }: { of: Contracts; to: (c: Contract) => string }) {
  return (
    <>
      <Table
        caption={t('{day}在期的合同', { day: date(of.on) })}
        rows={of.contracts}
        rowKey={(c) => c.id}
        columns={[
          {
            key: 'no',
            head: t('合同'),
            cell: (c) => (
              <span class="insight-contract">
                <a href={to(c)}>{c.contract_no}</a>
                <span class="small muted">{c.title}</span>
              </span>
            ),
          },
          ...burnColumns<Contract>(),
        ]}
      />
      <p class="small muted">
        {t('期满预计不到合同金额的 80% 算用不完；有一个标的的数量会在到期前用完，就算到期前用完。')}
      </p>
      <SaveCsv
        file={`contracts-${of.on}`}
        rows={() => [
          ['on', 'contract_no', 'title', 'provider', ...burnNames],
          ...of.contracts.map((c) => [of.on, c.contract_no, c.title, c.provider, ...burnNames.map((name) => c[name])]),
        ]}
      />
    </>
  );
}

function Lots({ of, contract }: { of: Contracts; contract: Contract }) {
  return (
    <>
      <Table
        caption={t('{no}的标的', { no: contract.contract_no })}
        rows={of.lots}
        rowKey={(l) => l.id}
        columns={[
          {
            key: 'facility',
            head: t('机构'),
            cell: (l) => (
              <a href={href(`/officer/ledger/${l.id}`, { on: of.on === of.today ? null : of.on })}>{l.facility}</a>
            ),
          },
          { key: 'service', head: t('服务'), nowrap: true, cell: (l) => word('bed', l.service_class) },
          ...burnColumns<Contracts['lots'][number]>(),
        ]}
      />
      <SaveCsv
        file={`lots-${contract.contract_no}-${of.on}`}
        rows={() => [
          ['on', 'contract_no', 'facility', 'service_class', ...burnNames],
          ...of.lots.map((l) => [
            of.on,
            contract.contract_no,
            l.facility,
            l.service_class,
            ...burnNames.map((name) => l[name]),
          ]),
        ]}
      />
    </>
  );
}

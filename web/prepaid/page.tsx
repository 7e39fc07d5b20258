import { Printer } from 'lucide';
import { call, client } from '../api.ts';
import { AnyFacility } from '../ui/any-facility.tsx';
import { StatusDot } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/card.tsx';
import { Chips, ToggleChip } from '../ui/chip.tsx';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { date, money, number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { useQuery } from '../ui/url.ts';
import { useWide } from '../ui/wide.ts';
import { ClosingTab } from './closing.tsx';
import { FilingsTab } from './filings.tsx';
import { Flags, HeldFacts, Limits, Meter } from './flags.tsx';
import { PersonCase } from './person-case.tsx';
import type { Prepaid, PrepaidPerson } from './words.ts';
import './prepaid.css';

const tabs = ['ledger', 'filings', 'closing'] as const;

/** What a home has taken ahead: its filing, the ledger by resident, and its closing. */
export default function PrepaidPage() {
  useTitle(t('预收费'));
  return <AnyFacility title={t('预收费')}>{(id) => <Loaded key={id} id={id} />}</AnyFacility>;
}

export const heldBy = (p: PrepaidPerson) => p.service_fee_fen + p.deposit_fen + p.membership_fen;
const filters = {
  held: (p: PrepaidPerson) => heldBy(p) !== 0,
  left: (p: PrepaidPerson) => p.where === 'left' && heldBy(p) !== 0,
  all: () => true,
};
type Filter = keyof typeof filters;
const filterWord: Record<Filter, () => string> = {
  held: () => t('有余额'),
  left: () => t('已离开未退清'),
  all: () => t('全部老人'),
};

function Loaded({ id }: { id: string }) {
  const { query, set } = useQuery();
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.facilities[':id'].prepaid.$get({ param: { id } }, o), { signal }),
    [id],
  );
  useEvents([`facility:${id}`], reload);
  const own = session.value?.role === 'institution';
  const tab = tabs.find((one) => one === query.tab) ?? 'ledger';
  const open = tab === 'ledger' ? data?.people.find((p) => p.applicant_id === query.sel) : undefined;
  return (
    <StaffFrame
      title={own || !data ? t('预收费') : t('{facility}：预收费', { facility: data.facility.name })}
      tools={
        <Button icon={Printer} onClick={() => print()}>
          {t('打印')}
        </Button>
      }
      list={
        <Tabs
          label={t('预收费')}
          current={tab}
          onChange={(next) => set({ tab: next === 'ledger' ? null : next, sel: null })}
          tabs={[
            { id: 'ledger', label: t('台账') },
            { id: 'filings', label: t('备案') },
            { id: 'closing', label: t('停业') },
          ]}
        >
          <div class="stack">
            {failure && <Problem of={failure} onRetry={reload} focus={false} />}
            {!data && !failure && <Loading />}
            {data && tab === 'ledger' && <Ledger of={data} narrow={!!open} />}
            {data && tab === 'filings' && <FilingsTab of={data} own={own} onDone={reload} />}
            {data && tab === 'closing' && <ClosingTab id={id} own={own} onDone={reload} />}
          </div>
        </Tabs>
      }
      case={
        data && open ? <PersonCase key={open.applicant_id} home={data} of={open} own={own} onDone={reload} /> : null
      }
      onBack={() => set({ sel: null })}
    />
  );
}

function Ledger({ of, narrow }: { of: Prepaid; narrow: boolean }) {
  const { query, set } = useQuery();
  const wide = useWide();
  const filter = (query.show && query.show in filters ? query.show : 'held') as Filter;
  const rows = of.people
    .filter(filters[filter])
    .sort((a, b) => Number(filters.left(b)) - Number(filters.left(a)) || heldBy(b) - heldBy(a));
  return (
    <>
      {of.closing && !of.closing.done && (
        <Notice tone="amber">
          {t('已公告 {day} 停业：不再预收，余额须全部退清。', { day: date(of.closing.closes_on) })}
        </Notice>
      )}
      {!narrow && (
        <>
          <Meter held={of.held.all} limit={of.filing?.limit_fen ?? null} />
          <Flags of={of.flags} />
          <div class="prepaid-held">
            <HeldFacts held={of.held} reserve={of.filing?.risk_reserve_fen ?? null} />
          </div>
          <Limits of={of.rules} />
        </>
      )}
      <Chips label={t('按情况查看')}>
        {(Object.keys(filters) as Filter[]).map((one) => (
          <ToggleChip
            key={one}
            on={filter === one}
            onChange={() => set({ show: one === 'held' ? null : one }, { replace: true })}
          >
            {filterWord[one]()} <strong class="num">{number(of.people.filter(filters[one]).length)}</strong>
          </ToggleChip>
        ))}
      </Chips>
      <Table
        caption={t('按老人查看的预收费')}
        hideCaption
        rows={rows}
        columns={columns(narrow || !wide)}
        rowKey={(row) => row.applicant_id}
        current={query.sel ?? null}
        onOpen={(row) => set({ sel: row.applicant_id })}
        empty={filter === 'all' ? t('没有在住的老人') : t('没有余额；到“全部老人”里给在住老人登记')}
        maxHeight="var(--list-max)"
      />
    </>
  );
}

export function Where({ of }: { of: PrepaidPerson }) {
  if (of.where === 'left')
    return (
      <StatusDot shape="triangle" tone={heldBy(of) === 0 ? 'plain' : 'red'}>
        {of.left_on ? t('{day} 离开', { day: date(of.left_on) }) : t('不在本机构')}
      </StatusDot>
    );
  return (
    <StatusDot shape={of.where === 'here' ? 'dot' : 'half'} tone="accent">
      {of.where === 'here' ? t('{room} 室 {bed} 床', { room: of.room_no ?? '', bed: of.bed_no ?? '' }) : t('待入住')}
    </StatusDot>
  );
}

const some = (fen: number) => (fen === 0 ? '—' : money(fen));

function columns(narrow: boolean): Column<PrepaidPerson>[] {
  const all: (Column<PrepaidPerson> | false)[] = [
    { key: 'name', head: t('老人'), nowrap: true, cell: (row) => row.name },
    { key: 'where', head: t('住处'), cell: (row) => <Where of={row} /> },
    !narrow && {
      key: 'fee',
      head: t('养老服务费'),
      end: true,
      nowrap: true,
      cell: (row) => some(row.service_fee_fen),
    },
    !narrow && {
      key: 'months',
      head: t('约合月数'),
      end: true,
      nowrap: true,
      cell: (row) => (row.months_ahead ? number(row.months_ahead, 1) : '—'),
    },
    !narrow && { key: 'deposit', head: t('预收押金'), end: true, nowrap: true, cell: (row) => some(row.deposit_fen) },
    !narrow && { key: 'member', head: t('会员费'), end: true, nowrap: true, cell: (row) => some(row.membership_fen) },
    { key: 'all', head: t('合计'), end: true, nowrap: true, cell: (row) => money(heldBy(row)) },
    !narrow && {
      key: 'last',
      head: t('最近一笔'),
      nowrap: true,
      cell: (row) => (row.last_on ? date(row.last_on) : '—'),
    },
  ];
  return all.filter((column) => column !== false);
}

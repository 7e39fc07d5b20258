import { Building, Plus } from 'lucide';
import { useLocation } from 'preact-iso';
import { call, client } from '../api.ts';
import { ButtonLink } from '../ui/button.tsx';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { money, number } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { key, t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { useQuery } from '../ui/url.ts';
import { useWide } from '../ui/wide.ts';
import { ContractState } from './state.tsx';
import { type Contract, span } from './words.ts';
import './contracts.css';

/** What each view lists; the first is where the work is. */
const views: [id: string, label: string, states: readonly Contract['state'][]][] = [
  ['open', key('办理中和履行中'), ['draft', 'signed', 'announced', 'active']],
  ['draft', key('草稿'), ['draft']],
  ['signed', key('待公告'), ['signed']],
  ['active', key('履行中'), ['announced', 'active']],
  ['over', key('已结束'), ['ended', 'terminated']],
  ['discarded', key('已作废'), ['discarded']],
];

/** Every contract: what waits to be signed or announced first, what became of places and money beside it. */
export default function ContractsPage() {
  return (
    <Guard roles={['officer', 'leader', 'treasurer', 'inspector']}>
      <Contracts />
    </Guard>
  );
}

const urgency = (c: Contract) =>
  c.announce_colour === 'red' ? 0 : c.state === 'signed' ? 1 : c.state === 'draft' ? 2 : 3;

function Contracts() {
  const wide = useWide();
  useTitle(t('购买服务合同'));
  const { query, set } = useQuery();
  const { route } = useLocation();
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.contracts.$get({}, o), { signal }),
    [],
  );
  useEvents(['contracts'], reload);
  const all = data?.contracts ?? [];
  const view = views.find(([id]) => id === query.view) ?? views[0];
  const rows = all.filter((c) => view?.[2].includes(c.state)).sort((a, b) => urgency(a) - urgency(b));
  return (
    <StaffFrame
      title={t('购买服务合同')}
      tools={
        <>
          <ButtonLink icon={Building} href="/officer/providers">
            {t('承接主体名册')}
          </ButtonLink>
          {session.value?.role === 'officer' && (
            <ButtonLink look="primary" icon={Plus} href="/officer/contracts/new">
              {t('起草合同')}
            </ButtonLink>
          )}
        </>
      }
      list={
        <Tabs
          label={t('合同状态')}
          current={view?.[0] ?? 'open'}
          onChange={(id) => set({ view: id === 'open' ? null : id })}
          tabs={views.map(([id, label, states]) => ({
            id,
            label: t(label),
            count: data && all.filter((c) => states.includes(c.state)).length,
          }))}
        >
          <div class="stack-tight">
            {failure && <Problem of={failure} onRetry={reload} focus={false} />}
            {!data && !failure && <Loading />}
            {data && (
              <Table
                caption={t('购买服务合同')}
                hideCaption
                columns={columns(wide)}
                rows={rows}
                rowKey={(row) => row.id}
                onOpen={(row) => route(`/officer/contracts/${row.id}`)}
                empty={t('这里没有合同')}
                maxHeight="var(--list-max)"
              />
            )}
          </div>
        </Tabs>
      }
    />
  );
}

/** On a phone the name stands under the number, so that what is to be done is in sight beside it. */
const columns = (wide: boolean): Column<Contract>[] => [
  {
    key: 'no',
    head: t('合同编号'),
    cell: (row) => (
      <>
        <span class="contract-no">{row.contract_no}</span>
        {!wide && <div class="small">{row.title}</div>}
      </>
    ),
  },
  ...(wide
    ? [
        {
          key: 'title',
          head: t('名称'),
          cell: (row: Contract) => <span class="contract-title">{row.title}</span>,
        },
      ]
    : []),
  { key: 'state', head: t('状态'), cell: (row) => <ContractState of={row} /> },
  {
    key: 'provider',
    head: t('承接主体'),
    cell: (row) => <span class="contract-title">{row.provider || t('未填报')}</span>,
  },
  { key: 'term', head: t('合同期'), cell: (row) => <span class="contract-term">{span(row.start, row.end)}</span> },
  {
    key: 'places',
    head: t('已用 / 名额'),
    end: true,
    nowrap: true,
    cell: (row) => `${number(row.used)} / ${number(row.bought)}`,
  },
  { key: 'amount', head: t('合同金额'), end: true, nowrap: true, cell: (row) => money(row.amount_fen, true) },
  { key: 'accepted', head: t('已验收'), end: true, nowrap: true, cell: (row) => money(row.accepted_fen, true) },
  { key: 'paid', head: t('已支付'), end: true, nowrap: true, cell: (row) => money(row.paid_fen, true) },
];

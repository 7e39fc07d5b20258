import { Plus } from 'lucide';
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { date, number, percent } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { word } from '../ui/words.ts';
import { OpenRound } from './open-round.tsx';
import { Checked, Digest, RoundState } from './round-state.tsx';
import type { Round } from './words.ts';
import './rounds.css';

/** Every allocation round, newest first: what it gave and whether the check found it clean. */
export default function RoundsPage() {
  return (
    <Guard roles={['officer', 'leader', 'inspector']}>
      <Rounds />
    </Guard>
  );
}

function Rounds() {
  useTitle(t('分配轮次'));
  const { route } = useLocation();
  const [opening, setOpening] = useState(false);
  const { data, failure, reload } = useLoad((signal) => call((o) => client.api.v1.rounds.$get({}, o), { signal }), []);
  useEvents(['rounds'], reload);
  return (
    <StaffFrame
      title={t('分配轮次')}
      tools={
        session.value?.role === 'officer' && (
          <Button look="primary" icon={Plus} onClick={() => setOpening(true)}>
            {t('新开一轮')}
          </Button>
        )
      }
      list={
        <div class="stack-tight">
          {failure && <Problem of={failure} onRetry={reload} focus={false} />}
          {!data && !failure && <Loading />}
          {data && (
            <Table
              caption={t('分配轮次')}
              hideCaption
              columns={columns()}
              rows={data.rounds}
              rowKey={(row) => row.id}
              onOpen={(row) => route(`/officer/rounds/${row.id}`)}
              empty={t('还没有分配过。新开一轮，把空床一次按轮候顺序排给所有在等的人。')}
              maxHeight="var(--list-max)"
            />
          )}
          {opening && <OpenRound onClose={() => setOpening(false)} />}
        </div>
      }
    />
  );
}

const columns = (): Column<Round>[] => [
  { key: 'no', head: t('轮次'), nowrap: true, cell: (row) => <span class="num">{row.round_no}</span> },
  { key: 'name', head: t('名称'), cell: (row) => <span class="wrap-name">{row.name}</span> },
  { key: 'state', head: t('状态'), nowrap: true, cell: (row) => <RoundState of={row} /> },
  {
    key: 'services',
    head: t('服务'),
    nowrap: true,
    cell: (row) => row.services.map((s) => word('bed', s)).join(t('、')),
  },
  { key: 'people', head: t('参加'), end: true, cell: (row) => figure(row.summary?.people) },
  { key: 'beds', head: t('床位'), end: true, cell: (row) => figure(row.summary?.beds) },
  { key: 'placed', head: t('安排'), end: true, cell: (row) => figure(row.summary?.placed) },
  {
    key: 'first',
    head: t('第一意愿'),
    end: true,
    nowrap: true,
    cell: (row) => (row.summary?.placed ? percent(row.summary.first_choice / row.summary.placed, 0) : '—'),
  },
  { key: 'clean', head: t('独立核验'), nowrap: true, cell: (row) => <Checked of={row} /> },
  { key: 'opened', head: t('开轮'), nowrap: true, cell: (row) => date(row.opened_at) },
  { key: 'published', head: t('发布'), nowrap: true, cell: (row) => (row.published_at ? date(row.published_at) : '—') },
  { key: 'seed', head: t('种子摘要'), nowrap: true, cell: (row) => <Digest of={row.seed_digest} /> },
];
const figure = (n: number | undefined) => (n === undefined ? '—' : number(n));

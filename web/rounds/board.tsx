import { useEffect, useState } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import { call, client } from '../api.ts';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { needFacilities } from '../ui/facilities.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { useQuery } from '../ui/url.ts';
import { Apart } from './apart.tsx';
import { Compare } from './compare.tsx';
import { Deciding } from './decide.tsx';
import { EmptyBeds } from './empty-beds.tsx';
import { Next } from './next.tsx';
import { ProposalCase } from './proposal-case.tsx';
import { Proposals } from './proposals.tsx';
import { Published } from './published.tsx';
import { Figures, RoundTools } from './round-head.tsx';
import type { Proposal } from './words.ts';
import './rounds.css';

/** The allocation board: one round from its sealed seed to the offers. */
export default function BoardPage() {
  return (
    <Guard roles={['officer', 'leader', 'inspector']}>
      <Board />
    </Guard>
  );
}

/** What is about to be decided, as of the version the officer saw. */
export type Ask = { decision: 'approved' | 'struck' | 'undecided'; proposals: Proposal[] };
const tabs = ['proposals', 'empty', 'compare', 'apart', 'problems'] as const;

function Board() {
  const { params } = useRoute();
  const id = params.id ?? '';
  const { query, set } = useQuery();
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.rounds[':id'].$get({ param: { id } }, o), { signal, timeoutMs: 60_000 }),
    [id],
  );
  useEvents(['rounds'], reload);
  useEffect(() => void needFacilities(), []);
  const [asked, setAsked] = useState<(Ask & { version: number; due?: number }) | null>(null);
  const setAsk = (ask: Ask) => data && setAsked({ ...ask, version: data.round.version });
  // What was decided stays in front until the page shows it: nobody decides twice on an old list
  const current = data?.round.version ?? 0;
  useEffect(() => {
    if (asked?.due && current >= asked.due) setAsked(null);
  }, [asked?.due, current]);
  const title = data ? `${data.round.round_no} ${data.round.name}` : t('分配轮次');
  useTitle(title);
  if (!data)
    return (
      <StaffFrame
        title={title}
        list={failure ? <Problem of={failure} onRetry={reload} focus={false} /> : <Loading />}
      />
    );
  const { round, verdict, proposals } = data;
  const ran = round.ran_at !== null;
  const tab = tabs.find((name) => name === query.tab) ?? 'proposals';
  const problems = proposals.filter((p) => p.problem).length;
  const open = tab === 'proposals' ? proposals.find((p) => p.id === query.sel) : undefined;
  const mayDecide = round.state === 'run' && session.value?.role === 'officer';
  return (
    <StaffFrame
      title={title}
      tools={<RoundTools of={round} onDone={reload} />}
      list={
        <div class="board">
          <div class="board-body">
            {failure && <Problem of={failure} onRetry={reload} focus={false} />}
            <Figures of={round} verdict={verdict} proposals={proposals} />
            {ran && (
              <Tabs
                label={t('分配轮次')}
                current={tab}
                onChange={(name) => set({ tab: name === 'proposals' ? null : name, sel: null })}
                tabs={[
                  { id: 'proposals', label: t('拟分配'), count: proposals.length },
                  {
                    id: 'empty',
                    label: t('仍空的床'),
                    count: round.summary ? round.summary.beds - round.summary.used : undefined,
                  },
                  { id: 'compare', label: t('换规则试算') },
                  { id: 'apart', label: t('未参加'), count: round.summary?.apart },
                  ...(round.state === 'published' ? [{ id: 'problems', label: t('发布结果'), count: problems }] : []),
                ]}
              >
                {tab === 'proposals' && (
                  <Proposals
                    all={proposals}
                    query={query}
                    set={set}
                    open={open}
                    onAsk={mayDecide ? setAsk : undefined}
                  />
                )}
                {tab === 'empty' && <EmptyBeds round={round} />}
                {tab === 'compare' && <Compare round={round} versions={data.rule_versions} />}
                {tab === 'apart' && <Apart round={round} />}
                {tab === 'problems' && <Published proposals={proposals} onOpen={(sel) => set({ sel, tab: null })} />}
              </Tabs>
            )}
          </div>
          <Next of={round} proposals={proposals} onAsk={setAsk} onDone={reload} />
          {asked && (
            <Deciding
              round={round}
              ask={asked}
              all={proposals}
              onClose={() => setAsked(null)}
              onDone={(due) => {
                setAsked({ ...asked, due });
                reload();
              }}
            />
          )}
        </div>
      }
      case={
        open ? (
          <ProposalCase
            key={open.id}
            round={round}
            of={open}
            onAsk={mayDecide ? setAsk : undefined}
            onClose={() => set({ sel: null })}
          />
        ) : null
      }
      onBack={() => set({ sel: null })}
    />
  );
}

import type { InferResponseType } from 'hono/client';
import { FilePlus2, Search } from 'lucide';
import { call, client } from '../api.ts';
import { Badge, StatusDot } from '../ui/badge.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { FindPerson } from '../ui/find-person.tsx';
import { date } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { CaseView, StaffFrame } from '../ui/staff-frame.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { useQuery } from '../ui/url.ts';
import { word } from '../ui/words.ts';
import { DeskCase } from './desk-case.tsx';
import { DeskPerson } from './desk-person.tsx';
import { DeskReply } from './desk-reply.tsx';
import { channelWord } from './words.ts';
import './acceptance.css';

type Row = InferResponseType<typeof client.api.v1.cases.$get, 200>['cases'][number];
export type Waiting = InferResponseType<typeof client.api.v1.replies.$get, 200>['replies'][number];

/** The counter of a street: who stands there, what is to be accepted, what is being completed, which replies are collected. */
export default function DeskPage() {
  return (
    <Guard roles={['desk']}>
      <Desk />
    </Guard>
  );
}

const cases = (status: 'submitted' | 'more_info') => (signal: AbortSignal) =>
  call((o) => client.api.v1.cases.$get({ query: { status, limit: '200' } }, o), { signal });

function Desk() {
  useTitle(t('社区前台'));
  const { query, set } = useQuery();
  const fresh = useLoad(cases('submitted'), []);
  const asked = useLoad(cases('more_info'), []);
  const replies = useLoad(
    (signal) => call((o) => client.api.v1.replies.$get({ query: { limit: '200' } }, o), { signal }),
    [],
  );
  const reload = () => {
    for (const part of [fresh, asked, replies]) part.reload();
  };
  useEvents(['applications'], reload);
  const tab = query.tab === 'more_info' || query.tab === 'replies' ? query.tab : 'submitted';
  const lists = { submitted: fresh, more_info: asked };
  const failure = fresh.failure ?? asked.failure ?? replies.failure;
  const open = query.case || query.person || query.find || query.reply;
  const close = () => set({ case: null, person: null, find: null, reply: null });
  const reply = replies.data?.replies.find((r) => r.id === query.reply);
  const rows = tab === 'replies' ? undefined : lists[tab].data?.cases;
  return (
    <StaffFrame
      title={t('社区前台')}
      counts={{ '/desk': (fresh.data?.cases.length ?? 0) + (replies.data?.replies.length ?? 0) }}
      tools={
        <>
          <Button look="primary" icon={Search} onClick={() => set({ find: 1, case: null, person: null, reply: null })}>
            {t('查找老人')}
          </Button>
          <ButtonLink icon={FilePlus2} href="/apply?new=1">
            {t('代办申请')}
          </ButtonLink>
        </>
      }
      list={
        <div class="stack-tight">
          {failure && <Problem of={failure} onRetry={reload} focus={false} />}
          <Tabs
            label={t('待办')}
            current={tab}
            onChange={(id) => set({ tab: id === 'submitted' ? null : id })}
            tabs={[
              { id: 'submitted', label: t('待受理'), count: fresh.data?.cases.length },
              { id: 'more_info', label: t('待补正'), count: asked.data?.cases.length },
              { id: 'replies', label: t('答复待领取'), count: replies.data?.replies.length },
            ]}
          >
            {tab === 'replies' ? (
              replies.data && (
                <Table
                  caption={t('答复待领取')}
                  hideCaption
                  columns={replyColumns(!!open)}
                  rows={replies.data.replies}
                  rowKey={(row) => row.id}
                  current={query.reply}
                  onOpen={(row) => set({ reply: row.id, case: null, person: null, find: null })}
                  empty={<Empty title={t('没有待领取的答复')} />}
                  maxHeight="var(--list-max)"
                />
              )
            ) : rows ? (
              <Table
                caption={tab === 'submitted' ? t('待受理') : t('待补正')}
                hideCaption
                columns={columns(!!open)}
                rows={rows}
                rowKey={(row) => row.id}
                current={query.case}
                onOpen={(row) => set({ case: row.id, reply: null, person: null, find: null })}
                empty={<Empty title={t('这里没有待办')} />}
                maxHeight="var(--list-max)"
              />
            ) : (
              !failure && <Loading />
            )}
          </Tabs>
        </div>
      }
      case={
        query.case ? (
          <DeskCase key={query.case} id={query.case} onDone={reload} />
        ) : query.person ? (
          <DeskPerson key={query.person} id={query.person} onOpen={(id) => set({ case: id, person: null })} />
        ) : reply ? (
          <DeskReply key={reply.id} of={reply} onDone={reload} />
        ) : query.find ? (
          <CaseView>
            <h2>{t('查找老人')}</h2>
            <FindPerson verb={t('打开')} onPick={(person) => set({ person: person.id, find: null })} />
            <div>
              <ButtonLink icon={FilePlus2} href="/apply?new=1">
                {t('没有登记过，登记新老人')}
              </ButtonLink>
            </div>
          </CaseView>
        ) : null
      }
      onBack={close}
    />
  );
}

const colours = {
  green: ['dot', 'accent'],
  amber: ['triangle', 'amber'],
  red: ['square', 'red'],
  paused: ['dash', 'stale'],
  stopped: ['dash', 'stale'],
} as const;

/** The day it is due, with how it stands in shape and words. */
function Due({ of }: { of: Row }) {
  const [shape, tone] = colours[of.colour];
  return (
    <StatusDot shape={shape} tone={tone}>
      {of.due_on === null
        ? t('暂停计时')
        : of.colour === 'red'
          ? t('{date}，已超期', { date: date(of.due_on) })
          : date(of.due_on)}
    </StatusDot>
  );
}

function columns(narrow: boolean): Column<Row>[] {
  const all: (Column<Row> | false)[] = [
    { key: 'name', head: t('老人'), nowrap: true, cell: (row) => row.name },
    { key: 'service', head: t('申请'), nowrap: true, cell: (row) => word('bed', row.service) },
    !narrow && {
      key: 'receipt',
      head: t('受理号'),
      nowrap: true,
      cell: (row) => <span class="num">{row.receipt_no}</span>,
    },
    !narrow && { key: 'channel', head: t('来源'), nowrap: true, cell: (row) => channelWord(row.channel) },
    !narrow && { key: 'at', head: t('提交日期'), nowrap: true, cell: (row) => date(row.submitted_at) },
    { key: 'due', head: t('最迟'), nowrap: true, cell: (row) => <Due of={row} /> },
  ];
  return all.filter((column) => column !== false);
}

function replyColumns(narrow: boolean): Column<Waiting>[] {
  const all: (Column<Waiting> | false)[] = [
    { key: 'name', head: t('老人'), nowrap: true, cell: (row) => row.name },
    { key: 'service', head: t('申请'), nowrap: true, cell: (row) => word('bed', row.service) },
    !narrow && { key: 'no', head: t('答复编号'), nowrap: true, cell: (row) => <span class="num">{row.reply_no}</span> },
    {
      key: 'outcome',
      head: t('结果'),
      nowrap: true,
      cell: (row) => (
        <Badge tone={row.outcome === 'queued' ? 'accent' : 'amber'}>
          {row.outcome === 'queued' ? t('列入轮候') : row.outcome === 'ineligible' ? t('不符合条件') : t('维持原决定')}
        </Badge>
      ),
    },
    { key: 'at', head: t('答复日期'), nowrap: true, cell: (row) => date(row.made_at) },
  ];
  return all.filter((column) => column !== false);
}

import type { InferResponseType } from 'hono/client';
import { useRef, useState } from 'preact/hooks';
import { dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { StatusDot } from '../ui/badge.tsx';
import { ButtonLink } from '../ui/button.tsx';
import { Facts } from '../ui/card.tsx';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { date, moment, now } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useListKeys } from '../ui/list-keys.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { CaseView, NextAction, StaffFrame } from '../ui/staff-frame.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { useQuery } from '../ui/url.ts';
import { AnswerObjection } from './answer.tsx';
import { answerWord } from './words.ts';
import './cases.css';

type Objection = InferResponseType<typeof client.api.v1.objections.$get, 200>['objections'][number];

/** What was said against a public notice, the oldest first: the case waits until it is answered. */
export default function ObjectionsPage() {
  return (
    <Guard roles={['officer', 'leader', 'inspector']}>
      <Objections />
    </Guard>
  );
}

function Objections() {
  useTitle(t('公示异议'));
  const { query, set } = useQuery();
  const tab = query.tab === 'answered' ? 'answered' : 'open';
  const running = tab === 'open';
  const { data, failure, reload } = useLoad(
    (signal) =>
      call((o) => client.api.v1.objections.$get({ query: { open: running ? 'true' : 'false', limit: '500' } }, o), {
        signal,
      }),
    [tab],
  );
  useEvents(['applications'], reload);
  const box = useRef<HTMLDivElement>(null);
  useListKeys(box);
  const rows = (data?.objections ?? []).filter((row) => (row.outcome === null) === running);
  const open = rows.find((row) => row.id === query.sel);
  return (
    <StaffFrame
      title={t('公示异议')}
      counts={running ? { '/officer/objections': rows.length } : undefined}
      list={
        <div ref={box}>
          <Tabs
            label={t('公示异议')}
            current={tab}
            onChange={(id) => set({ tab: id === 'open' ? null : id, sel: null })}
            tabs={[
              { id: 'open', label: t('待答复'), count: running ? rows.length : undefined },
              { id: 'answered', label: t('已答复') },
            ]}
          >
            <div class="stack-tight">
              {failure && <Problem of={failure} onRetry={reload} focus={false} />}
              {!data && !failure && <Loading />}
              {data && (
                <Table
                  caption={t('公示异议')}
                  hideCaption
                  columns={columns(running)}
                  rows={rows}
                  rowKey={(row) => row.id}
                  current={open?.id}
                  onOpen={(row) => set({ sel: row.id })}
                  empty={running ? t('没有待答复的异议。') : t('还没有答复过异议。')}
                  maxHeight="var(--list-max)"
                />
              )}
            </div>
          </Tabs>
        </div>
      }
      case={open ? <OneObjection key={open.id} of={open} onDone={reload} /> : null}
      onBack={() => set({ sel: null })}
    />
  );
}

function OneObjection({ of, onDone }: { of: Objection; onDone: () => void }) {
  const [answering, setAnswering] = useState(false);
  return (
    <>
      <CaseView
        next={
          of.outcome === null &&
          session.value?.role !== 'inspector' && (
            <NextAction
              says={t('这一件的公示时限暂停，答复后继续。')}
              verb={t('答复异议…')}
              why={of.decided_by_me ? t('决定是您作的，请由同事答复异议') : null}
              onAct={() => setAnswering(true)}
            />
          )
        }
      >
        <div class="row-between">
          <h2>{of.name}</h2>
          <span class="num muted">{of.objection_no}</span>
        </div>
        <blockquote class="said">{of.text}</blockquote>
        <Facts
          of={[
            [t('收到'), moment(of.received_at)],
            [t('联系方式'), of.contact ?? t('没有留下')],
            ...(of.outcome === null
              ? ([[t('答复期限'), of.due_on ? date(of.due_on) : t('暂停')]] as [string, string][])
              : ([
                  [t('结果'), answerWord(of.outcome)],
                  [t('答复'), of.answer ?? ''],
                ] as [string, string][])),
          ]}
        />
        <div>
          <ButtonLink href={`/officer/cases/${of.application_id}`}>{t('打开办件')}</ButtonLink>
        </div>
      </CaseView>
      {answering && <AnswerObjection of={of} onClose={() => setAnswering(false)} onDone={onDone} />}
    </>
  );
}

const columns = (running: boolean): Column<Objection>[] => [
  { key: 'name', head: t('公示的人'), nowrap: true, cell: (row) => row.name },
  running
    ? {
        key: 'due',
        head: t('答复期限'),
        nowrap: true,
        cell: (row) =>
          row.due_on && row.due_on < dayOf(now.value) ? (
            <StatusDot shape="triangle" tone="red">
              {t('{date}，已逾期', { date: date(row.due_on) })}
            </StatusDot>
          ) : (
            (row.due_on && date(row.due_on)) || t('暂停')
          ),
      }
    : { key: 'outcome', head: t('结果'), nowrap: true, cell: (row) => answerWord(row.outcome ?? '') },
  { key: 'text', head: t('内容'), cell: (row) => <span class="turn-cell">{row.text.slice(0, 60)}</span> },
  { key: 'received', head: t('收到'), nowrap: true, cell: (row) => moment(row.received_at) },
  { key: 'receipt', head: t('受理号'), nowrap: true, cell: (row) => <span class="num">{row.receipt_no}</span> },
];

import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { StatusDot } from '../ui/badge.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Facts, Notice } from '../ui/card.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { TextArea } from '../ui/field.tsx';
import { age, date, money, number, percent } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { errorAt, Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { CaseView, NextAction, StaffFrame } from '../ui/staff-frame.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { say } from '../ui/toast.tsx';
import { href, useQuery } from '../ui/url.ts';
import { useWide } from '../ui/wide.ts';
import { FilingFacts, FilingState } from './filings.tsx';
import { Flags, HeldFacts, Limits, Meter } from './flags.tsx';
import { type Filing, flagText, kindWord, natureWord, type Overview } from './words.ts';
import './prepaid.css';

type Home = Overview['homes'][number];

/** What each home holds ahead against its limits; filings that wait for an answer; closings. */
export default function PrepaidOverviewPage() {
  useTitle(t('预收费监管'));
  return (
    <Guard roles={['officer', 'leader', 'treasurer', 'inspector']}>
      <Loaded />
    </Guard>
  );
}

function Loaded() {
  const { query, set } = useQuery();
  const wide = useWide();
  const { data, failure, reload } = useLoad((signal) => call((o) => client.api.v1.prepaid.$get({}, o), { signal }), []);
  useEvents(['profiles', 'vacancies'], reload);
  const tab = query.tab === 'waiting' ? 'waiting' : 'homes';
  const home = tab === 'homes' ? data?.homes.find((h) => h.facility_id === query.sel) : undefined;
  const filing = tab === 'waiting' ? data?.waiting.find((f) => f.id === query.sel) : undefined;
  const waiting = data?.waiting.length ?? 0;
  return (
    <StaffFrame
      title={t('预收费监管')}
      counts={{ '/officer/prepaid': waiting }}
      list={
        <Tabs
          label={t('预收费监管')}
          current={tab}
          onChange={(id) => set({ tab: id === 'homes' ? null : id, sel: null })}
          tabs={[
            { id: 'homes', label: t('各机构持有') },
            { id: 'waiting', label: t('待答复备案'), count: data ? waiting : undefined },
          ]}
        >
          <div class="stack-tight">
            {failure && <Problem of={failure} onRetry={reload} focus={false} />}
            {!data && !failure && <Loading />}
            {data && tab === 'homes' && (
              <>
                <Limits of={data.rules} />
                <Table
                  caption={t('各机构持有的预收费')}
                  hideCaption
                  rows={data.homes}
                  columns={homeColumns(!!home || !wide)}
                  rowKey={(row) => row.facility_id}
                  current={home?.facility_id}
                  onOpen={(row) => set({ sel: row.facility_id })}
                  empty={t('还没有机构备案或预收')}
                  maxHeight="var(--list-max)"
                />
              </>
            )}
            {data && tab === 'waiting' && (
              <Table
                caption={t('待答复备案')}
                hideCaption
                rows={data.waiting}
                columns={filingColumns(!!filing || !wide)}
                rowKey={(row) => row.id}
                current={filing?.id}
                onOpen={(row) => set({ sel: row.id })}
                empty={t('没有待答复的备案')}
                maxHeight="var(--list-max)"
              />
            )}
          </div>
        </Tabs>
      }
      case={
        home ? (
          <HomeCase key={home.facility_id} of={home} />
        ) : filing ? (
          <FilingCase
            key={filing.id}
            of={filing}
            home={data?.homes.find((h) => h.facility_id === filing.facility_id)}
            onDone={reload}
          />
        ) : null
      }
      onBack={() => set({ sel: null })}
    />
  );
}

function homeColumns(narrow: boolean): Column<Home>[] {
  const all: (Column<Home> | false)[] = [
    { key: 'facility', head: t('机构名称'), cell: (row) => <span class="wrap-name">{row.facility}</span> },
    { key: 'held', head: t('持有'), end: true, nowrap: true, cell: (row) => money(row.held.all, true) },
    !narrow && {
      key: 'limit',
      head: t('可预收总额'),
      end: true,
      nowrap: true,
      cell: (row) => (row.limit_fen === null ? t('未备案') : money(row.limit_fen, true)),
    },
    !narrow && {
      key: 'share',
      head: t('已用'),
      end: true,
      nowrap: true,
      cell: (row) => (row.limit_fen ? percent(row.held.all / row.limit_fen) : '—'),
    },
    !narrow && { key: 'people', head: t('有余额的人'), end: true, nowrap: true, cell: (row) => number(row.people) },
    {
      key: 'flags',
      head: t('需要核实'),
      cell: (row) => {
        const [first] = row.flags;
        if (!first) return <span class="muted">{t('没有')}</span>;
        const more = row.flags.length - 1;
        return (
          <StatusDot shape={first.grave ? 'triangle' : 'half'} tone={first.grave ? 'red' : 'amber'}>
            {narrow ? t('{n} 项', { n: row.flags.length }) : flagText(first)}
            {!narrow && more > 0 && t('，另有 {n} 项', { n: more })}
          </StatusDot>
        );
      },
    },
    !narrow && {
      key: 'closing',
      head: t('停业'),
      nowrap: true,
      cell: (row) => (row.closing ? date(row.closing.closes_on) : '—'),
    },
  ];
  return all.filter((column) => column !== false);
}

function filingColumns(narrow: boolean): Column<Filing>[] {
  const all: (Column<Filing> | false)[] = [
    { key: 'facility', head: t('机构名称'), cell: (row) => <span class="wrap-name">{row.facility}</span> },
    !narrow && { key: 'kinds', head: t('预收种类'), cell: (row) => row.kinds.map(kindWord).join(t('、')) },
    { key: 'limit', head: t('可预收总额'), end: true, nowrap: true, cell: (row) => money(row.limit_fen, true) },
    { key: 'when', head: t('提交'), nowrap: true, cell: (row) => age(row.filed_at) },
  ];
  return all.filter((column) => column !== false);
}

function HomeCase({ of }: { of: Home }) {
  const page = (tab: string | null, show?: string) =>
    href('/institution/prepaid', { facility: of.facility_id, tab, show: show ?? null });
  const treasurer = session.value?.role === 'treasurer';
  const left = of.flags.some((f) => f.code === 'left_with_balance');
  return (
    <CaseView>
      <h2>{of.facility}</h2>
      {of.closing && !of.closing.done && (
        <Notice tone="amber">
          {t('已公告 {day} 停业：不再预收，余额须全部退清。', { day: date(of.closing.closes_on) })}
        </Notice>
      )}
      <Meter held={of.held.all} limit={of.limit_fen} />
      <Flags of={of.flags} />
      <HeldFacts held={of.held} reserve={of.risk_reserve_fen} />
      <Facts
        of={[
          [t('机构性质'), natureWord(of.nature)],
          [t('备案种类'), of.kinds ? of.kinds.map(kindWord).join(t('、')) : t('未备案')],
          [t('备案日'), of.filed_on ? date(of.filed_on) : t('未备案')],
          [t('有余额的人'), number(of.people)],
        ]}
      />
      {!treasurer && (
        <div class="row">
          <ButtonLink href={page(null, left ? 'left' : undefined)}>
            {left ? t('看没有退清的人') : t('打开台账')}
          </ButtonLink>
          <ButtonLink href={page('filings')}>{t('看备案')}</ButtonLink>
          <ButtonLink href={page('closing')}>{t('看停业')}</ButtonLink>
        </div>
      )}
    </CaseView>
  );
}

type Answer = { answer: 'accepted' | 'refused'; reason: string | null };
const useAnswer = (id: string) =>
  useAction((intent, json: Answer) =>
    call((o) => client.api.v1['prepaid-filings'][':id'].answer.$post({ param: { id }, json }, o), { intent }),
  );

function FilingCase({ of, home, onDone }: { of: Filing; home: Home | undefined; onDone: () => void }) {
  const [refusing, setRefusing] = useState(false);
  const officer = session.value?.role === 'officer';
  const accept = useAnswer(of.id);
  const agree = async () => {
    const done = await accept.run({ answer: 'accepted', reason: null });
    if (done.ok) say(t('已接受备案，机构可以在上限内预收'));
    onDone();
  };
  const held = home?.held.all ?? 0;
  return (
    <>
      <CaseView
        next={
          officer ? (
            <NextAction
              says={t('接受后{facility}可以在 {limit} 以内预收。', {
                facility: of.facility,
                limit: money(of.limit_fen),
              })}
              verb={t('接受备案')}
              busy={accept.busy}
              onAct={agree}
            >
              <Button look="danger" onClick={() => setRefusing(true)}>
                {t('退回备案')}
              </Button>
            </NextAction>
          ) : null
        }
      >
        <div class="row-between">
          <h2>{of.facility}</h2>
          <FilingState of={of} />
        </div>
        {accept.failure && <Problem of={accept.failure} />}
        {held > of.limit_fen && (
          <Notice tone="amber">
            {t('现在已持有 {held}，超过这份备案的上限；接受后不能再收，须退到上限以内。', { held: money(held) })}
          </Notice>
        )}
        <FilingFacts of={of} />
        <p class="muted small">{t('请核对资产评估或审计报告、抵押登记和存管协议的原件。')}</p>
      </CaseView>
      {refusing && <Refuse of={of} onClose={() => setRefusing(false)} onDone={onDone} />}
    </>
  );
}

function Refuse({ of, onClose, onDone }: { of: Filing; onClose: () => void; onDone: () => void }) {
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const { run, busy, failure } = useAnswer(of.id);
  const send = async () => {
    setTried(true);
    if (!reason.trim()) return;
    if (!(await run({ answer: 'refused', reason: reason.trim() })).ok) return;
    say(t('已退回，机构会看到理由'));
    onClose();
    onDone();
  };
  return (
    <Dialog
      open
      title={t('退回备案')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="danger" busy={busy} onClick={send}>
            {t('退回备案')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <TextArea
          label={t('退回理由')}
          pointer="/reason"
          value={reason}
          maxLength={500}
          onInput={setReason}
          error={tried && !reason.trim() ? t('请写明退回理由') : errorAt(failure, '/reason')}
        />
      </div>
    </Dialog>
  );
}

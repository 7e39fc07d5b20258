import { ChevronLeft, ClipboardCheck, FileText, ReceiptText } from 'lucide';
import type { RefObject } from 'preact';
import { useRef } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import { call, client } from '../api.ts';
import { Appeals } from '../ui/appeal.tsx';
import { type Shape, StatusDot, type Tone } from '../ui/badge.tsx';
import { ButtonLink } from '../ui/button.tsx';
import { Card, Notice } from '../ui/card.tsx';
import { hotline } from '../ui/config.ts';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { date, now, stamp } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { PrintOnly } from '../ui/print.tsx';
import { Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { ReadOrPrint } from '../ui/read-aloud.tsx';
import { href } from '../ui/url.ts';
import { WishesPart } from '../ui/wishes.tsx';
import { word } from '../ui/words.ts';
import { CasePapers } from './case-papers.tsx';
import { NextStep } from './next-step.tsx';
import { Waiting } from './place.tsx';
import { type Case, type StageState, stageWords, timeline } from './timeline.ts';
import { WhatMoves } from './what-if.tsx';
import { endWord, statusOf } from './words.ts';
import './applications.css';

/** One application as the family follows it: what is to be done, how far it is, who has answered, whom to call. */
export default function MyCasePage() {
  return (
    <Guard roles={['family']}>
      <MyCase id={useRoute().params.id ?? ''} />
    </Guard>
  );
}

function MyCase({ id }: { id: string }) {
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.cases[':id'].$get({ param: { id } }, o), { signal }),
    [id],
  );
  useEvents(['applications', 'queue', 'offers'], reload);
  useTitle(t('办理进度'));
  const text = useRef<HTMLDivElement>(null);
  return (
    <PublicFrame>
      <div class="family stack" ref={text}>
        <div class="screen-only" data-unread>
          <ButtonLink class="back" look="quiet" icon={ChevronLeft} href="/me">
            {t('回到我的申请')}
          </ButtonLink>
        </div>
        {failure && <Problem of={failure} onRetry={reload} focus={false} />}
        {!data && !failure && <Loading />}
        {data && (
          <>
            <div class="row-between">
              <h1>{t('{name}：{service}申请', { name: data.name, service: word('bed', data.service) })}</h1>
              <ReadOrPrint of={text as RefObject<HTMLElement>} />
            </div>
            <p>
              <strong>{statusOf(data.status).word}</strong>
              {data.receipt_no && (
                <>
                  {' · '}
                  {t('受理号')} <span class="num">{data.receipt_no}</span>
                </>
              )}
            </p>
            <Following of={data} onDone={reload} />
          </>
        )}
      </div>
    </PublicFrame>
  );
}

function Following({ of, onDone }: { of: Case; onDone: () => void }) {
  const when = (event: string) => of.events.find((e) => e.event === event)?.at ?? '';
  const wantsPapers = of.status === 'draft' || of.status === 'submitted' || of.status === 'more_info';
  const end = of.status === 'withdrawn' || of.status === 'closed' ? endWord(of.events.at(-1)?.reason ?? null) : null;
  return (
    <>
      {of.status === 'queued' && <Offered of={of} />}
      {of.next.step !== 'none' && <NextStep of={of} />}
      {of.status === 'draft' && (
        <ButtonLink look="primary" href={href('/apply', { draft: of.id })}>
          {t('继续填写')}
        </ButtonLink>
      )}
      {end && <p>{t('原因：{why}', { why: end })}</p>}
      {wantsPapers && <CasePapers of={of} onDone={onDone} />}
      {of.status === 'queued' && (
        <>
          <Waiting of={{ id: of.id, queued_at: when('enqueue'), submitted_at: when('submit') }} />
          <WhatMoves id={of.id} />
        </>
      )}
      {of.status !== 'draft' && (
        <Card as="section" class="stack">
          <h2>{t('想住的机构')}</h2>
          <WishesPart application={of.id} version={of.version} may onDone={onDone} />
        </Card>
      )}
      <Card as="section" class="stack">
        <h2>{t('办到哪一步')}</h2>
        <Timeline of={of} />
      </Card>
      <Opinions of={of} />
      {of.objections.length > 0 && (
        <Card as="section" class="stack-tight">
          <h2>{t('公示异议')}</h2>
          {of.objections.map((one) => (
            <p key={one.id}>
              {one.answered_at === null
                ? t('{date}收到一条异议，正在核实。', { date: date(one.received_at) })
                : one.outcome === 'upheld'
                  ? t('{date}的异议经核实成立，这件申请重新审核。', { date: date(one.received_at) })
                  : t('{date}的异议经核实不成立，继续办理。', { date: date(one.received_at) })}
            </p>
          ))}
        </Card>
      )}
      {of.replies > 0 && (
        <Notice tone="accent" icon={FileText}>
          <div class="row-between">
            <strong>{t('答复书已出具，写明每一项的结果和理由。')}</strong>
            <ButtonLink look="primary" href={`/reply/${of.id}`}>
              {t('看答复书')}
            </ButtonLink>
          </div>
        </Notice>
      )}
      <Appeals of={of} onDone={onDone} />
      <Contacts of={of} />
      <PrintOnly>
        <p class="small">{t('打印时间：{at}', { at: stamp(now.value) })}</p>
      </PrintOnly>
    </>
  );
}

/** A bed is held for the person: that is what is to be answered now. */
function Offered({ of }: { of: Case }) {
  const { data } = useLoad(
    (signal) => call((o) => client.api.v1.offers.$get({ query: { live: 'true', limit: '100' } }, o), { signal }),
    [of.version],
  );
  const offer = data?.offers.find((one) => one.application_id === of.id);
  if (!offer) return null;
  return (
    <Notice tone="amber">
      <div class="row-between">
        <strong>{t('入住通知已发出，请在期限前答复。')}</strong>
        <ButtonLink look="primary" href={`/me/offers/${offer.id}`}>
          {t('去答复')}
        </ButtonLink>
      </div>
    </Notice>
  );
}

const marks: Record<StageState, [shape: Shape, tone: Tone]> = {
  done: ['check', 'accent'],
  now: ['half', 'accent'],
  to_come: ['ring', 'stale'],
  passed_by: ['dash', 'stale'],
  ended: ['cross', 'red'],
};

function Timeline({ of }: { of: Case }) {
  return (
    <ol class="timeline">
      {timeline(of).map(({ stage, state, on }) => (
        <li key={stage} class={`timeline-${state}`} aria-current={state === 'now' ? 'step' : undefined}>
          <StatusDot shape={marks[state][0]} tone={marks[state][1]}>
            {t(stageWords[stage])}
          </StatusDot>
          <span class="timeline-say">
            {state === 'done' && (on ? t('{date}办好', { date: date(on) }) : t('已办好'))}
            {state === 'now' && t('正在这一步')}
            {state === 'to_come' && t('还没到')}
            {state === 'passed_by' && t('这件不需要')}
            {state === 'ended' && statusOf(of.status).word}
          </span>
        </li>
      ))}
    </ol>
  );
}

/** Which offices have answered; what they said is in the reply. */
function Opinions({ of }: { of: Case }) {
  const asked = of.opinions.filter((o) => o.turn === of.turn);
  if (asked.length === 0) return null;
  return (
    <Card as="section" class="stack-tight">
      <h2>{t('各部门核对情况')}</h2>
      <ul class="offices">
        {asked.map((o) => (
          <li key={o.id}>
            <StatusDot shape={o.given_at ? 'check' : 'ring'} tone={o.given_at ? 'accent' : 'amber'}>
              {word('department', o.department)}
            </StatusDot>
            <span>{o.given_at ? t('{date}已答复', { date: date(o.given_at) }) : t('正在核对')}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Contacts({ of }: { of: Case }) {
  const person = useLoad(
    (signal) => call((o) => client.api.v1.applicants[':id'].$get({ param: { id: of.applicant_id } }, o), { signal }),
    [of.applicant_id],
  );
  const divisions = useLoad((signal) => call((o) => client.api.v1.divisions.$get({}, o), { signal }), []);
  const signed = person.data?.assessments.find((a) => a.source === 'here');
  const street = divisions.data?.divisions.find((d) => d.code === person.data?.applicant.street_code)?.name;
  return (
    <Card as="section" class="stack-tight">
      <h2>{t('找谁问')}</h2>
      {street && (
        <p>
          {t('到{street}{community}的社区前台，带身份证即可。', { street, community: person.data?.community ?? '' })}
        </p>
      )}
      <p>
        {t('打电话：')}
        <a class="num" href={`tel:${hotline()}`}>
          {hotline()}
        </a>
        {of.receipt_no && t('，报受理号即可。')}
      </p>
      <div class="row screen-only" data-unread>
        {of.receipt_no && (
          <ButtonLink icon={ReceiptText} href={href('/apply', { done: of.id })}>
            {t('回执')}
          </ButtonLink>
        )}
        <ButtonLink icon={FileText} href={`/me/documents/${of.applicant_id}`}>
          {t('全部材料')}
        </ButtonLink>
        {signed && (
          <ButtonLink icon={ClipboardCheck} href={`/assessments/${signed.id}/result`}>
            {t('评估结果')}
          </ButtonLink>
        )}
      </div>
    </Card>
  );
}

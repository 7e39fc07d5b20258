import type { InferResponseType } from 'hono/client';
import { ChevronLeft, MessageSquarePlus, Star } from 'lucide';
import type { RefObject } from 'preact';
import { useRef } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import { addDays, dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { StatusDot } from '../ui/badge.tsx';
import { ButtonLink } from '../ui/button.tsx';
import { Card, Facts, Notice } from '../ui/card.tsx';
import { hotline } from '../ui/config.ts';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { date, now, unfiled } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { NotFoundPage, useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { ReadOrPrint } from '../ui/read-aloud.tsx';
import { href } from '../ui/url.ts';
import { word } from '../ui/words.ts';
import { Ahead } from './prepaid.tsx';
import { Statements } from './statements.tsx';
import { awayWord, endWord } from './words.ts';
import './stays.css';

type Stay = InferResponseType<(typeof client.api.v1.stays)[':id']['$get'], 200>;

/** After moving in: where and since when, what was charged and who bore it, what is held ahead, and whom to turn to. */
export default function StayPage() {
  return (
    <Guard roles={['family']}>
      <One id={useRoute().params.id ?? ''} />
    </Guard>
  );
}

function One({ id }: { id: string }) {
  useTitle(t('入住情况'));
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.stays[':id'].$get({ param: { id } }, o), { signal }),
    [id],
  );
  useEvents(['vacancies', 'settlements'], reload);
  const text = useRef<HTMLDivElement>(null);
  // Somebody else's stay and none at all read the same
  if (failure && !data && (failure.status === 404 || failure.status === 403)) return <NotFoundPage />;
  return (
    <PublicFrame>
      <div class="stay stack" ref={text}>
        <div class="screen-only" data-unread>
          <ButtonLink class="back" look="quiet" icon={ChevronLeft} href="/me">
            {t('回到我的主页')}
          </ButtonLink>
        </div>
        {failure && <Problem of={failure} onRetry={reload} focus={false} />}
        {!data && !failure && <Loading />}
        {data && <Shown of={data} text={text as RefObject<HTMLElement>} />}
      </div>
    </PublicFrame>
  );
}

function Shown({ of, text }: { of: Stay; text: RefObject<HTMLElement> }) {
  const ended = of.discharged_on !== null;
  const away = of.aways.find((a) => a.back_on === null);
  return (
    <>
      <div>
        <div class="row-between">
          <h1>{t('{name}：{facility}', { name: of.name, facility: of.facility })}</h1>
          <ReadOrPrint of={text} />
        </div>
        <StatusDot shape={ended ? 'dash' : away ? 'half' : 'check'} tone={ended ? 'stale' : 'accent'}>
          {ended
            ? t('{date}离开（{why}）', { date: date(of.discharged_on), why: endWord(of.discharge_kind) })
            : away
              ? t('{why}中，床位保留到{date}', { why: awayWord(away.kind), date: date(away.keep_until) })
              : t('现在住在这里')}
        </StatusDot>
      </div>
      <Card as="section" class="stack">
        <h2>{t('住在哪里')}</h2>
        <Facts
          of={[
            [t('机构名称'), <a href={`/facilities/${of.facility_id}`}>{of.facility}</a>],
            [
              t('房间床位'),
              t('{building} {floor} 层 {room} 室 {bed} 床', {
                building: of.building,
                floor: of.floor,
                room: of.room_no,
                bed: of.bed_no,
              }),
            ],
            [t('床位类别'), word('bed', of.bed_kind)],
            [t('入住日期'), date(of.admitted_on)],
            [
              t('照护等级'),
              of.level === null ? unfiled() : t('{n} 级 {word}', { n: of.level, word: word('level', of.level) }),
            ],
            [t('地址'), of.address ?? unfiled()],
            [
              t('电话'),
              of.phone ? (
                <a class="num" href={`tel:${of.phone}`}>
                  {of.phone}
                </a>
              ) : (
                unfiled()
              ),
            ],
          ]}
        />
        {of.moves.length > 0 && (
          <ul class="plain-list">
            {of.moves.map((m) => (
              <li key={`${m.on}${m.room_no}${m.bed_no}`}>
                {t('{date}换到 {room} 室 {bed} 床', { date: date(m.on), room: m.room_no, bed: m.bed_no })}
              </li>
            ))}
          </ul>
        )}
        {of.leaving_on && !ended && <p>{t('机构登记：预计{date}离开。', { date: date(of.leaving_on) })}</p>}
        {of.until && !ended && <p>{t('这是紧急安置，到{date}为止。', { date: date(of.until) })}</p>}
      </Card>
      {of.trial_until && !ended && of.trial_until > addDays(dayOf(now.value), -TOLD_DAYS) && (
        <Trial until={of.trial_until} />
      )}
      <Aways of={of} />
      <Statements stay={of.id} funding={of.funding} />
      <Ahead stay={of.id} />
      <Voice of={of} ended={ended} />
    </>
  );
}

/** That a trial stay is over is worth saying for so long. */
const TOLD_DAYS = 30;

/** The trial stay, said before it is over. */
function Trial({ until }: { until: string }) {
  const over = until <= dayOf(now.value);
  return (
    <Notice tone="accent">
      <strong>
        {over ? t('试住期已满（{date}）', { date: date(until) }) : t('试住期到{date}为止', { date: date(until) })}
      </strong>
      <p>
        {over
          ? t('现在离开，不能再恢复原来的轮候时间；以后需要，重新申请。')
          : t('试住期内因回家或住院离开，可以恢复原来的轮候时间，限一次；去了别的机构，申请就结案。')}
      </p>
    </Notice>
  );
}

function Aways({ of }: { of: Stay }) {
  if (of.aways.length === 0) return null;
  return (
    <Card as="section" class="stack-tight">
      <h2>{t('请假和住院')}</h2>
      <ul class="plain-list">
        {of.aways.map((a) => (
          <li key={a.from}>
            {a.back_on
              ? t('{why}：{from}至{to}', { why: awayWord(a.kind), from: date(a.from), to: date(a.back_on) })
              : t('{why}：{from}起，床位保留到{until}', {
                  why: awayWord(a.kind),
                  from: date(a.from),
                  until: date(a.keep_until),
                })}
          </li>
        ))}
      </ul>
      <p class="small muted">{t('请假和住院的日子不算在政府购买的天数里。')}</p>
    </Card>
  );
}

/** Satisfied or not: whom to tell, and what is done with it. */
function Voice({ of, ended }: { of: Stay; ended: boolean }) {
  return (
    <Card as="section" class="stack">
      <h2>{t('有话要说')}</h2>
      <div class="row screen-only" data-unread>
        <ButtonLink look="primary" icon={Star} href={`/me/stays/${of.claim_id}/rate`}>
          {t('评价这次入住')}
        </ButtonLink>
        <ButtonLink icon={MessageSquarePlus} href={href('/requests/new', { facility: of.facility_id })}>
          {t('投诉或提诉求')}
        </ButtonLink>
      </div>
      <p>
        {t('投诉由机构以外的人办理，机构看不到您的电话。紧急的事请直接打电话：')}
        <a class="num" href={`tel:${hotline()}`}>
          {hotline()}
        </a>
      </p>
      {of.offer_id && (
        <p>
          {t('对安置结果不服，可以在办理进度里申诉：')}
          <a href={`/me/offers/${of.offer_id}`}>{t('看当时的入住通知')}</a>
        </p>
      )}
      {ended && <p>{t('已经离开，账单和预交款仍可在这里查。')}</p>}
    </Card>
  );
}

import type { InferResponseType } from 'hono/client';
import { FilePlus2, FileText, MessageSquarePlus, ShieldCheck, UserPlus, UserRound } from 'lucide';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { ageOn, dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { ButtonLink } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { needFacilities } from '../ui/facilities.ts';
import { date, now } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { ReadAloud } from '../ui/read-aloud.tsx';
import { session } from '../ui/session.ts';
import { href } from '../ui/url.ts';
import { WatchCards } from '../ui/watches.tsx';
import { word } from '../ui/words.ts';
import { ApplicationCard } from './application-card.tsx';
import { HelpLink, useOwnHelps } from './help-link.tsx';
import { OfferCard, waitsForFamily } from './offer-card.tsx';
import './applications.css';

export type Application = InferResponseType<typeof client.api.v1.applications.$get, 200>['applications'][number];
export type Offer = InferResponseType<typeof client.api.v1.offers.$get, 200>['offers'][number];
type Person = InferResponseType<typeof client.api.v1.applicants.$get, 200>['applicants'][number];
type Stay = InferResponseType<typeof client.api.v1.stays.$get, 200>['stays'][number];

/** A family's page: what waits for an answer, then everyone they act for, with each application and stay, and what they watch. */
export default function MePage() {
  return (
    <Guard roles={['family']}>
      <Me />
    </Guard>
  );
}

function Me() {
  useTitle(t('我的主页'));
  const people = useLoad(
    (signal) => call((o) => client.api.v1.applicants.$get({ query: { limit: '100' } }, o), { signal }),
    [],
  );
  const applications = useLoad(
    (signal) => call((o) => client.api.v1.applications.$get({ query: { limit: '100' } }, o), { signal }),
    [],
  );
  const offers = useLoad(
    (signal) => call((o) => client.api.v1.offers.$get({ query: { live: 'true', limit: '100' } }, o), { signal }),
    [],
  );
  const stays = useLoad((signal) => call((o) => client.api.v1.stays.$get({}, o), { signal }), []);
  const watches = useLoad((signal) => call((o) => client.api.v1.watches.$get({}, o), { signal }), []);
  const parts = [people, applications, offers, stays, watches];
  const reload = () => {
    for (const part of parts) part.reload();
  };
  useEvents(['offers', 'applications', 'queue'], reload);
  useEffect(() => void needFacilities(), []);
  const helps = useOwnHelps();
  const text = useRef<HTMLDivElement>(null);
  const failure = parts.find((part) => part.failure)?.failure;
  const live = offers.data?.offers ?? [];
  const asked = applications.data?.applications.filter((one) => one.status === 'more_info') ?? [];
  const waiting = live.filter(waitsForFamily);
  return (
    <PublicFrame>
      <div class="family stack" ref={text}>
        <div class="row-between">
          <h1>{t('您好，{name}', { name: session.value?.name ?? '' })}</h1>
          <div class="row" data-unread>
            <ReadAloud of={text as RefObject<HTMLElement>} />
            <ButtonLink look="primary" icon={FilePlus2} href="/apply">
              {t('申请床位')}
            </ButtonLink>
          </div>
        </div>
        {failure && <Problem of={failure} onRetry={reload} focus={false} />}
        {waiting.length + asked.length > 0 && (
          <p class="lead">{t('有 {n} 件事等您答复：', { n: waiting.length + asked.length })}</p>
        )}
        {[...waiting, ...live.filter((offer) => !waitsForFamily(offer))].map((offer) => (
          <OfferCard key={offer.id} of={offer} />
        ))}
        {asked.map((one) => (
          <Asked key={one.id} of={one} />
        ))}
        {!people.data && !failure && <Loading />}
        {people.data?.applicants.length === 0 && (
          <Empty icon={FilePlus2} title={t('还没有登记老人')}>
            <p>{t('先找一处合适的机构，或直接申请；也可以到社区前台或打电话办理。')}</p>
            <ButtonLink look="primary" href="/">
              {t('去找床位')}
            </ButtonLink>
          </Empty>
        )}
        {people.data?.applicants.map((person) => (
          <section key={person.id} class="stack" aria-label={person.name}>
            <PersonHead of={person} helps={helps.get(person.id)} />
            {stays.data?.stays
              .filter((stay) => stay.applicant_id === person.id)
              .map((stay) => (
                <StayCard key={stay.id} of={stay} />
              ))}
            <Applications
              of={person}
              all={applications.data?.applications}
              offered={live}
              lives={!!stays.data?.stays.some((s) => s.applicant_id === person.id && s.discharged_on === null)}
              onDone={reload}
            />
          </section>
        ))}
        {watches.data && watches.data.watches.length > 0 && (
          <section class="stack" aria-labelledby="watches">
            <div class="row-between person-head">
              <h2 id="watches">{t('有床提醒')}</h2>
              <ButtonLink look="quiet" href="/me/watches">
                {t('全部提醒')}
              </ButtonLink>
            </div>
            <WatchCards of={watches.data.watches.slice(0, WATCHES_SHOWN)} onChange={watches.reload} />
          </section>
        )}
        <div class="row" data-unread>
          <ButtonLink href="/messages">{t('消息')}</ButtonLink>
          <ButtonLink icon={MessageSquarePlus} href="/requests/mine">
            {t('我的诉求')}
          </ButtonLink>
          <ButtonLink icon={UserPlus} href="/me/help">
            {t('我来代办')}
          </ButtonLink>
          <ButtonLink look="quiet" icon={UserRound} href="/account">
            {t('我的账号、退出登录')}
          </ButtonLink>
        </div>
      </div>
    </PublicFrame>
  );
}
/** More stand on their own page. */
const WATCHES_SHOWN = 2;

/** Papers are missing: what stands still until somebody brings them. */
function Asked({ of }: { of: Application }) {
  return (
    <Card class="stack-tight" active>
      <h2>{t('{name}的{service}申请要补材料', { name: of.name, service: word('bed', of.service) })}</h2>
      <p>{t('补齐前，办理期限不计时。')}</p>
      <div data-unread>
        <ButtonLink look="primary" icon={FileText} href={`/me/cases/${of.id}`}>
          {t('去补材料')}
        </ButtonLink>
      </div>
    </Card>
  );
}

function PersonHead({ of, helps }: { of: Person; helps: string | undefined }) {
  const about = (text: string) => (
    <>
      {text}
      <span class="visually-hidden">{t('（{text}）', { text: of.name })}</span>
    </>
  );
  return (
    <div class="person-head stack-tight">
      <div class="row-between">
        <h2>
          {of.name}{' '}
          <span class="muted person-about">{t('{age} 岁', { age: ageOn(of.born_on, dayOf(now.value)) })}</span>
        </h2>
        <span class="muted num small">{of.id_no_masked}</span>
      </div>
      <div class="row person-links" data-unread>
        <ButtonLink look="quiet" icon={FileText} href={`/me/documents/${of.id}`}>
          {about(t('材料'))}
        </ButtonLink>
        <ButtonLink look="quiet" icon={ShieldCheck} href={`/me/privacy/${of.id}`}>
          {about(t('信息和授权'))}
        </ButtonLink>
        <HelpLink person={of} state={helps} />
      </div>
    </div>
  );
}

function StayCard({ of }: { of: Stay }) {
  return (
    <Card class="stack-tight" data-stay>
      <div class="row-between">
        <h3>{of.facility}</h3>
        <span class={of.discharged_on ? 'muted' : 'status-big'}>
          {of.discharged_on
            ? t('{date}离开', { date: date(of.discharged_on) })
            : t('{date}起在住', { date: date(of.admitted_on) })}
        </span>
      </div>
      {!of.discharged_on && <p>{t('{room} 室 {bed} 床', { room: of.room_no, bed: of.bed_no })}</p>}
      <div data-unread>
        <ButtonLink look={of.discharged_on ? 'secondary' : 'primary'} href={`/me/stays/${of.id}`}>
          {t('入住情况、账单和意见')}
        </ButtonLink>
      </div>
    </Card>
  );
}

/** What runs, and behind a fold what has ended: a family comes for the former. */
function Applications({
  of,
  all,
  offered,
  lives,
  onDone,
}: {
  of: Person;
  all: readonly Application[] | undefined;
  offered: readonly Offer[];
  /** somewhere already: then nothing has to be asked for */
  lives: boolean;
  onDone: () => void;
}) {
  const own = all?.filter((one) => one.applicant_id === of.id) ?? [];
  const over = (one: Application) => ['placed', 'withdrawn', 'closed'].includes(one.status);
  const card = (one: Application) => (
    <ApplicationCard
      key={one.id}
      of={one}
      offered={offered.some((offer) => offer.application_id === one.id)}
      onDone={onDone}
    />
  );
  const past = own.filter(over);
  return (
    <>
      {own.filter((one) => !over(one)).map(card)}
      {past.length > 0 && (
        <details>
          <summary>{t('办结的申请（{n}）', { n: past.length })}</summary>
          <div class="stack">{past.map(card)}</div>
        </details>
      )}
      {all && own.length === 0 && !lives && (
        <div class="row-between card">
          <span>{t('还没有申请')}</span>
          <ButtonLink href={href('/apply', { person: of.id })}>{t('为{name}申请', { name: of.name })}</ButtonLink>
        </div>
      )}
    </>
  );
}

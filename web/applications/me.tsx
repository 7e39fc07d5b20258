import type { InferResponseType } from 'hono/client';
import { FilePlus2, FileText, MessageSquarePlus, UserPlus, UserRound } from 'lucide';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { ageOn, dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { ButtonLink } from '../ui/button.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { needFacilities } from '../ui/facilities.ts';
import { now } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { ReadAloud } from '../ui/read-aloud.tsx';
import { session } from '../ui/session.ts';
import { href } from '../ui/url.ts';
import { ApplicationCard } from './application-card.tsx';
import { HelpLink, useOwnHelps } from './help-link.tsx';
import { OfferCard } from './offer-card.tsx';
import './applications.css';

export type Application = InferResponseType<typeof client.api.v1.applications.$get, 200>['applications'][number];
export type Offer = InferResponseType<typeof client.api.v1.offers.$get, 200>['offers'][number];

/** A family's page: what waits for an answer, then everyone they act for and how far each application has come. */
export default function MePage() {
  return (
    <Guard roles={['family']}>
      <Me />
    </Guard>
  );
}

function Me() {
  useTitle(t('我的申请'));
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
  const reload = () => {
    for (const part of [people, applications, offers]) part.reload();
  };
  useEvents(['offers', 'applications', 'queue'], reload);
  useEffect(() => void needFacilities(), []);
  const helps = useOwnHelps();
  const text = useRef<HTMLDivElement>(null);
  const failure = people.failure ?? applications.failure ?? offers.failure;
  const today = dayOf(now.value);
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
        {offers.data?.offers.map((offer) => (
          <OfferCard key={offer.id} of={offer} onDone={reload} />
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
        {people.data?.applicants.map((person) => {
          const own = applications.data?.applications.filter((one) => one.applicant_id === person.id) ?? [];
          return (
            <section key={person.id} class="stack" aria-label={person.name}>
              <div class="row-between person-head">
                <h2>
                  {person.name}{' '}
                  <span class="muted person-about">{t('{age} 岁', { age: ageOn(person.born_on, today) })}</span>
                </h2>
                <span class="row">
                  <span class="muted num small">{person.id_no_masked}</span>
                  <ButtonLink look="quiet" icon={FileText} href={`/me/documents/${person.id}`}>
                    {t('材料')}
                    <span class="visually-hidden">{t('（{text}）', { text: person.name })}</span>
                  </ButtonLink>
                  <HelpLink person={person} state={helps.get(person.id)} />
                </span>
              </div>
              {own.map((application) => (
                <ApplicationCard
                  key={application.id}
                  of={application}
                  offered={!!offers.data?.offers.some((offer) => offer.application_id === application.id)}
                  onDone={reload}
                />
              ))}
              {applications.data && own.length === 0 && (
                <div class="row-between card">
                  <span>{t('还没有申请')}</span>
                  <ButtonLink href={href('/apply', { person: person.id })}>
                    {t('为{name}申请', { name: person.name })}
                  </ButtonLink>
                </div>
              )}
            </section>
          );
        })}
        <div class="row" data-unread>
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

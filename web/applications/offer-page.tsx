import type { InferResponseType } from 'hono/client';
import { ChevronLeft } from 'lucide';
import type { RefObject } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import { call, client } from '../api.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Card, Notice } from '../ui/card.tsx';
import { hotline } from '../ui/config.ts';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { needFacilities } from '../ui/facilities.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { NotFoundPage, useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { QuoteTable } from '../ui/quote.tsx';
import { ReadOrPrint } from '../ui/read-aloud.tsx';
import { Accept, Decline } from './offer-answer.tsx';
import { Deadline, stepText, Where, waitsForFamily } from './offer-card.tsx';
import { EndedOffer } from './offer-ended.tsx';
import { WhatFollows } from './offer-follows.tsx';
import './applications.css';

export type OfferView = InferResponseType<(typeof client.api.v1.offers)[':id']['$get'], 200>;

/** One offer: until when, what it costs, what follows from each answer; also once it has ended, whoever opens an old link. */
export default function OfferPage() {
  return (
    <Guard roles={['family']}>
      <One id={useRoute().params.id ?? ''} />
    </Guard>
  );
}

function One({ id }: { id: string }) {
  useTitle(t('入住通知'));
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.offers[':id'].$get({ param: { id } }, o), { signal }),
    [id],
  );
  useEvents(['offers', 'applications'], reload);
  const text = useRef<HTMLDivElement>(null);
  if (failure && !data && (failure.status === 404 || failure.status === 403)) return <NotFoundPage />;
  return (
    <PublicFrame>
      <div class="family stack" ref={text}>
        <div class="screen-only" data-unread>
          <ButtonLink class="back" look="quiet" icon={ChevronLeft} href="/me">
            {t('回到我的主页')}
          </ButtonLink>
        </div>
        {failure && <Problem of={failure} onRetry={reload} focus={false} />}
        {!data && !failure && <Loading />}
        {data && <Shown of={data} text={text as RefObject<HTMLElement>} onDone={reload} />}
      </div>
    </PublicFrame>
  );
}

function Shown({ of, text, onDone }: { of: OfferView; text: RefObject<HTMLElement>; onDone: () => void }) {
  const [asking, setAsking] = useState<'accept' | 'decline' | null>(null);
  const [late, setLate] = useState(false);
  const { offer } = of;
  const open = offer.state === 'waiting' || offer.state === 'accepted';
  const mine = waitsForFamily(offer);
  void needFacilities();
  const dialog = {
    of: offer,
    onClose: () => setAsking(null),
    onDone,
    onLate: () => {
      setAsking(null);
      setLate(true);
      onDone();
    },
  };
  return (
    <>
      <div class="row-between">
        <h1>{t('{name}的入住通知', { name: offer.name })}</h1>
        <ReadOrPrint of={text} />
      </div>
      {late && (
        <Notice tone="amber">
          <strong role="alert">
            {t('刚才没有办：这份通知已经在另一个窗口，或由一起帮忙的家人答复过，或已经结束。下面是现在的情况。')}
          </strong>
        </Notice>
      )}
      {!open && <EndedOffer of={of} />}
      {open && (
        <Card as="section" class="stack offer" active={mine}>
          <div class="row-between">
            <h2>{mine ? t('请在期限前答复') : t('已经接受')}</h2>
            <Deadline of={offer} />
          </div>
          {of.working_days_left !== null && mine && (
            <p>{t('连今天还有 {n} 个工作日。床已为您保留到那时。', { n: of.working_days_left })}</p>
          )}
          {!mine && <p>{stepText(offer)}</p>}
          <Where of={offer} />
        </Card>
      )}
      <Card as="section" class="stack">
        <h2>{t('要多少钱，谁付')}</h2>
        <Cost id={offer.id} ended={!open} />
      </Card>
      {open && <WhatFollows of={of} />}
      {mine && (
        <div class="answers offer-answers" data-unread>
          <Button look="primary" wide onClick={() => setAsking('accept')}>
            {t('接受入住')}
          </Button>
          <Button wide onClick={() => setAsking('decline')}>
            {t('不接受')}
          </Button>
        </div>
      )}
      <p>
        <a href={`/me/cases/${offer.application_id}`}>{t('办理进度')}</a>
        {' · '}
        <a href={`/me/reasons/${offer.application_id}`}>{t('分配结果说明')}</a>
        {' · '}
        {t('拿不准，打电话：')}
        <a class="num" href={`tel:${hotline()}`}>
          {hotline()}
        </a>
      </p>
      {asking === 'accept' && <Accept {...dialog} />}
      {asking === 'decline' && <Decline {...dialog} />}
    </>
  );
}

/** The letter's money: what the place costs and who would pay what of it, with what has still to be applied for. */
function Cost({ id, ended }: { id: string; ended: boolean }) {
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.offers[':id'].quote.$get({ param: { id } }, o), { signal }),
    [id],
  );
  if (failure)
    return ended ? (
      <p>{t('这家机构已不接收老人，费用无从测算。')}</p>
    ) : (
      <Problem of={failure} onRetry={reload} focus={false} />
    );
  if (!data) return <Loading cards={1} />;
  return (
    <QuoteTable
      of={data.quote}
      granted={data.granted}
      caption={t('每月费用（按 {month} 测算）', { month: data.month })}
      fee={t('床位、照护、餐费合计，补贴前')}
    />
  );
}

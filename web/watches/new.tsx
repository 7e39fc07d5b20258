import { BellRing } from 'lucide';
import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Card, Notice } from '../ui/card.tsx';
import { Loading } from '../ui/empty.tsx';
import { age, date } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { NotFoundPage, useTitle } from '../ui/page.tsx';
import { usePlaces } from '../ui/places.ts';
import { Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { href, type Query, useQuery } from '../ui/url.ts';
import { type WatchAsked, watchLines, watchOf, watchTitle } from '../ui/watch-words.ts';

/** 有床时告诉我: what the search asked for, said back in words, and one button. */
export default function NewWatchPage() {
  return (
    <Guard roles={['family']}>
      <NewWatch />
    </Guard>
  );
}

function NewWatch() {
  useTitle(t('有床时告诉我'));
  const { query } = useQuery();
  const places = usePlaces();
  const id = query.facility ?? '';
  const home = useLoad(
    (signal) =>
      id
        ? call((o) => client.api.v1.facilities[':id'].$get({ param: { id }, query: {} }, o), { signal })
        : Promise.resolve({ ok: true as const, data: null, status: 200, etag: null }),
    [id],
  );
  const failure = places.failure ?? home.failure;
  if (home.failure?.status === 404) return <NotFoundPage />;
  const asked = places.ready && home.data !== undefined ? watchOf(query, places.divisions) : null;
  return (
    <PublicFrame>
      <div class="watches stack">
        <h1>{t('有床时告诉我')}</h1>
        {failure && <Problem of={failure} onRetry={places.failure ? places.reload : home.reload} focus={false} />}
        {!asked && !failure && <Loading cards={1} />}
        {asked && <Ask of={asked} facility={home.data?.facility.name ?? null} back={query} />}
      </div>
    </PublicFrame>
  );
}

function Ask({ of, facility, back }: { of: WatchAsked; facility: string | null; back: Query }) {
  const [done, setDone] = useState<{ until: string; free: Free[] }>();
  const add = useAction((intent) => call((o) => client.api.v1.watches.$post({ json: of }, o), { intent }));
  const lines = watchLines(of);
  const send = async () => {
    const made = await add.run();
    if (made.ok) setDone({ until: made.data.until_on, free: made.data.free });
  };
  const { facility: _, ...filters } = back;
  if (done) return <Begun until={done.until} free={done.free} />;
  return (
    <>
      <Card as="section" class="stack-tight">
        <h2>{watchTitle({ facility, place: of.place, query: of.query })}</h2>
        {lines.length > 0 ? <p>{lines.join(' · ')}</p> : <p>{t('有任何空床都提醒')}</p>}
      </Card>
      <p>
        {t('有合适的床、而且机构在 72 小时内确认过，就发消息告诉您；同一张床只说一次，每条提醒一天最多一次。')}
        {t('短信里不写机构和病情。90 天后自动停止，随时一点就停。')}
      </p>
      {add.failure && <Problem of={add.failure} onRetry={send} />}
      {add.failure?.code === 'watch_exists' || add.failure?.code === 'watch_too_many' ? (
        <ButtonLink look="primary" href="/me/watches">
          {t('看已订的提醒')}
        </ButtonLink>
      ) : (
        <Button look="primary" wide icon={BellRing} busy={add.busy} onClick={send}>
          {t('有床时告诉我')}
        </Button>
      )}
      <ButtonLink look="quiet" href={facility ? `/facilities/${of.facility_id}` : href('/', filters)}>
        {t('回去改条件')}
      </ButtonLink>
    </>
  );
}

type Free = { facility_id: string; facility: string; free: number; confirmed_at: string | null };

function Begun({ until, free }: { until: string; free: Free[] }) {
  return (
    <>
      <Notice tone="accent" icon={BellRing}>
        <strong>{t('订好了，到{date}为止', { date: date(until) })}</strong>
        <p>{t('有合适的空床会发消息，请留意手机；也可以在「我的」里查看。')}</p>
      </Notice>
      {free.length > 0 && (
        <Card as="section" class="stack-tight">
          <h2>{t('现在就有')}</h2>
          <ul class="plain-list">
            {free.map((f) => (
              <li key={f.facility_id}>
                <a href={`/facilities/${f.facility_id}`}>{f.facility}</a> {t('空 {n} 床', { n: f.free })}
                {f.confirmed_at && t(' · {age}由机构确认', { age: age(f.confirmed_at) })}
              </li>
            ))}
          </ul>
        </Card>
      )}
      <div class="row">
        <ButtonLink look="primary" href="/me/watches">
          {t('看已订的提醒')}
        </ButtonLink>
        <ButtonLink href="/">{t('继续找床位')}</ButtonLink>
      </div>
    </>
  );
}

import { MailOpen } from 'lucide';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { call, client } from '../api.ts';
import { ButtonLink } from '../ui/button.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { useQuery } from '../ui/url.ts';

/** Where a message about an offer leads: to the latest one of that application, whatever has become of it. */
export default function OffersPage() {
  return (
    <Guard roles={['family']}>
      <Latest />
    </Guard>
  );
}

function Latest() {
  useTitle(t('入住通知'));
  const { query } = useQuery();
  const { route } = useLocation();
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.offers.$get({ query: { limit: '500' } }, o), { signal }),
    [],
  );
  const mine = data?.offers.filter((offer) => !query.application || offer.application_id === query.application);
  const latest = mine?.[0]?.id;
  useEffect(() => {
    if (latest) route(`/me/offers/${latest}`, true);
  }, [latest]);
  return (
    <PublicFrame>
      {failure && <Problem of={failure} onRetry={reload} />}
      {!failure && (!data || latest) && <Loading cards={1} />}
      {data && !latest && (
        <Empty as="h1" icon={MailOpen} title={t('没有入住通知')}>
          <p>{t('轮到您并有合适的床时，会发通知，也会显示在「我的」里。')}</p>
          <ButtonLink look="primary" href="/me">
            {t('回到我的主页')}
          </ButtonLink>
        </Empty>
      )}
    </PublicFrame>
  );
}

import { BellRing, ChevronLeft } from 'lucide';
import { call, client } from '../api.ts';
import { ButtonLink } from '../ui/button.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { WatchCards } from '../ui/watches.tsx';

/** Everything one asked to be told of. */
export default function WatchesPage() {
  return (
    <Guard roles={['family']}>
      <Watches />
    </Guard>
  );
}

function Watches() {
  useTitle(t('有床提醒'));
  const { data, failure, reload } = useLoad((signal) => call((o) => client.api.v1.watches.$get({}, o), { signal }), []);
  useEvents(['vacancies', 'messages'], reload);
  return (
    <PublicFrame>
      <div class="watches stack">
        <div>
          <ButtonLink class="back" look="quiet" icon={ChevronLeft} href="/me">
            {t('回到我的主页')}
          </ButtonLink>
        </div>
        <h1>{t('有床提醒')}</h1>
        <p>{t('有合适的床、而且机构在 72 小时内确认过，就发消息告诉您；同一张床只说一次，每条提醒一天最多一次。')}</p>
        {failure && <Problem of={failure} onRetry={reload} focus={false} />}
        {!data && !failure && <Loading />}
        {data?.watches.length === 0 && (
          <Empty icon={BellRing} title={t('还没有订提醒')}>
            <p>{t('找床位时没有合适的，点「有床时告诉我」就行。')}</p>
            <ButtonLink look="primary" href="/">
              {t('去找床位')}
            </ButtonLink>
          </Empty>
        )}
        {data && data.watches.length > 0 && <WatchCards as="h2" of={data.watches} onChange={reload} />}
      </div>
    </PublicFrame>
  );
}

import { ChevronLeft } from 'lucide';
import { useRoute } from 'preact-iso';
import { call, client } from '../api.ts';
import { ButtonLink } from '../ui/button.tsx';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { session } from '../ui/session.ts';
import { Tabs } from '../ui/tabs.tsx';
import { useQuery } from '../ui/url.ts';
import { Consents } from './consents.tsx';
import { CopyAndErase } from './copy-erase.tsx';
import { Held } from './held.tsx';
import { Readers } from './readers.tsx';
import './privacy.css';

/** What is held of a person, who read it, what was agreed to, a copy of it, and deleting it. */
export default function OwnPrivacyPage() {
  return (
    <Guard roles={['family', 'desk']}>
      <Own id={useRoute().params.applicantId ?? ''} />
    </Guard>
  );
}

function Own({ id }: { id: string }) {
  const { query, set } = useQuery();
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.applicants[':id'].privacy.$get({ param: { id } }, o), { signal }),
    [id],
  );
  useEvents(['applications', 'offers', 'documents'], reload);
  const title = data ? t('{name}的隐私', { name: data.name }) : t('我的隐私');
  useTitle(title);
  const desk = session.value?.role === 'desk';
  const tab = query.tab ?? 'held';
  const tabs = [
    { id: 'held', label: t('存了什么') },
    ...(desk ? [] : [{ id: 'read', label: t('谁看过') }]),
    { id: 'consents', label: t('同意') },
    { id: 'copy', label: t('副本和删除') },
  ];
  return (
    <PublicFrame>
      <div class="privacy stack">
        <div>
          <ButtonLink class="back" look="quiet" icon={ChevronLeft} href={desk ? '/desk' : '/me/privacy'}>
            {desk ? t('回到前台') : t('回到我的隐私')}
          </ButtonLink>
        </div>
        <h1>{title}</h1>
        {failure && <Problem of={failure} onRetry={reload} focus={false} />}
        {!data && !failure && <Loading cards={2} />}
        {data && (
          <Tabs label={title} tabs={tabs} current={tab} onChange={(to) => set({ tab: to === 'held' ? null : to })}>
            {tab === 'held' && <Held of={data} applicant={id} />}
            {tab === 'read' && !desk && <Readers applicant={id} />}
            {tab === 'consents' && <Consents of={data} applicant={id} onDone={reload} />}
            {tab === 'copy' && <CopyAndErase of={data} applicant={id} />}
          </Tabs>
        )}
      </div>
    </PublicFrame>
  );
}

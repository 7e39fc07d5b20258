import { ChevronLeft } from 'lucide';
import { useRoute } from 'preact-iso';
import { call, client } from '../api.ts';
import { ButtonLink } from '../ui/button.tsx';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { Library } from '../ui/library.tsx';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import './documents.css';

/** A family's own library: papers handed in once, for whoever they act for. */
export default function OwnDocumentsPage() {
  return (
    <Guard roles={['family']}>
      <Own id={useRoute().params.applicantId ?? ''} />
    </Guard>
  );
}

function Own({ id }: { id: string }) {
  const person = useLoad(
    (signal) => call((o) => client.api.v1.applicants[':id'].$get({ param: { id } }, o), { signal }),
    [id],
  );
  const title = person.data ? t('{name}的材料', { name: person.data.applicant.name }) : t('材料');
  useTitle(title);
  return (
    <PublicFrame>
      <div class="own-documents stack">
        <div>
          <ButtonLink class="back" look="quiet" icon={ChevronLeft} href="/me">
            {t('回到我的申请')}
          </ButtonLink>
        </div>
        <h1>{title}</h1>
        <p>{t('材料交一次就够：有效的不会让您再交，过期的会提醒。谁打开过影像，下面都能看到。')}</p>
        {person.failure ? (
          <Problem of={person.failure} onRetry={person.reload} focus={false} />
        ) : (
          <Library applicant={id} mayUpload />
        )}
      </div>
    </PublicFrame>
  );
}

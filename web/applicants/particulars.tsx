import type { InferResponseType } from 'hono/client';
import { FileClock } from 'lucide';
import { useState } from 'preact/hooks';
import { dayOf, daysBetween } from '../../server/kernel/period.ts';
import type { client, Failure } from '../api.ts';
import { AssessmentOrder } from '../ui/assessment.tsx';
import { ButtonLink } from '../ui/button.tsx';
import { now } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { Library } from '../ui/library.tsx';
import { type Person, PersonFacts, WishFacts } from '../ui/person.tsx';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';

export type File = InferResponseType<(typeof client.api.v1.applications)[':id']['$get'], 200>;
export type Entry = InferResponseType<typeof client.api.v1.queue.$get, 200>['entries'][number];

/** Who asks and on what grounds: particulars masked, then the application, then what has happened. */
export function Particulars({
  file,
  person,
  failure,
  entry,
  onDone,
}: {
  file: File;
  person: Person | undefined;
  failure: Failure | undefined;
  entry: Entry | undefined;
  onDone: () => void;
}) {
  const { application } = file;
  return (
    <div class="stack">
      {entry && <Standing of={entry} />}
      {failure && <Problem of={failure} focus={false} />}
      {person && <PersonFacts of={person} onDone={onDone} />}
      {person && session.value?.role === 'officer' && (
        <AssessmentOrder
          applicant={person.applicant.id}
          application={application.id}
          first={person.assessments.length === 0}
          onDone={onDone}
        />
      )}
      <section class="stack-tight" aria-label={t('申请')}>
        <WishFacts of={application} />
        <Papers key={application.applicant_id} applicant={application.applicant_id} />
        <div>
          <ButtonLink look="quiet" icon={FileClock} href={`/officer/cases/${application.id}`}>
            {t('办件：意见、记录与经过')}
          </ButtonLink>
        </div>
      </section>
    </div>
  );
}

/** Asked for when it is opened: looking into somebody's papers is written down. */
function Papers({ applicant }: { applicant: string }) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('材料')}</summary>
      {open && <Library applicant={applicant} mayVerify={session.value?.role === 'officer'} />}
    </details>
  );
}

/** The place in the queue with every part of the key, so that an officer can explain it on the phone. */
function Standing({ of }: { of: Entry }) {
  const waited = daysBetween(dayOf(new Date(of.key.queued_at)), dayOf(now.value));
  return (
    <dl class="standing">
      <div>
        <dt>{t('总排位')}</dt>
        <dd>{of.place}</dd>
      </div>
      <div>
        <dt>{t('{track} 通道', { track: of.key.track })}</dt>
        <dd>{of.place_in_track}</dd>
      </div>
      <div>
        <dt>{t('等级')}</dt>
        <dd>{of.key.level}</dd>
      </div>
      <div>
        <dt>{t('积分')}</dt>
        <dd>{of.key.points}</dd>
      </div>
      <div>
        <dt>{t('天数')}</dt>
        <dd>{waited}</dd>
      </div>
    </dl>
  );
}

import { FilePlus2, FileText, ShieldCheck } from 'lucide';
import { ageOn, dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { ButtonLink } from '../ui/button.tsx';
import { Card, Facts } from '../ui/card.tsx';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { date, now, unfiled } from '../ui/format.ts';
import { HelpersPart } from '../ui/helpers.tsx';
import { t } from '../ui/i18n.ts';
import { Library } from '../ui/library.tsx';
import { useLoad } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { CaseView } from '../ui/staff-frame.tsx';
import { href } from '../ui/url.ts';
import { word } from '../ui/words.ts';
import { PossibleDuplicates } from './possible-duplicates.tsx';

/** Whoever stands at the counter: applications so far, papers collected once, and a new application. */
export function DeskPerson({ id, onOpen }: { id: string; onOpen: (application: string) => void }) {
  const person = useLoad(
    (signal) => call((o) => client.api.v1.applicants[':id'].$get({ param: { id } }, o), { signal }),
    [id],
  );
  const list = useLoad(
    (signal) => call((o) => client.api.v1.applications.$get({ query: { applicant: id, limit: '50' } }, o), { signal }),
    [id],
  );
  useEvents(['applications'], list.reload);
  const failure = person.failure ?? list.failure;
  if (!person.data) return failure ? <Problem of={failure} onRetry={person.reload} /> : <Loading cards={2} />;
  const { applicant, community } = person.data;
  return (
    <CaseView>
      <div class="row-between">
        <h2>{applicant.name}</h2>
        <span class="row">
          <ButtonLink look="quiet" icon={ShieldCheck} href={`/me/privacy/${id}?tab=consents`}>
            {t('同意和隐私')}
          </ButtonLink>
          <ButtonLink look="primary" icon={FilePlus2} href={href('/apply', { person: id, step: 2 })}>
            {t('代办申请')}
          </ButtonLink>
        </span>
      </div>
      {failure && <Problem of={failure} onRetry={list.reload} focus={false} />}
      <Facts
        of={[
          [
            t('性别年龄'),
            t('{sex} · {age} 岁', {
              sex: word('sex', applicant.sex),
              age: ageOn(applicant.born_on, dayOf(now.value)),
            }),
          ],
          [t('身份证号'), <span class="num">{applicant.id_no_masked}</span>],
          [t('手机号'), <span class="num">{applicant.phone_masked ?? unfiled()}</span>],
          [t('社区或村'), community ?? unfiled()],
        ]}
      />
      <PossibleDuplicates applicant={id} />
      <h3>{t('申请')}</h3>
      {list.data?.applications.length === 0 && <p>{t('还没有申请')}</p>}
      <ul class="stack-tight">
        {list.data?.applications.map((one) => (
          <Card as="li" key={one.id}>
            <div class="row-between">
              <span>
                <button type="button" class="link" onClick={() => onOpen(one.id)}>
                  {word('bed', one.service)}
                  <span class="visually-hidden">{t('（{text}）', { text: one.receipt_no ?? t('草稿') })}</span>
                </button>{' '}
                · {word('status', one.status)} · {date(one.submitted_at)}
              </span>
              {one.decided_at && (
                <ButtonLink look="quiet" icon={FileText} href={`/reply/${one.id}`}>
                  {t('答复书')}
                  <span class="visually-hidden">{t('（{text}）', { text: one.receipt_no ?? '' })}</span>
                </ButtonLink>
              )}
            </div>
          </Card>
        ))}
      </ul>
      <HelpersPart applicant={id} />
      <h3>{t('材料')}</h3>
      <Library applicant={id} mayVerify mayUpload />
    </CaseView>
  );
}

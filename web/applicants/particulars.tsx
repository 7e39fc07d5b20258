import type { InferResponseType } from 'hono/client';
import { useState } from 'preact/hooks';
import { ageOn, dayOf, daysBetween, fromRange } from '../../server/kernel/period.ts';
import type { client, Failure } from '../api.ts';
import { AssessmentOrder, levelReasonWord } from '../ui/assessment.tsx';
import { Badge } from '../ui/badge.tsx';
import { Facts } from '../ui/card.tsx';
import { knownFacilities } from '../ui/facilities.ts';
import { date, moment, now, unfiled } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { Library } from '../ui/library.tsx';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { word } from '../ui/words.ts';
import { Categories } from './categories.tsx';
import { Unmask } from './unmask.tsx';
import { equipmentWord, sexWord, yesNo } from './words.ts';

export type File = InferResponseType<(typeof client.api.v1.applications)[':id']['$get'], 200>;
export type Person = InferResponseType<(typeof client.api.v1.applicants)[':id']['$get'], 200>;
export type Entry = InferResponseType<typeof client.api.v1.queue.$get, 200>['entries'][number];

const STANDARD = 'GB/T 42195-2022';
/** The assessment in force today by the standard that gives the level, or null. */
export const currentAssessment = (person: Person | undefined) => {
  const today = dayOf(now.value);
  return (
    person?.assessments.find((a) => {
      const { start, end } = fromRange(a.valid);
      return a.standard_code === STANDARD && start <= today && (end === null || today < end);
    }) ?? null
  );
};

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
        <Facts
          of={[
            [
              t('申请'),
              <>
                {word('bed', application.service)} · {word('status', application.status)} ·{' '}
                <span class="num">{application.receipt_no}</span>
              </>,
            ],
            [t('意愿'), <Wishes of={application} />],
            ...(application.needs.length
              ? [[t('照护需要'), application.needs.map(equipmentWord).join(t('、'))] as [string, string]]
              : []),
            ...(application.note ? [[t('说明'), application.note] as [string, string]] : []),
          ]}
        />
        <Papers key={application.applicant_id} applicant={application.applicant_id} />
        <details>
          <summary>{t('办理经过（{n} 步）', { n: file.events.length })}</summary>
          <ol class="events">
            {file.events.map((event) => (
              <li key={`${event.at}${event.event}`}>
                <span class="muted num">{moment(event.at)}</span> {word('event', event.event)}
                {event.reason && <span class="muted"> · {event.reason}</span>}
              </li>
            ))}
          </ol>
        </details>
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

function PersonFacts({ of, onDone }: { of: Person; onDone: () => void }) {
  const { applicant } = of;
  const today = dayOf(now.value);
  const assessment = currentAssessment(of);
  const officer = session.value?.role === 'officer';
  const active = of.categories.filter((category) => {
    const { start, end } = fromRange(category.during);
    return start <= today && (end === null || today < end);
  });
  return (
    <section class="stack-tight" aria-label={t('老人')}>
      <div class="row-between">
        <h2>{t('老人')}</h2>
        {officer && <Unmask applicant={applicant.id} />}
      </div>
      <Facts
        of={[
          [
            t('性别年龄'),
            t('{sex} · {age} 岁（{born} 生）', {
              sex: sexWord(applicant.sex),
              age: ageOn(applicant.born_on, today),
              born: date(applicant.born_on),
            }),
          ],
          [
            t('证件与电话'),
            <span class="num">
              {applicant.id_no_masked} · {applicant.phone_masked ?? unfiled()}
            </span>,
          ],
          [
            t('社区'),
            t('{community} · 独居：{alone}', {
              community: of.community ?? unfiled(),
              alone: yesNo(applicant.living_alone),
            }),
          ],
          [
            t('能力评估'),
            assessment ? (
              <>
                {t('{n} 级 {word} · {total} 分 · {on} 评', {
                  n: assessment.level,
                  word: word('level', assessment.level),
                  total: assessment.total,
                  on: date(assessment.assessed_on),
                })}
                {assessment.level_reasons.length > 0 && (
                  <span class="muted">
                    {' '}
                    {t('（调级：{why}）', { why: assessment.level_reasons.map(levelReasonWord).join(t('、')) })}
                  </span>
                )}
                {assessment.dementia && <Badge tone="amber">{t('失智')}</Badge>}
                <Results of={of} />
              </>
            ) : (
              <>
                <Badge tone="amber">{t('没有有效评估')}</Badge>
                <Results of={of} />
              </>
            ),
          ],
          [
            t('保障类别'),
            active.length ? (
              <span class="row">
                {active.map((category) => (
                  <Badge key={category.kind} tone="accent">
                    {word('category', category.kind)}
                  </Badge>
                ))}
              </span>
            ) : (
              t('无')
            ),
          ],
        ]}
      />
      {officer && <Categories applicant={applicant.id} onDone={onDone} />}
    </section>
  );
}

/** Every result with its standard, who signed it and until when it holds; an older standard's is shown, never ordered by. */
function Results({ of }: { of: Person }) {
  if (of.assessments.length === 0) return null;
  return (
    <details>
      <summary>{t('历次评估（{n} 次）', { n: of.assessments.length })}</summary>
      <ul class="events">
        {of.assessments.map((a) => (
          <li key={a.id}>
            <a href={`/assessments/${a.id}/result`}>
              {t('{on} · {n} 级 · {total} 分', { on: date(a.assessed_on), n: a.level, total: a.total })}
            </a>{' '}
            <span class="muted">
              {a.standard_code} ·{' '}
              {a.signed_by.length ? t('{who}签字', { who: a.signed_by.join(t('、')) }) : t('由其他系统转入')}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Wishes({ of }: { of: File['application'] }) {
  const names = of.choices.map((id) => knownFacilities.value.get(id)?.name ?? '…');
  return (
    <>
      {names.map((name, index) => (
        <div key={of.choices[index]}>{t('{n}. {name}', { n: index + 1, name })}</div>
      ))}
      <div>{of.accept_any ? t('可调剂：{km} 公里内任意机构', { km: of.radius_km }) : t('不接受调剂')}</div>
    </>
  );
}

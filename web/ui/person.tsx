import type { InferResponseType } from 'hono/client';
import { ageOn, dayOf, fromRange } from '../../server/kernel/period.ts';
import type { client } from '../api.ts';
import { levelReasonWord } from './assessment.tsx';
import { Badge } from './badge.tsx';
import { equipmentWord } from './bed-words.ts';
import { Facts } from './card.tsx';
import { Categories } from './categories.tsx';
import { Entitlements } from './entitlements.tsx';
import { knownFacilities } from './facilities.ts';
import { date, now, unfiled } from './format.ts';
import { t } from './i18n.ts';
import { session } from './session.ts';
import { Unmask } from './unmask.tsx';
import { word } from './words.ts';

export type Person = InferResponseType<(typeof client.api.v1.applicants)[':id']['$get'], 200>;
export type Wishes = InferResponseType<(typeof client.api.v1.applications)[':id']['$get'], 200>['application'];

const STANDARD = 'GB/T 42195-2022';
/** The assessment in force today by the standard that gives the level, or null. */
const currentAssessment = (person: Person) => {
  const today = dayOf(now.value);
  return (
    person.assessments.find((a) => {
      const { start, end } = fromRange(a.valid);
      return a.standard_code === STANDARD && start <= today && (end === null || today < end);
    }) ?? null
  );
};

const sexWord = (sex: 'male' | 'female') => (sex === 'male' ? t('男性') : t('女性'));
const yesNo = (value: boolean | null) => (value === null ? unfiled() : value ? t('是') : t('否'));

/** Who the person is: particulars masked, the assessment in force with those before it, the categories. */
export function PersonFacts({ of, onDone }: { of: Person; onDone: () => void }) {
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
      {['officer', 'leader', 'inspector'].includes(session.value?.role ?? '') && (
        <Entitlements applicant={applicant.id} />
      )}
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

/** What is wished for: the facilities in order, and what else was said. */
export function WishFacts({ of }: { of: Wishes }) {
  return (
    <Facts
      of={[
        [t('申请'), `${word('bed', of.service)} · ${word('status', of.status)} · ${of.receipt_no ?? ''}`],
        [t('意愿'), <Choices of={of} />],
        ...(of.stay_length ? [[t('打算住多久'), word('stay_length', of.stay_length)] as [string, string]] : []),
        ...(of.needs.length ? [[t('照护需要'), of.needs.map(equipmentWord).join(t('、'))] as [string, string]] : []),
        ...(of.note ? [[t('说明'), of.note] as [string, string]] : []),
      ]}
    />
  );
}

function Choices({ of }: { of: Wishes }) {
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

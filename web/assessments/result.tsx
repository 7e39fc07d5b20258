import { Printer } from 'lucide';
import { useRoute } from 'preact-iso';
import { type Answers, items, maxOf, sectionMax, sections } from '../../server/assessments/rules.ts';
import { addDays, ageOn, fromRange } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { levelReasonWord, orderReasonWord } from '../ui/assessment.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/card.tsx';
import { hotline } from '../ui/config.ts';
import { Loading } from '../ui/empty.tsx';
import { date, now, stamp, unfiled } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { PrintOnly } from '../ui/print.tsx';
import { Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { word } from '../ui/words.ts';
import { type Result, said, selfCareWord } from './words.ts';
import './assessments.css';

/** A result on one A4 page, as it is handed over. */
export default function ResultPage() {
  return (
    <Guard roles={['family', 'desk', 'officer', 'leader', 'inspector']}>
      <Page />
    </Guard>
  );
}

function Page() {
  const { id } = useRoute().params as { id: string };
  useTitle(t('老年人能力评估结果'));
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.assessments[':id'].result.$get({ param: { id } }, o), { signal }),
    [id],
  );
  return (
    <PublicFrame>
      {failure && <Problem of={failure} onRetry={reload} />}
      {!data && !failure && <Loading cards={1} />}
      {data && <Sheet of={data} />}
    </PublicFrame>
  );
}

function Sheet({ of }: { of: Result }) {
  const { person } = of;
  const { start, end } = fromRange(of.valid);
  const replaced = end !== null && end <= start;
  return (
    <article class="sheet stack">
      <div class="row-between">
        <h1>{t('老年人能力评估结果')}</h1>
        <Button class="screen-only" icon={Printer} onClick={() => print()}>
          {t('打印')}
        </Button>
      </div>
      <dl class="facts sheet-facts">
        <dt>{t('姓名')}</dt>
        <dd>
          {person.name} · {word('sex', person.sex)} · {t('{age} 岁', { age: ageOn(person.born_on, of.assessed_on) })}
        </dd>
        <dt>{t('证件号码')}</dt>
        <dd class="num">{person.id_no_masked}</dd>
        <dt>{t('社区')}</dt>
        <dd>{person.community ?? unfiled()}</dd>
        <dt>{t('评估标准')}</dt>
        <dd>{of.standard_code}</dd>
        <dt>{t('评估原因')}</dt>
        <dd>{of.reason ? orderReasonWord(of.reason) : unfiled()}</dd>
        <dt>{t('评估日期和地点')}</dt>
        <dd>
          {date(of.assessed_on)} · {of.place ?? unfiled()}
        </dd>
        <dt>{t('信息提供者')}</dt>
        <dd>{of.informant ? `${of.informant}${of.relation ? ` · ${of.relation}` : ''}` : unfiled()}</dd>
      </dl>
      <div class="sheet-level">
        <strong>{t('{n} 级 {word}', { n: of.level, word: word('level', of.level) })}</strong>
        <span>{t('总分 {total}', { total: of.total })}</span>
        {of.level !== of.initial_level && (
          <span>
            {t('按总分为 {n} 级 {word}，因上述情形变更。', {
              n: of.initial_level,
              word: word('level', of.initial_level),
            })}
          </span>
        )}
        {of.level_reasons.length > 0 && (
          <span>{t('变更等级：{why}', { why: of.level_reasons.map(levelReasonWord).join(t('、')) })}</span>
        )}
        {of.self_care && <span>{t('特困人员自理能力：{word}', { word: selfCareWord(of.self_care) })}</span>}
      </div>
      {of.answers ? (
        <Scores answers={of.answers} subtotals={of.subtotals} />
      ) : (
        <Notice>{t('由其他系统转入，只有总分和等级，没有逐项得分。')}</Notice>
      )}
      {of.notes && (
        <p>
          {t('特别说明')}
          {t('：')}
          {of.notes}
        </p>
      )}
      <p>
        {replaced
          ? t('这份结果已在当天被新的结果取代。')
          : t('有效期：{from} 至 {to}。身体状况有变化可以申请重新评估。', {
              from: date(start),
              to: end ? date(addDays(end, -1)) : unfiled(),
            })}
      </p>
      <p>
        {t('对结果有疑问，可在收到后向社区前台或民政部门提出复评，由另外两位评估员重新评估；服务电话 {phone}。', {
          phone: hotline(),
        })}
      </p>
      <dl class="sheet-signs">
        {of.signatures.map((s) => (
          <div key={s.name}>
            <dt>{t('评估员签字')}</dt>
            <dd>
              {s.name} <span class="muted num">{stamp(s.at)}</span>
            </dd>
          </div>
        ))}
        <div>
          <dt>{t('老人或信息提供者签字')}</dt>
          <dd class="sheet-line" />
        </div>
      </dl>
      <PrintOnly>
        <p class="small">
          {t('打印时间：{at}', { at: stamp(now.value) })} · {t('编号 {id}', { id: of.id })}
        </p>
      </PrintOnly>
    </article>
  );
}

function Scores({ answers, subtotals }: { answers: Answers; subtotals: Record<string, number> }) {
  const chosen = (code: string) => {
    const item = items.find((i) => i.code === code);
    return item?.choices.find((c) => c.score === answers[code]);
  };
  return (
    <div class="sheet-scores">
      {sections.map((s) => (
        <table key={s.code} class="sheet-table">
          <caption>
            {s.code} {said(s)}{' '}
            <span class="num">{t('{n}/{max} 分', { n: subtotals[s.code] ?? 0, max: sectionMax(s) })}</span>
          </caption>
          <thead class="visually-hidden">
            <tr>
              <th scope="col">{t('项目')}</th>
              <th scope="col">{t('得分')}</th>
            </tr>
          </thead>
          <tbody>
            {s.items.map((i) => {
              const choice = chosen(i.code);
              return (
                <tr key={i.code}>
                  <th scope="row" title={choice ? said(choice) : undefined}>
                    {said(i)}
                  </th>
                  <td class="num">
                    {answers[i.code] ?? '—'}/{maxOf(i)}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      ))}
    </div>
  );
}

import { steps } from '../../server/cases/rules.ts';
import type { When } from '../../server/clocks/rules.ts';
import { Facts } from '../ui/card.tsx';
import { date } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { word } from '../ui/words.ts';
import { paperWord } from './data.ts';
import type { RuleSet } from './rules.tsx';

/** For whom a rule is meant, in one line. */
export function whenText(when: When): string {
  if (when.always) return t('所有人');
  const parts = [
    ...(when.categories ?? []).map((kind) => word('category', kind)),
    ...(when.services ?? []).map((service) => word('bed', service)),
    ...(when.by_other ? [t('由他人代办')] : []),
  ];
  return parts.length ? parts.join(t('、')) : t('没有人');
}

export function RulesView({ of }: { of: RuleSet }) {
  const { rules } = of;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class="stack" tabIndex={0} aria-label={of.version}>
      <h2>{of.version}</h2>
      <Facts
        of={[
          [t('文号'), of.doc_no],
          [t('生效'), date(of.from)],
          [t('失效'), of.until ? date(of.until) : t('未定')],
        ]}
      />
      <h3>{t('时限')}</h3>
      <Facts
        of={[
          ...steps.map((step): [string, preact.ComponentChildren] => {
            const { days, unit, doc } = rules.deadlines[step];
            return [
              word('clock', step),
              <>
                {unit === 'working' ? t('{n} 个工作日', { n: days }) : t('{n} 天', { n: days })}{' '}
                <span class="muted small">{doc}</span>
              </>,
            ];
          }),
          [t('可申诉'), t('{n} 天', { n: rules.appeal_days })],
        ]}
      />
      <h3>{t('征求哪些部门')}</h3>
      <Facts of={rules.departments.map((one) => [word('department', one.department), whenText(one.when)])} />
      <h3>{t('需要哪些材料')}</h3>
      <Facts of={rules.documents.map((one) => [paperWord(one.type), whenText(one.when)])} />
      <h3>{t('公示')}</h3>
      <p>
        {rules.notice_tracks.length
          ? t('{tracks} 通道先公示', { tracks: rules.notice_tracks.join(t('、')) })
          : t('都不公示')}
      </p>
      <h3>{t('能力评估')}</h3>
      <Facts
        of={[
          [t('结果有效'), t('{n} 个月', { n: rules.assessment.valid_months })],
          [t('出结果'), t('{n} 个工作日', { n: rules.assessment.result_working_days })],
          [t('昏迷定为'), t('{n} 级', { n: rules.assessment.coma_level })],
        ]}
      />
    </section>
  );
}

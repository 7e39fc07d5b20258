import { useId, useState } from 'preact/hooks';
import {
  checkSheet,
  type Degree,
  degrees,
  measuresNeeded,
  type RiskKind,
  type RiskSheet,
  riskKinds,
} from '../../server/risks/rules.ts';
import type { Failure } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { TextInput } from '../ui/field.tsx';
import { t } from '../ui/i18n.ts';
import { errorAt } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { degreeWord, riskWord } from './words.ts';
import './risk-form.css';

type Draft = { assessor: string; found: Partial<Record<RiskKind, { degree: Degree; measures: string }>> };

/** The nine risks as they are being filled in; `sheet` is null until all nine are said with what has to be done. */
export function useRiskDraft() {
  const [draft, setDraft] = useState<Draft>({ assessor: session.value?.name ?? '', found: {} });
  const sheet: RiskSheet = {
    assessor: draft.assessor,
    items: riskKinds.flatMap((risk) => {
      const found = draft.found[risk];
      return found ? [{ risk, degree: found.degree, measures: found.measures.trim() || null }] : [];
    }),
  };
  const checked = checkSheet(sheet);
  return { draft, setDraft, sheet: checked.ok ? sheet : null };
}

/** Nine risks, a line each: the arrow keys choose, Tab goes on; what is done about it is asked from medium up. */
export function RiskForm({
  of: { draft, setDraft },
  missing,
  failure,
  at = '/risk',
}: {
  of: ReturnType<typeof useRiskDraft>;
  /** sent while something was missing: say where */
  missing: boolean;
  failure?: Failure;
  at?: string;
}) {
  const put = (risk: RiskKind, degree: Degree, measures = draft.found[risk]?.measures ?? '') =>
    setDraft({ ...draft, found: { ...draft.found, [risk]: { degree, measures } } });
  const left = riskKinds.filter((risk) => !draft.found[risk]);
  const rest = () =>
    setDraft({
      ...draft,
      found: { ...Object.fromEntries(left.map((risk) => [risk, { degree: 'none', measures: '' }])), ...draft.found },
    });
  return (
    <section class="stack-tight" aria-label={t('安全风险评估')} data-pointer={at}>
      <div class="row-between">
        <h3>{t('安全风险评估')}</h3>
        {left.length > 0 && (
          <Button look="quiet" onClick={rest}>
            {t('其余 {n} 项无风险', { n: left.length })}
          </Button>
        )}
      </div>
      <p class="muted small">{t('GB 38600 规定入住前评估九项风险；中、高风险写明防范措施。')}</p>
      <ul class="risks">
        {riskKinds.map((risk) => (
          <Risk
            key={risk}
            risk={risk}
            found={draft.found[risk]}
            missing={missing}
            onPut={(degree, measures) => put(risk, degree, measures)}
          />
        ))}
      </ul>
      <TextInput
        label={t('评估人')}
        pointer={`${at}/assessor`}
        value={draft.assessor}
        onInput={(assessor) => setDraft({ ...draft, assessor })}
        maxLength={40}
        error={missing && !draft.assessor.trim() ? t('请填写评估人') : errorAt(failure, `${at}/assessor`)}
      />
    </section>
  );
}

function Risk({
  risk,
  found,
  missing,
  onPut,
}: {
  risk: RiskKind;
  found: { degree: Degree; measures: string } | undefined;
  missing: boolean;
  onPut: (degree: Degree, measures?: string) => void;
}) {
  const id = useId();
  return (
    <li>
      <fieldset class="field risk">
        <legend class="risk-name">{riskWord(risk)}</legend>
        <div class="risk-degrees">
          {degrees.map((degree) => (
            <label class={`risk-degree risk-${degree}`} key={degree}>
              <input
                type="radio"
                name={id}
                value={degree}
                checked={found?.degree === degree}
                onChange={() => onPut(degree)}
              />
              <span>{degreeWord(degree)}</span>
            </label>
          ))}
        </div>
        {missing && !found && <p class="field-error">{t('请选择')}</p>}
      </fieldset>
      {found && measuresNeeded(found.degree) && (
        <TextInput
          label={t('{risk}：防范措施', { risk: riskWord(risk) })}
          value={found.measures}
          onInput={(measures) => onPut(found.degree, measures)}
          maxLength={500}
          error={missing && !found.measures.trim() ? t('请写明防范措施') : null}
        />
      )}
    </li>
  );
}

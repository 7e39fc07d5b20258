import {
  type Facts,
  levelReasonsOf,
  type RiskKind,
  riskKinds,
  type Sign,
  selfCareOf,
  signs,
} from '../../server/assessments/rules.ts';
import { levelReasonWord } from '../ui/assessment.tsx';
import { Notice } from '../ui/card.tsx';
import { Checkbox, RadioGroup, Select } from '../ui/field.tsx';
import { t } from '../ui/i18n.ts';
import { riskWord, selfCareWord, signWord } from './words.ts';

/** What changes a level: the four questions of the standard. `consciousness` is the answer to B.3.9, which must fit a coma. */
export function LevelFacts({
  of,
  onChange,
  consciousness,
  asked,
  onAsked,
}: {
  of: Facts;
  onChange: (facts: Facts) => void;
  consciousness: number | undefined;
  /** Left out where nobody signs for it. */
  asked?: boolean;
  onAsked?: (asked: boolean) => void;
}) {
  const found = levelReasonsOf(of);
  const count = (kind: RiskKind, n: string) =>
    onChange({ ...of, risk_events: { ...of.risk_events, [kind]: Number(n) } });
  return (
    <section class="stack part" aria-labelledby="part-facts" data-pointer="/facts">
      <h2 id="part-facts">{t('等级变更情形')}</h2>
      <Checkbox
        label={t('处于昏迷状态')}
        hint={t('昏迷直接定级；意识改变后要重新评估。')}
        checked={of.coma}
        onChange={(coma) => onChange({ ...of, coma })}
      />
      {of.coma && consciousness !== 0 && (
        <Notice tone="amber">{t('B.3.9 意识水平不是 0 分，与昏迷不符，请核对。')}</Notice>
      )}
      <Checkbox
        label={t('确诊痴呆（F00–F03）')}
        hint={t('以医院诊断为准。')}
        checked={of.dementia}
        onChange={(dementia) => onChange({ ...of, dementia })}
      />
      <Checkbox
        label={t('精神科专科医生诊断的其他精神和行为障碍（F04–F99）')}
        checked={of.psychiatric}
        onChange={(psychiatric) => onChange({ ...of, psychiatric })}
      />
      <fieldset class="field">
        <legend class="field-label">{t('近 30 天的照护风险事件')}</legend>
        <div class="risks">
          {riskKinds.map((kind) => (
            <Select
              key={kind}
              label={riskWord(kind)}
              value={String(of.risk_events[kind])}
              onInput={(n) => count(kind, n)}
              options={[
                { value: '0', label: t('无') },
                { value: '1', label: t('1 次') },
                { value: '2', label: t('2 次') },
                { value: '3', label: t('3 次及以上') },
              ]}
            />
          ))}
        </div>
      </fieldset>
      {found.length > 0 && (
        <p role="status">{t('变更等级：{why}', { why: found.map(levelReasonWord).join(t('、')) })}</p>
      )}
      {onAsked && <Checkbox label={t('以上四种情形已逐一询问')} checked={!!asked} onChange={onAsked} />}
    </section>
  );
}

/** 特困人员自理能力: six signs beside the level; none answered means it is not asked for. */
export function SelfCareSigns({
  of,
  onChange,
}: {
  of: Partial<Record<Sign, boolean>>;
  onChange: (signs: Partial<Record<Sign, boolean>>) => void;
}) {
  const result = selfCareOf(of);
  return (
    <details class="part" open={Object.keys(of).length > 0}>
      <summary>{t('特困人员自理能力 6 项（只对特困人员）')}</summary>
      <div class="stack" data-pointer="/signs">
        <div class="risks">
          {signs.map((sign) => (
            <RadioGroup
              key={sign}
              row
              label={signWord(sign)}
              value={of[sign] === undefined ? '' : of[sign] ? 'yes' : 'no'}
              onChange={(value) => onChange({ ...of, [sign]: value === 'yes' })}
              options={[
                { value: 'yes', label: t('能') },
                { value: 'no', label: t('不能') },
              ]}
            />
          ))}
        </div>
        {result && <p role="status">{t('结果：{word}', { word: selfCareWord(result) })}</p>}
        {Object.keys(of).length > 0 && (
          <div>
            <button type="button" class="btn btn-quiet" onClick={() => onChange({})}>
              {t('清空这 6 项')}
            </button>
          </div>
        )}
      </div>
    </details>
  );
}

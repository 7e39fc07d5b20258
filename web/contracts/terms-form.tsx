import type { ComponentChildren } from 'preact';
import { HOLDBACK } from '../../server/contracts/rules.ts';
import type { Failure } from '../api.ts';
import { Card } from '../ui/card.tsx';
import { Checkbox, DateInput, TextArea, TextInput } from '../ui/field.tsx';
import { t } from '../ui/i18n.ts';
import { errorAt } from '../ui/problem.tsx';
import { BudgetsField } from './budgets-field.tsx';
import { type Draft, overAYear } from './draft.ts';
import { LotsField } from './lots-field.tsx';
import { type Choices, conditionCodes, conditionWords, elementCodes, elementWords, type Whole } from './words.ts';

/** What a contract says, to be written: the same form for a draft and for an amendment. */
export function TermsForm({
  draft,
  of,
  amounts,
  choices,
  bad,
  missing,
  failure,
  onChange,
  head,
}: {
  draft: Draft;
  /** the contract being amended; its lots in force keep their place, service and start */
  of: Whole | null;
  /** what each lot comes to; null where it is not filled in */
  amounts: (number | null)[];
  choices: Choices;
  /** pointers of what is no value at all, once it was tried to be sent */
  bad: readonly string[];
  /** what keeps a draft from being signed, as it stands */
  missing: readonly { pointer?: string; message: string }[];
  failure: Failure | undefined;
  onChange: (change: Partial<Draft>) => void;
  head: ComponentChildren;
}) {
  const amending = of !== null && of.state !== 'draft';
  const error = (pointer: string): string | null =>
    bad.includes(pointer)
      ? t('请填写或检查这一项的写法')
      : (errorAt(failure, pointer) ??
        (missing
          .filter((m) => m.pointer === pointer)
          .map((m) => m.message)
          .join('') ||
          null));
  const sum = amounts.reduce<number | null>((all, a) => (all === null || a === null ? null : all + a), 0);
  const long = overAYear(draft);
  return (
    <>
      <Card as="section" class="stack">
        <h2>{t('基本信息')}</h2>
        <div class="contract-two">
          {head}
          <TextInput
            label={t('合同名称')}
            pointer="/terms/title"
            value={draft.title}
            maxLength={80}
            onInput={(title) => onChange({ title })}
            error={error('/terms/title')}
          />
          {!amending && (
            <DateInput
              label={t('合同期自')}
              pointer="/terms/start"
              value={draft.start}
              onInput={(start) => onChange({ start })}
              error={error('/terms/start')}
            />
          )}
          <DateInput
            label={t('合同期至（含当天）')}
            pointer="/terms/end"
            value={draft.last}
            onInput={(last) => onChange({ last })}
            error={error('/terms/end')}
          />
        </div>
        <div class="contract-two">
          <TextInput
            label={t('随考核支付的比例（%）')}
            hint={t('每次付款按此比例留存，本季度考核等级公布后按等级拨付。{least}–{most}，不约定的留空。', HOLDBACK)}
            pointer="/terms/holdback_percent"
            inputMode="numeric"
            maxLength={2}
            value={draft.holdback}
            onInput={(holdback) => onChange({ holdback })}
            error={error('/terms/holdback_percent')}
          />
        </div>
        {long && (
          <fieldset class="field" data-pointer="/terms/long_term">
            <legend class="field-label">{t('期限超过一年，须同时符合四个条件（最长三年）')}</legend>
            {conditionCodes.map((c) => (
              <Checkbox
                key={c}
                label={t(conditionWords[c])}
                checked={draft.long_term[c]}
                onChange={(on) => onChange({ long_term: { ...draft.long_term, [c]: on } })}
              />
            ))}
            {error('/terms/long_term') && <p class="field-error">{error('/terms/long_term')}</p>}
          </fieldset>
        )}
      </Card>
      <Card as="section" class="stack">
        <LotsField
          draft={draft}
          amounts={amounts}
          agreed={new Set(amending ? of.lots.map((l) => l.id) : [])}
          choices={choices}
          names={new Map(of?.lots.map((l) => [l.facility_id, l.facility ?? '']))}
          onChange={(lots) => onChange({ lots })}
          error={error}
        />
      </Card>
      <Card as="section" class="stack">
        <BudgetsField
          budgets={draft.budgets}
          total={sum}
          choices={choices}
          own={amending ? of.budgets : []}
          onChange={(budgets) => onChange({ budgets })}
          error={error}
        />
      </Card>
      <Card as="section" class="stack">
        <h2>{t('合同八项内容')}</h2>
        <p class="muted small">{t('财政部令102号第二十三条要求逐项写明；签订后向社会公告。')}</p>
        <div class="contract-two">
          {elementCodes.map((e) => (
            <TextArea
              key={e}
              label={t(elementWords[e])}
              pointer={`/terms/elements/${e}`}
              rows={3}
              maxLength={4000}
              value={draft.elements[e]}
              onInput={(text) => onChange({ elements: { ...draft.elements, [e]: text } })}
              error={error(`/terms/elements/${e}`)}
            />
          ))}
        </div>
      </Card>
    </>
  );
}

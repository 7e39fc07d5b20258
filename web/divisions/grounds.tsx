import type { Failure } from '../api.ts';
import { DateInput, TextInput } from '../ui/field.tsx';
import { t } from '../ui/i18n.ts';
import { errorAt } from '../ui/problem.tsx';
import type { Grounds } from './words.ts';

/** From which day, by which document or for which reason: asked of every change. */
export function GroundsFields({
  from,
  onFrom,
  value,
  onChange,
  failure,
}: {
  from: string;
  onFrom: (day: string) => void;
  value: Grounds;
  onChange: (value: Grounds) => void;
  failure: Failure | undefined;
}) {
  return (
    <>
      <DateInput
        label={t('自哪天起')}
        hint={t('过去的日期更正登记，原记录留在沿革里；将来的日期到当天自动生效。')}
        pointer="/from"
        value={from}
        onInput={onFrom}
        error={errorAt(failure, '/from')}
      />
      <TextInput
        label={t('文号')}
        hint={t('文号和说明至少填一项')}
        pointer="/doc_no"
        value={value.doc_no}
        maxLength={80}
        onInput={(doc_no) => onChange({ ...value, doc_no })}
        error={errorAt(failure, '/doc_no')}
      />
      <TextInput
        label={t('说明')}
        optional
        pointer="/note"
        value={value.note}
        maxLength={500}
        onInput={(note) => onChange({ ...value, note })}
        error={errorAt(failure, '/note')}
      />
    </>
  );
}

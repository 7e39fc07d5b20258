import { Trash2 } from 'lucide';
import { useState } from 'preact/hooks';
import { steps } from '../../server/cases/rules.ts';
import { type CaseRules, categoryKinds, checkCaseRules, documentTypes, type When } from '../../server/clocks/rules.ts';
import { departments } from '../../server/kernel/departments.ts';
import { addDays, dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { CheckGroup, DateInput, Select, TextInput } from '../ui/field.tsx';
import { date, now } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import { codes, word } from '../ui/words.ts';
import { paperWord } from './data.ts';
import type { RuleSet } from './rules.tsx';
import { whenText } from './rules-view.tsx';

type Body = Parameters<(typeof client.api.v1)['case-rules']['$post']>[0]['json'];

/** The next version, begun from the last one; what is not a number is named before anything is sent. */
export function RulesForm({
  of,
  onClose,
  onSaved,
}: {
  of: RuleSet;
  onClose: () => void;
  onSaved: (version: string) => void;
}) {
  const tomorrow = addDays(dayOf(now.value), 1);
  const [version, setVersion] = useState('');
  const [docNo, setDocNo] = useState('');
  const [from, setFrom] = useState(of.from >= tomorrow ? addDays(of.from, 1) : tomorrow);
  const [rules, setRules] = useState(of.rules as CaseRules);
  const [tried, setTried] = useState(false);
  const { run, busy, failure } = useAction((intent, json: Body) =>
    call((o) => client.api.v1['case-rules'].$post({ json }, o), { intent }),
  );
  const put = (next: Partial<CaseRules>) => setRules({ ...rules, ...next });
  const wrong = checkCaseRules(rules);
  const at = (pointer: string) =>
    tried && !wrong.ok && wrong.reasons.some((one) => one.pointer === pointer)
      ? t('请填有效的数')
      : errorAt(failure, pointer);
  const needed = (text: string) => (tried && !text.trim() ? t('请填写') : null);
  const send = async () => {
    setTried(true);
    if (!wrong.ok || !version.trim() || !docNo.trim() || !from) return;
    const done = await run({ version: version.trim(), doc_no: docNo.trim(), from, rules: rules as Body['rules'] });
    if (!done.ok) return;
    say(t('“{version}”已保存，{date}起施行', { version: version.trim(), date: date(from) }));
    onSaved(version.trim());
  };
  return (
    <form class="stack rules-form" onSubmit={(event) => event.preventDefault()}>
      <h2>{t('新增一版（以“{version}”为底稿）', { version: of.version })}</h2>
      {failure && <Problem of={failure} />}
      <div class="rule-two">
        <TextInput
          label={t('版本号')}
          pointer="/version"
          value={version}
          maxLength={60}
          onInput={setVersion}
          error={needed(version) ?? errorAt(failure, '/version')}
        />
        <TextInput
          label={t('文号')}
          pointer="/doc_no"
          value={docNo}
          maxLength={60}
          onInput={setDocNo}
          error={needed(docNo) ?? errorAt(failure, '/doc_no')}
        />
        <DateInput
          label={t('自哪天起施行')}
          hint={t('前一版到前一天为止；最早明天。')}
          pointer="/from"
          value={from}
          min={tomorrow}
          onInput={setFrom}
          error={needed(from) ?? errorAt(failure, '/from')}
        />
      </div>
      <h3>{t('时限')}</h3>
      {steps.map((step) => {
        const deadline = rules.deadlines[step];
        const change = (next: Partial<typeof deadline>) =>
          put({ deadlines: { ...rules.deadlines, [step]: { ...deadline, ...next } } });
        return (
          <fieldset class="field" key={step}>
            <legend class="field-label">{word('clock', step)}</legend>
            <div class="rule-deadline">
              <Days
                label={t('天数')}
                pointer={`/deadlines/${step}/days`}
                value={deadline.days}
                onChange={(days) => change({ days })}
                error={at(`/deadlines/${step}/days`)}
              />
              <Select
                label={t('怎么算')}
                value={deadline.unit}
                onInput={(unit) => change({ unit: unit === 'working' ? 'working' : 'calendar' })}
                options={[
                  { value: 'working', label: t('工作日') },
                  { value: 'calendar', label: t('自然日') },
                ]}
              />
              <TextInput
                label={t('依据')}
                pointer={`/deadlines/${step}/doc`}
                value={deadline.doc}
                maxLength={200}
                onInput={(doc) => change({ doc })}
                error={tried && !deadline.doc.trim() ? t('请填写') : errorAt(failure, `/deadlines/${step}/doc`)}
              />
            </div>
          </fieldset>
        );
      })}
      <div class="rule-two">
        <Days
          label={t('可申诉的天数')}
          pointer="/appeal_days"
          value={rules.appeal_days}
          onChange={(appeal_days) => put({ appeal_days })}
          error={at('/appeal_days')}
        />
      </div>
      <Whom
        title={t('征求哪些部门')}
        add={t('加一个部门')}
        value={rules.departments.map((one) => ({ code: one.department, when: one.when }))}
        all={departments.map((code) => ({ value: code, label: word('department', code) }))}
        onChange={(list) => put({ departments: list.map((one) => ({ department: one.code, when: one.when })) })}
      />
      <Whom
        title={t('需要哪些材料')}
        add={t('加一种材料')}
        value={rules.documents.map((one) => ({ code: one.type, when: one.when }))}
        all={documentTypes.map((code) => ({ value: code, label: paperWord(code) }))}
        onChange={(list) => put({ documents: list.map((one) => ({ type: one.code, when: one.when })) })}
        others
      />
      <CheckGroup
        row
        label={t('先公示的通道')}
        optional
        value={rules.notice_tracks}
        onChange={(list) => put({ notice_tracks: list.sort() })}
        options={['A', 'B', 'C', 'D'].map((track) => ({ value: track, label: t('{track} 通道', { track }) }))}
      />
      <h3>{t('能力评估')}</h3>
      <div class="rule-two">
        {(
          [
            ['valid_months', t('结果有效（月）')],
            ['result_working_days', t('出结果（工作日）')],
            ['coma_level', t('昏迷定为几级')],
          ] as const
        ).map(([code, label]) => (
          <Days
            key={code}
            label={label}
            pointer={`/assessment/${code}`}
            value={rules.assessment[code]}
            onChange={(n) => put({ assessment: { ...rules.assessment, [code]: n } })}
            error={at(`/assessment/${code}`)}
          />
        ))}
      </div>
      <div class="rules-foot">
        <Button look="quiet" onClick={onClose}>
          {t('返回')}
        </Button>
        <Button look="primary" busy={busy} onClick={send}>
          {t('保存这一版')}
        </Button>
      </div>
    </form>
  );
}

/** A whole number; an empty field is not one, and is named when it is sent. */
function Days({
  label,
  pointer,
  value,
  onChange,
  error,
}: {
  label: string;
  pointer: string;
  value: number;
  onChange: (n: number) => void;
  error: string | null;
}) {
  return (
    <TextInput
      label={label}
      pointer={pointer}
      type="number"
      min="0"
      value={Number.isNaN(value) ? '' : String(value)}
      onInput={(text) => onChange(text.trim() === '' ? Number.NaN : Number(text))}
      error={error}
    />
  );
}

type Line<C extends string> = { code: C; when: When };

/** Which departments or papers, each with the people it is meant for. */
function Whom<C extends string>({
  title,
  add,
  value,
  all,
  onChange,
  others,
}: {
  title: string;
  add: string;
  value: Line<C>[];
  all: { value: C; label: string }[];
  onChange: (list: Line<C>[]) => void;
  others?: boolean;
}) {
  const change = (i: number, line: Line<C> | null) =>
    onChange(value.flatMap((was, n) => (n === i ? (line ? [line] : []) : [was])));
  const free = all.find((one) => !value.some((line) => line.code === one.value));
  const nameOf = (code: C) => all.find((one) => one.value === code)?.label ?? code;
  return (
    <fieldset class="field rule-part">
      <legend>
        <h3>{title}</h3>
      </legend>
      {value.map((line, i) => (
        <details class="rule-condition" key={line.code}>
          <summary>
            <strong>{nameOf(line.code)}</strong> <span class="muted">{whenText(line.when)}</span>
          </summary>
          <div class="stack-tight">
            <WhenField value={line.when} others={others} onChange={(when) => change(i, { ...line, when })} />
            <div>
              <IconButton
                icon={Trash2}
                label={t('去掉{what}', { what: nameOf(line.code) })}
                onClick={() => change(i, null)}
              />
            </div>
          </div>
        </details>
      ))}
      {free && (
        <Select
          optional
          label={add}
          value=""
          empty={t('请选择')}
          onInput={(code) => onChange([...value, { code: code as C, when: { always: true } }])}
          options={all.filter((one) => !value.some((line) => line.code === one.value))}
        />
      )}
    </fieldset>
  );
}

/** Everybody, or whoever any of the ticked things is true of. */
function WhenField({ value, others, onChange }: { value: When; others?: boolean; onChange: (when: When) => void }) {
  const some = <T,>(list: T[]) => (list.length ? list : undefined);
  const flags = [...(value.always ? ['always'] : []), ...(value.by_other ? ['by_other'] : [])];
  return (
    <>
      <CheckGroup
        row
        label={t('对谁')}
        value={flags}
        onChange={(list) =>
          onChange({
            ...value,
            always: list.includes('always') ? true : undefined,
            by_other: list.includes('by_other') ? true : undefined,
          })
        }
        options={[
          { value: 'always', label: t('所有人') },
          ...(others || value.by_other ? [{ value: 'by_other', label: t('由他人代办') }] : []),
        ]}
      />
      {!value.always && (
        <>
          <CheckGroup
            row
            optional
            label={t('保障类别')}
            value={value.categories ?? []}
            onChange={(list) => onChange({ ...value, categories: some(list) as When['categories'] })}
            options={categoryKinds.map((kind) => ({ value: kind, label: word('category', kind) }))}
          />
          <CheckGroup
            row
            optional
            label={t('服务')}
            value={value.services ?? []}
            onChange={(list) => onChange({ ...value, services: some(list) })}
            options={codes('bed').map((code) => ({ value: code, label: word('bed', code) }))}
          />
        </>
      )}
    </>
  );
}

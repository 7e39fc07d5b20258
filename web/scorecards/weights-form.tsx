import { useState } from 'preact/hooks';
import { addMonths, dayOf } from '../../server/kernel/period.ts';
import { quarterOf } from '../../server/scorecards/rules.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/card.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { DateInput, Select, TextInput } from '../ui/field.tsx';
import { now } from '../ui/format.ts';
import { gradeCodes, gradeWord, quarterWord } from '../ui/grade.tsx';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import type { Row } from './weights.tsx';
import { type Measure, measures, measureWord, points, type Subject, subjectWord } from './words.ts';

type Api = (typeof client.api.v1)['score-weights'];
type Body = Parameters<Api['$post']>[0]['json'];
type Try = Parameters<Api['preview']['$post']>[0]['json'];
const api = client.api.v1['score-weights'];
const whole = (text: string) => (/^\d{1,4}$/.test(text.trim()) ? Number(text) : null);

/** The form's texts of the weights in force, which the next ones mostly follow. */
const textsOf = (row: Row | undefined, subject: Subject) => ({
  weights: Object.fromEntries(measures[subject].map((m): [string, string] => [m, String(row?.weights[m] ?? '')])),
  from: Object.fromEntries(gradeCodes.map((g, i) => [g, String(row?.grades[i]?.from ?? '')])),
  release: Object.fromEntries(gradeCodes.map((g, i) => [g, String(row?.grades[i]?.release ?? '')])),
  leastWeight: String(row?.least_weight ?? ''),
  leastOf: String(row?.least_of ?? ''),
});

/** What follows: filled with what is in force; whose grade would be another is shown before it is saved. */
export function WeightsForm({ rows, onDone, onClose }: { rows: Row[]; onDone: () => void; onClose: () => void }) {
  const inForce = (s: Subject) => rows.find((r) => r.subject === s && r.end === null);
  const [subject, setSubject] = useState<Subject>('facility');
  const [form, setForm] = useState(textsOf(inForce('facility'), 'facility'));
  const [dated, setDated] = useState({ from: '', doc: '' });
  const [tried, setTried] = useState(false);
  const save = useAction((intent, json: Body) => call((o) => api.$post({ json }, o), { intent }));
  const look = useAction((intent, json: Try) => call((o) => api.preview.$post({ json }, o), { intent }));
  const [seen, setSeen] = useState<Awaited<ReturnType<typeof look.run>> | null>(null);
  const failure = save.failure ?? look.failure;
  const names = measures[subject] as readonly Measure[];
  const numbers = [
    ...names.map((m) => form.weights[m]),
    ...gradeCodes.flatMap((g) => [form.from[g], form.release[g]]),
    form.leastWeight,
    form.leastOf,
  ].map((text) => whole(text ?? ''));
  const sum = names.reduce((n, m) => n + (whole(form.weights[m] ?? '') ?? 0), 0);
  const typed = (): Omit<Try, 'quarter'> => ({
    subject,
    weights: Object.fromEntries(names.map((m) => [m, whole(form.weights[m] ?? '') ?? 0])),
    grades: gradeCodes.map((grade) => ({
      grade,
      from: whole(form.from[grade] ?? '') ?? 0,
      release: whole(form.release[grade] ?? '') ?? 0,
    })),
    least_weight: whole(form.leastWeight) ?? 0,
    least_of: whole(form.leastOf) ?? 0,
  });
  const bad = numbers.includes(null);
  const wrong = (text: string | undefined) => (tried && whole(text ?? '') === null ? t('请填整数') : null);
  const preview = async () => {
    setTried(true);
    if (bad) return;
    const last = quarterOf(addMonths(dayOf(now.value), -3));
    setSeen(await look.run({ ...typed(), quarter: last }));
  };
  const send = async () => {
    setTried(true);
    if (bad || !dated.from) return;
    const done = await save.run({ ...typed(), from: dated.from, doc_no: dated.doc.trim() || null, example: false });
    if (!done.ok) return;
    say(t('已登记，到施行日起按新权重考核'));
    onDone();
  };
  return (
    <Dialog
      open
      wide
      title={t('登记新权重')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button busy={look.busy} onClick={preview}>
            {t('看影响')}
          </Button>
          <Button look="primary" busy={save.busy} onClick={send}>
            {t('登记')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <Select
          label={t('考核谁')}
          value={subject}
          options={(Object.keys(measures) as Subject[]).map((s) => ({ value: s, label: subjectWord(s) }))}
          onInput={(value) => {
            setSubject(value as Subject);
            setForm(textsOf(inForce(value as Subject), value as Subject));
            setSeen(null);
          }}
        />
        <fieldset class="field" data-pointer="/weights">
          <legend class="field-label">{t('权重，合计 100（现为 {sum}）', { sum })}</legend>
          <div class="weights-form">
            {names.map((m) => (
              <TextInput
                key={m}
                label={measureWord(m)}
                inputMode="numeric"
                maxLength={3}
                value={form.weights[m] ?? ''}
                onInput={(text) => setForm({ ...form, weights: { ...form.weights, [m]: text } })}
                error={wrong(form.weights[m])}
              />
            ))}
          </div>
          {errorAt(failure, '/weights') && <p class="field-error">{errorAt(failure, '/weights')}</p>}
        </fieldset>
        <fieldset class="field" data-pointer="/grades">
          <legend class="field-label">{t('等级')}</legend>
          <div class="weights-form">
            {gradeCodes.map((g) => [
              <TextInput
                key={`${g}-from`}
                label={t('{grade}：最低分', { grade: gradeWord(g) })}
                inputMode="numeric"
                maxLength={3}
                value={form.from[g] ?? ''}
                onInput={(text) => setForm({ ...form, from: { ...form.from, [g]: text } })}
                error={wrong(form.from[g])}
              />,
              <TextInput
                key={`${g}-release`}
                label={t('{grade}：拨付留存款 %', { grade: gradeWord(g) })}
                inputMode="numeric"
                maxLength={3}
                value={form.release[g] ?? ''}
                onInput={(text) => setForm({ ...form, release: { ...form.release, [g]: text } })}
                error={wrong(form.release[g])}
              />,
            ])}
          </div>
          {errorAt(failure, '/grades') && <p class="field-error">{errorAt(failure, '/grades')}</p>}
        </fieldset>
        <div class="weights-form">
          <TextInput
            label={t('至少有数据的权重')}
            inputMode="numeric"
            maxLength={3}
            value={form.leastWeight}
            onInput={(leastWeight) => setForm({ ...form, leastWeight })}
            error={wrong(form.leastWeight)}
          />
          <TextInput
            label={t('至少多少条记录才计分')}
            inputMode="numeric"
            maxLength={4}
            value={form.leastOf}
            onInput={(leastOf) => setForm({ ...form, leastOf })}
            error={wrong(form.leastOf)}
          />
        </div>
        <div class="weights-form">
          <DateInput
            label={t('施行日期')}
            pointer="/from"
            value={dated.from}
            onInput={(from) => setDated({ ...dated, from })}
            error={tried && !dated.from ? t('请填写施行日期') : errorAt(failure, '/from')}
          />
          <TextInput
            label={t('文件')}
            optional
            maxLength={80}
            value={dated.doc}
            onInput={(doc) => setDated({ ...dated, doc })}
          />
        </div>
        {seen?.ok && (
          <Notice tone="plain">
            <p>
              {t('按 {quarter}的记录，{of} 个中有 {n} 个等级会变。', {
                quarter: quarterWord(seen.data.quarter),
                of: seen.data.of,
                n: seen.data.changes.length,
              })}
            </p>
            <ul class="plain-list small">
              {seen.data.changes.map((c) => (
                <li key={c.id}>
                  {t('{name}：{before} → {after}（{score}）', {
                    name: c.name,
                    before: gradeWord(c.before.grade),
                    after: gradeWord(c.after.grade),
                    score: points(c.after.score_tenths),
                  })}
                </li>
              ))}
            </ul>
          </Notice>
        )}
      </div>
    </Dialog>
  );
}

import { ClipboardPlus } from 'lucide';
import { useState } from 'preact/hooks';
import { type OrderReason, orderReasons } from '../../server/assessments/rules.ts';
import { call, client } from '../api.ts';
import { Button } from './button.tsx';
import { Notice } from './card.tsx';
import { Confirm, Dialog } from './dialog.tsx';
import { useEvents } from './events.ts';
import { RadioGroup, Select, TextArea } from './field.tsx';
import { date } from './format.ts';
import { key, t } from './i18n.ts';
import { useAction, useLoad } from './load.ts';
import { errorAt, Problem } from './problem.tsx';
import { say } from './toast.tsx';
import { word } from './words.ts';

/**
 * Ordering an assessment of a person, and how far an open order has come; for whoever may order: officer and desk.
 * `first` is true when the person has never been assessed by the standard in force.
 */
export function AssessmentOrder({
  applicant,
  application,
  first,
  onDone,
}: {
  applicant: string;
  application: string | null;
  first: boolean;
  onDone: () => void;
}) {
  const [asking, setAsking] = useState(false);
  const { data, failure, reload } = useLoad(
    (signal) =>
      call((o) => client.api.v1.assessments.$get({ query: { applicant, state: 'open', limit: '1' } }, o), { signal }),
    [applicant],
  );
  const done = () => {
    reload();
    onDone();
  };
  useEvents(['assessments'], done);
  if (failure) return <Problem of={failure} onRetry={reload} focus={false} />;
  if (!data) return null;
  const [open] = data.assessments;
  if (open) return <UnderWay of={open} onDone={done} />;
  return (
    <div>
      <Button look="quiet" icon={ClipboardPlus} onClick={() => setAsking(true)}>
        {t('安排评估…')}
      </Button>
      {asking && (
        <Order
          applicant={applicant}
          application={application}
          first={first}
          onClose={() => setAsking(false)}
          onDone={done}
        />
      )}
    </div>
  );
}

type Open = {
  id: string;
  state: string;
  due_on: string;
  assessors: string[];
  first_signed: string | null;
  answered: number;
  version: number;
};

function UnderWay({ of, onDone }: { of: Open; onDone: () => void }) {
  const [ending, setEnding] = useState(false);
  const [why, setWhy] = useState('');
  const [missing, setMissing] = useState(false);
  const { run, busy, failure } = useAction((intent, reason: string) =>
    call((o) => client.api.v1.assessments[':id'].cancel.$post({ param: { id: of.id }, json: { reason } }, o), {
      intent,
      ifMatch: of.version,
    }),
  );
  const cancel = async () => {
    if (!why.trim()) return setMissing(true);
    if (!(await run(why.trim())).ok) return;
    say(t('已取消评估'));
    setEnding(false);
    onDone();
  };
  return (
    <Notice tone="accent">
      <strong>
        {t('评估在办：{who}，{date}前出结果', { who: of.assessors.join(t('、')), date: date(of.due_on) })}
      </strong>
      <p>
        {of.first_signed
          ? t('{who}已签字，待另一位确认。', { who: of.first_signed })
          : t('已评 {n}/26 项。', { n: of.answered })}
      </p>
      <Button look="quiet" onClick={() => setEnding(true)}>
        {t('取消评估…')}
      </Button>
      <Confirm
        open={ending}
        title={t('取消评估')}
        verb={t('确定取消评估')}
        danger
        busy={busy}
        onConfirm={cancel}
        onClose={() => setEnding(false)}
      >
        {failure && <Problem of={failure} />}
        <p>{t('已填的内容会清除，需要时可再安排。')}</p>
        <TextArea
          label={t('原因')}
          pointer="/reason"
          value={why}
          onInput={setWhy}
          rows={2}
          maxLength={500}
          error={missing && !why.trim() ? t('请写明原因') : errorAt(failure, '/reason')}
        />
      </Confirm>
    </Notice>
  );
}

function Order({
  applicant,
  application,
  first,
  onClose,
  onDone,
}: {
  applicant: string;
  application: string | null;
  first: boolean;
  onClose: () => void;
  onDone: () => void;
}) {
  const [reason, setReason] = useState<OrderReason>(first ? 'first' : 'regular');
  const [one, setOne] = useState('');
  const [two, setTwo] = useState('');
  const [note, setNote] = useState('');
  const [missing, setMissing] = useState(false);
  const people = useLoad((signal) => call((o) => client.api.v1.assessments.assessors.$get({}, o), { signal }), []);
  const { run, busy, failure } = useAction((intent, json: Asked) =>
    call((o) => client.api.v1.assessments.$post({ json }, o), { intent }),
  );
  const options = (people.data?.assessors ?? []).map((a) => ({
    value: a.id,
    label: t('{name} · {role} · 在办 {n}', { name: a.name, role: word('role', a.role), n: a.open }),
  }));
  const noteMissing = reason === 'other' && !note.trim();
  const send = async () => {
    if (!one || !two || one === two || noteMissing) return setMissing(true);
    const sent = await run({
      applicant_id: applicant,
      application_id: application,
      reason,
      note: note.trim() || null,
      assessors: [one, two],
    });
    if (!sent.ok) return;
    say(t('已安排评估，{date}前出结果', { date: date(sent.data.due_on) }));
    onClose();
    onDone();
  };
  const second = !two ? t('请选评估员') : one === two ? t('两位评估员不能是同一人') : null;
  return (
    <Dialog
      open
      title={t('安排能力评估')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={send}>
            {t('确定安排')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        {people.failure && <Problem of={people.failure} onRetry={people.reload} focus={false} />}
        <p>{t('按 GB/T 42195-2022 由两位评估员上门评估，两人都签字后结果生效。')}</p>
        <RadioGroup
          row
          label={t('评估原因')}
          pointer="/reason"
          value={reason}
          onChange={(value) => setReason(value as OrderReason)}
          options={orderReasons.map((value) => ({ value, label: orderReasonWord(value) }))}
          error={errorAt(failure, '/reason')}
        />
        <Select
          label={t('第一位评估员')}
          pointer="/assessors/0"
          value={one}
          onInput={setOne}
          empty={t('请选择')}
          options={options}
          error={missing && !one ? t('请选评估员') : errorAt(failure, '/assessors/0')}
        />
        <Select
          label={t('第二位评估员')}
          pointer="/assessors/1"
          value={two}
          onInput={setTwo}
          empty={t('请选择')}
          options={options.filter((o) => o.value !== one)}
          error={missing && second ? second : errorAt(failure, '/assessors/1')}
        />
        <TextArea
          label={t('交代评估员的话')}
          hint={t('例如约好的时间、怎么进门。')}
          optional={reason !== 'other'}
          pointer="/note"
          value={note}
          onInput={setNote}
          rows={2}
          maxLength={500}
          error={missing && noteMissing ? t('请写明原因') : errorAt(failure, '/note')}
        />
      </div>
    </Dialog>
  );
}

type Asked = {
  applicant_id: string;
  application_id: string | null;
  reason: OrderReason;
  note: string | null;
  assessors: [string, string];
};

const reasonWords: Record<OrderReason, string> = {
  first: key('首次评估'),
  regular: key('常规评估'),
  immediate: key('即时评估'),
  review: key('因对结果有疑问的复评'),
  other: key('其他'),
};
export const orderReasonWord = (reason: string) => {
  const found = reasonWords[reason as OrderReason];
  return found ? t(found) : reason;
};

const raises: Record<string, string> = {
  coma: key('昏迷'),
  dementia: key('失智'),
  psychiatric: key('精神疾病'),
  risk_events: key('近期意外事件'),
};
/** What changed a level, in a word. */
export const levelReasonWord = (reason: string) => (raises[reason] ? t(raises[reason]) : reason);

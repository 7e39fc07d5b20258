import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { addDays, dayOf } from '../../server/kernel/period.ts';
import { call, client, type Result } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/card.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { DateInput, TextArea, TextInput } from '../ui/field.tsx';
import { date, money, now } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import type { Whole } from './words.ts';

export type Step = 'sign' | 'announce' | 'discard' | 'end';
const api = client.api.v1.contracts[':id'];

type Asked = { day: string; text: string };
const sends: Record<Step, (of: Whole, asked: Asked, intent: string) => Promise<Result<unknown>>> = {
  sign: ({ id, version }, { day }, intent) =>
    call((o) => api.sign.$post({ param: { id }, json: { signed_on: day } }, o), { intent, ifMatch: version }),
  announce: ({ id, version }, { day, text }, intent) =>
    call((o) => api.announce.$post({ param: { id }, json: { announced_on: day, announced_place: text } }, o), {
      intent,
      ifMatch: version,
    }),
  discard: ({ id, version }, { text }, intent) =>
    call((o) => api.discard.$post({ param: { id }, json: { reason: text } }, o), { intent, ifMatch: version }),
  end: ({ id, version }, { day, text }, intent) =>
    call((o) => api.end.$post({ param: { id }, json: { ended_on: day, reason: text } }, o), {
      intent,
      ifMatch: version,
    }),
};

/** One step of a contract: says what it does, asks for the day and the words it needs, does it. */
export function StepDialog({
  of,
  step,
  onClose,
  onDone,
}: {
  of: Whole;
  step: Step;
  onClose: () => void;
  onDone: (ended?: { stays: number; offers: number; released_fen: number }) => void;
}) {
  const today = dayOf(now.value);
  const [day, setDay] = useState(today);
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  const { run, busy, failure } = useAction((intent, asked: Asked) => sends[step](of, asked, intent));
  const needsText = step !== 'sign';
  const needsDay = step !== 'discard';
  const looks: Record<Step, { title: string; verb: string; says: ComponentChildren; done: string }> = {
    sign: {
      title: t('登记签订'),
      verb: t('登记签订'),
      says: t('登记后正文定稿，预算即时占用 {sum}，并须在两个工作日内公告。', { sum: money(of.amount_fen, true) }),
      done: t('已登记签订，请在两个工作日内公告'),
    },
    announce: {
      title: t('登记公告'),
      verb: t('登记公告'),
      says: t('登记后公众可以看到这份合同，{n} 个名额从合同期开始可以安排入住。', { n: of.bought }),
      done: t('已登记公告'),
    },
    discard: {
      title: t('作废草稿'),
      verb: t('作废'),
      says: t('作废后不能再编辑，记录保留。'),
      done: t('草稿已作废'),
    },
    end: {
      title: t('提前终止合同'),
      verb: t('提前终止'),
      says: t(
        '标的到终止日为止，其后的预算退回。已入住的老人不会被移出，但终止后的费用不再由本合同承担，请尽快转到接续合同。',
      ),
      done: t('已登记提前终止'),
    },
  };
  const look = looks[step];
  const pointer = step === 'sign' ? '/signed_on' : step === 'announce' ? '/announced_on' : '/ended_on';
  const send = async () => {
    setTried(true);
    if ((needsText && !text.trim()) || (needsDay && !day)) return;
    const done = await run({ day, text: text.trim() });
    if (!done.ok) return;
    say(look.done);
    onDone(step === 'end' ? (done.data as { stays: number; offers: number; released_fen: number }) : undefined);
  };
  const blank = tried && !text.trim() ? t('请填写') : null;
  return (
    <Dialog
      open
      title={look.title}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look={step === 'end' || step === 'discard' ? 'danger' : 'primary'} busy={busy} onClick={send}>
            {look.verb}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <p>{look.says}</p>
        {needsDay && (
          <DateInput
            label={
              step === 'sign' ? t('签订日期') : step === 'announce' ? t('公告日期') : t('自哪天起终止（当天不再履行）')
            }
            pointer={pointer}
            value={day}
            max={step === 'end' ? addDays(of.end, -1) : today}
            onInput={setDay}
            error={(tried && !day ? t('请填写') : null) ?? errorAt(failure, pointer)}
          />
        )}
        {step === 'announce' && (
          <TextInput
            label={t('公告在哪里')}
            hint={t('网址或公告名称，公众凭此核对')}
            pointer="/announced_place"
            value={text}
            maxLength={200}
            onInput={setText}
            error={blank ?? errorAt(failure, '/announced_place')}
          />
        )}
        {(step === 'discard' || step === 'end') && (
          <TextArea
            label={t('原因')}
            pointer="/reason"
            rows={3}
            maxLength={500}
            value={text}
            onInput={setText}
            error={blank ?? errorAt(failure, '/reason')}
          />
        )}
        {step === 'end' && of.used > 0 && (
          <Notice tone="amber">{t('现有 {n} 个名额在用或已通知。', { n: of.used })}</Notice>
        )}
      </div>
    </Dialog>
  );
}

/** After it was ended: what was given back, and who is still there to be looked after. */
export function Ended({ of, on }: { of: { stays: number; offers: number; released_fen: number }; on: string }) {
  return (
    <Notice tone={of.stays + of.offers > 0 ? 'amber' : 'accent'}>
      {t('自 {day} 起终止，退回预算 {sum}；还有 {stays} 人在住、{offers} 份入住通知未了结。', {
        day: date(on),
        sum: money(of.released_fen, true),
        stays: of.stays,
        offers: of.offers,
      })}
    </Notice>
  );
}

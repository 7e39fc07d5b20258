import { useState } from 'preact/hooks';
import { type DeferralReason, deferralCounts, deferralReasons } from '../../server/deferrals/rules.ts';
import { addDays, dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { Button } from './button.tsx';
import { Notice } from './card.tsx';
import { Dialog } from './dialog.tsx';
import { useEvents } from './events.ts';
import { DateInput, RadioGroup, TextArea, TextInput } from './field.tsx';
import { date, now } from './format.ts';
import { key, t } from './i18n.ts';
import { useAction, useLoad } from './load.ts';
import { errorAt, Problem } from './problem.tsx';
import { say } from './toast.tsx';

const words: Record<DeferralReason, string> = {
  hospital: key('住院'),
  family_matter: key('家中有事'),
  recovering: key('康复期，暂不宜入住'),
  other: key('其他'),
};

/** Asking to be passed over for a while, and taking that back; for the family and for whoever helps at the office. */
export function Deferral({
  application,
  mayAsk,
  onDone,
}: {
  application: string;
  mayAsk: boolean;
  onDone: () => void;
}) {
  const [asking, setAsking] = useState(false);
  const { data, failure, reload } = useLoad(
    (signal) =>
      call((o) => client.api.v1.applications[':id'].deferral.$get({ param: { id: application } }, o), { signal }),
    [application],
  );
  useEvents(['queue'], reload);
  const end = useAction((intent) =>
    call((o) => client.api.v1.applications[':id'].deferral.end.$post({ param: { id: application }, json: {} }, o), {
      intent,
    }),
  );
  const done = () => {
    reload();
    onDone();
  };
  if (failure) return <Problem of={failure} onRetry={reload} focus={false} />;
  if (!data || (!data.running && !mayAsk)) return null;
  if (data.running)
    return (
      <Notice tone="amber">
        <strong>{t('已暂缓到{date}', { date: date(data.running.until) })}</strong>
        <p>{t('原因：{why}。这之前不通知床位，排位保留。', { why: t(words[data.running.reason]) })}</p>
        {end.failure && <Problem of={end.failure} />}
        {mayAsk && (
          <Button
            busy={end.busy}
            onClick={async () => {
              if (!(await end.run()).ok) return;
              say(t('已恢复，有床会通知'));
              done();
            }}
          >
            {t('不再暂缓')}
          </Button>
        )}
      </Notice>
    );
  return (
    <div data-unread>
      <Button look="quiet" onClick={() => setAsking(true)}>
        {t('暂缓通知…')}
      </Button>
      {asking && <Ask application={application} rule={data} onClose={() => setAsking(false)} onDone={done} />}
    </div>
  );
}

type Rule = { used: number; per_year: number; max_days: number };

function Ask({
  application,
  rule,
  onClose,
  onDone,
}: {
  application: string;
  rule: Rule;
  onClose: () => void;
  onDone: () => void;
}) {
  const today = dayOf(now.value);
  const [until, setUntil] = useState('');
  const [reason, setReason] = useState<DeferralReason | ''>('');
  const [proof, setProof] = useState('');
  const [note, setNote] = useState('');
  const [missing, setMissing] = useState(false);
  const { run, busy, failure } = useAction(
    (intent, json: { until: string; reason: DeferralReason; proof: string | null; note: string | null }) =>
      call((o) => client.api.v1.applications[':id'].deferral.$post({ param: { id: application }, json }, o), {
        intent,
      }),
  );
  const noteMissing = reason === 'other' && !note.trim();
  const send = async () => {
    if (!until || !reason || noteMissing) return setMissing(true);
    const sent = await run({ until, reason, proof: proof.trim() || null, note: note.trim() || null });
    if (!sent.ok) return;
    say(t('已暂缓到{date}，排位保留', { date: date(sent.data.until) }));
    onClose();
    onDone();
  };
  const counts = reason !== '' && deferralCounts({ reason, proof: proof.trim() || null });
  return (
    <Dialog
      open
      title={t('暂缓通知')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={send}>
            {t('确定暂缓')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <p>
          {t('暂缓期间不通知床位，老人的排位保留。12 个月内可暂缓 {n} 次，已用 {used} 次。', {
            n: rule.per_year,
            used: rule.used,
          })}
        </p>
        <DateInput
          label={t('到哪天恢复')}
          hint={t('最晚 {date}', { date: date(addDays(today, rule.max_days)) })}
          pointer="/until"
          value={until}
          min={addDays(today, 1)}
          max={addDays(today, rule.max_days)}
          onInput={setUntil}
          error={missing && !until ? t('请选日期') : errorAt(failure, '/until')}
        />
        <RadioGroup
          label={t('为什么暂缓')}
          pointer="/reason"
          value={reason}
          onChange={(value) => setReason(value as DeferralReason)}
          options={deferralReasons.map((value) => ({ value, label: t(words[value]) }))}
          error={missing && !reason ? t('请选一个原因') : errorAt(failure, '/reason')}
        />
        {reason === 'hospital' && (
          <TextInput
            label={t('住院证明编号')}
            hint={t('有证明的住院不计次数')}
            optional
            pointer="/proof"
            value={proof}
            onInput={setProof}
          />
        )}
        <TextArea
          label={t('补充说明')}
          optional={reason !== 'other'}
          pointer="/note"
          value={note}
          onInput={setNote}
          rows={2}
          maxLength={500}
          error={missing && noteMissing ? t('请写明原因') : errorAt(failure, '/note')}
        />
        {counts && rule.used >= rule.per_year && (
          <Notice tone="amber">{t('12 个月内的次数已用完；只有带证明的住院还可以暂缓。')}</Notice>
        )}
      </div>
    </Dialog>
  );
}

import { useState } from 'preact/hooks';
import { overrideReasons } from '../../server/allocation/rules.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/card.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Loading } from '../ui/empty.tsx';
import { Select, TextArea } from '../ui/field.tsx';
import { date } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import { word } from '../ui/words.ts';
import { type Match, why } from './match-list.tsx';
import type { File } from './particulars.tsx';

type Reason = (typeof overrideReasons)[number];

/** A leader's offer out of turn: first whom it passes over, by name, then why. */
export function OutOfTurn({ file, chosen, stop, onDone }: Asking & { stop: string | null }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button why={stop} onClick={() => setOpen(true)}>
        {t('越序发出…')}
      </Button>
      {open && chosen && <Ask file={file} chosen={chosen} onDone={onDone} onClose={() => setOpen(false)} />}
    </>
  );
}
type Asking = { file: File; chosen: Match | undefined; onDone: () => void };

function Ask({ file, chosen, onDone, onClose }: Asking & { chosen: Match; onClose: () => void }) {
  const [reason, setReason] = useState<Reason | ''>('');
  const [note, setNote] = useState('');
  const [missing, setMissing] = useState(false);
  const where = { application_id: file.application.id, facility_id: chosen.facility.id };
  const preview = useLoad(
    (signal) => call((o) => client.api.v1.offers.preview.$post({ json: where }, o), { signal }),
    [chosen.facility.id],
  );
  const { run, busy, failure } = useAction((intent, override: { reason: Reason; note: string | null }) =>
    call((o) => client.api.v1.offers.$post({ json: { ...where, override } }, o), { intent }),
  );
  const seen = preview.data;
  const nobody = seen && seen.reasons.length === 0 && seen.passed_over.length === 0;
  const stop = !seen
    ? t('正在核对前面的人')
    : seen.reasons[0]
      ? why(seen.reasons[0])
      : nobody
        ? t('前面没有人被越过，请按次序发出')
        : null;
  const noteMissing = reason === 'other' && !note.trim();
  const send = async () => {
    if (!reason || noteMissing) return setMissing(true);
    const done = await run({ reason, note: note.trim() || null });
    if (!done.ok) return;
    say(t('已越序通知{name}，{date}前答复', { name: file.name, date: date(done.data.respond_by) }));
    onClose();
    onDone();
  };
  return (
    <Dialog
      open
      title={t('给{name}越序发出入住通知', { name: file.name })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="danger" busy={busy} why={stop} onClick={send}>
            {seen?.passed_over.length ? t('越过 {n} 人发出', { n: seen.passed_over.length }) : t('越序发出')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        {preview.failure && <Problem of={preview.failure} onRetry={preview.reload} />}
        {!seen && !preview.failure && <Loading />}
        {seen?.bed && (
          <p>
            {t('床位：{facility} {room} 室 {bed} 床', {
              facility: chosen.facility.name,
              room: seen.bed.room_no,
              bed: seen.bed.bed_no,
            })}
          </p>
        )}
        {seen && (seen.reasons.length > 0 || nobody) && <Notice tone="amber">{stop}</Notice>}
        {seen && seen.passed_over.length > 0 && (
          <section class="stack-tight" aria-label={t('将越过的人')}>
            <h3>{t('将越过 {n} 位也能住这张床的人', { n: seen.passed_over.length })}</h3>
            <ol class="passed">
              {seen.passed_over.map((one) => (
                <li key={one.application_id}>
                  <span class="num">{t('第 {n} 位', { n: one.place })}</span>{' '}
                  <a href={`/officer/applicants/${one.application_id}`}>{one.name}</a>{' '}
                  <span class="muted small">
                    {t('{track} 通道 · {level} 级 · {receipt}', {
                      track: one.track,
                      level: one.level,
                      receipt: one.receipt_no,
                    })}
                  </span>
                </li>
              ))}
            </ol>
          </section>
        )}
        <Select
          label={t('越序理由')}
          pointer="/override/reason"
          value={reason}
          empty={t('请选择')}
          onInput={(value) => setReason(value as Reason)}
          options={overrideReasons.map((value) => ({ value, label: word('override', value) }))}
          error={missing && !reason ? t('请选一个理由') : errorAt(failure, '/override/reason')}
        />
        <TextArea
          label={t('说明')}
          optional={reason !== 'other'}
          pointer="/override/note"
          value={note}
          onInput={setNote}
          rows={2}
          maxLength={500}
          error={missing && noteMissing ? t('请写明原因') : errorAt(failure, '/override/note')}
        />
        <p class="muted">{t('硬性条件照常核对。被越过的人与理由存档，按月公开（不含个人信息），并写入审计记录。')}</p>
      </div>
    </Dialog>
  );
}

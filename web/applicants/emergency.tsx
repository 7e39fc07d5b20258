import { useState } from 'preact/hooks';
import { emergencyReasons } from '../../server/emergencies/rules.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Select, TextArea, TextInput } from '../ui/field.tsx';
import { date } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import { word } from '../ui/words.ts';
import type { Match } from './match-list.tsx';
import type { File } from './particulars.tsx';

type Reason = (typeof emergencyReasons)[number];
type Bed = NonNullable<Match['best_bed']>;
type Asking = { file: File; chosen: Match | undefined; onDone: () => void };

/** A leader puts the person into the chosen bed at once, for some days, past the queue. */
export function Emergency({ file, chosen, stop, onDone }: Asking & { stop: string | null }) {
  const [open, setOpen] = useState(false);
  const bed = chosen?.best_bed;
  return (
    <>
      <Button why={stop ?? (bed ? null : t('此处没有空床'))} onClick={() => setOpen(true)}>
        {t('应急安置…')}
      </Button>
      {open && chosen && bed && (
        <Ask file={file} chosen={chosen} bed={bed} onDone={onDone} onClose={() => setOpen(false)} />
      )}
    </>
  );
}

function Ask({ file, chosen, bed, onDone, onClose }: Asking & { chosen: Match; bed: Bed; onClose: () => void }) {
  const [reason, setReason] = useState<Reason | ''>('');
  const [days, setDays] = useState('7');
  const [note, setNote] = useState('');
  const [missing, setMissing] = useState(false);
  const { run, busy, failure } = useAction((intent, json: { reason: Reason; days: number; note: string | null }) =>
    call(
      (o) =>
        client.api.v1.placements.emergency.$post(
          { json: { ...json, applicant_id: file.application.applicant_id, bed_id: bed.id } },
          o,
        ),
      { intent },
    ),
  );
  const noteMissing = reason === 'other' && !note.trim();
  const whole = /^[1-9]\d{0,2}$/.test(days.trim());
  const send = async () => {
    if (!reason || noteMissing || !whole) return setMissing(true);
    const done = await run({ reason, days: Number(days), note: note.trim() || null });
    if (!done.ok) return;
    say(t('{name}已应急入住，到{date}自动结束', { name: file.name, date: date(done.data.until) }));
    onClose();
    onDone();
  };
  return (
    <Dialog
      open
      title={t('应急安置{name}', { name: file.name })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="danger" busy={busy} onClick={send}>
            {t('立即安置')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <p>
          {t('床位：{facility} {room} 室 {bed} 床', {
            facility: chosen.facility.name,
            room: bed.room_no,
            bed: bed.bed_no,
          })}
        </p>
        <Select
          label={t('应急原因')}
          pointer="/reason"
          value={reason}
          empty={t('请选择')}
          onInput={(value) => setReason(value as Reason)}
          options={emergencyReasons.map((value) => ({ value, label: word('emergency', value) }))}
          error={missing && !reason ? t('请选一个原因') : errorAt(failure, '/reason')}
        />
        <TextInput
          label={t('安置天数')}
          hint={t('从今天起算，上限按现行规则；到期自动结束，老人保留原来的排位。')}
          pointer="/days"
          inputMode="numeric"
          value={days}
          onInput={setDays}
          error={missing && !whole ? t('请写天数') : errorAt(failure, '/days')}
        />
        <TextArea
          label={t('说明')}
          optional={reason !== 'other'}
          pointer="/note"
          value={note}
          onInput={setNote}
          rows={2}
          maxLength={500}
          error={missing && noteMissing ? t('请写明原因') : errorAt(failure, '/note')}
        />
        <p class="muted">{t('不经轮候，硬性条件照常核对；按月公开（不含个人信息），并写入审计记录。')}</p>
      </div>
    </Dialog>
  );
}

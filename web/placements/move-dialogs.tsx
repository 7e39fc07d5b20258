import { useState } from 'preact/hooks';
import { addDays, dayOf } from '../../server/kernel/period.ts';
import { BACK_DAYS } from '../../server/placements/rules.ts';
import { type MoveReason, moveReasons } from '../../server/stays/rules.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { DateInput, RadioGroup, TextArea } from '../ui/field.tsx';
import { now } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import { BedPicker } from './bed-picker.tsx';
import type { Doing } from './leave-dialogs.tsx';
import { moveWord } from './words.ts';

const stays = client.api.v1.placements[':id'];
const today = () => dayOf(now.value);

/** To another bed of the home. */
export function Move({ of, onClose, onDone }: Doing) {
  const [bed, setBed] = useState('');
  const [on, setOn] = useState(today());
  const [reason, setReason] = useState<MoveReason | ''>('');
  const [note, setNote] = useState('');
  const [missing, setMissing] = useState(false);
  const { run, busy, failure } = useAction(
    (intent, json: { bed_id: string; on: string; reason: MoveReason; note: string | null }) =>
      call((o) => stays.move.$post({ param: { id: of.id }, json }, o), { intent, ifMatch: of.version }),
  );
  const send = async () => {
    if (!bed || !reason || (reason === 'other' && !note.trim())) return setMissing(true);
    const done = await run({ bed_id: bed, on, reason, note: note.trim() || null });
    if (!done.ok) return;
    say(t('{name}已换床，原床位待清洁', { name: of.name }));
    onClose();
    onDone();
  };
  return (
    <Dialog
      open
      title={t('为{name}换床', { name: of.name })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={send}>
            {t('换床')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <BedPicker
          load={(signal) => call((o) => stays.beds.$get({ param: { id: of.id } }, o), { signal })}
          deps={[of.id]}
          value={bed}
          onChange={(b) => setBed(b?.id ?? '')}
          missing={missing}
          failure={failure}
        />
        <RadioGroup
          label={t('换床原因')}
          pointer="/reason"
          value={reason}
          onChange={(value) => setReason(value as typeof reason)}
          options={moveReasons.map((value) => ({ value, label: moveWord(value) }))}
          error={missing && !reason ? t('请选择原因') : errorAt(failure, '/reason')}
        />
        <DateInput
          label={t('换床日期')}
          pointer="/on"
          value={on}
          min={of.admitted_on}
          max={today()}
          onInput={setOn}
          error={errorAt(failure, '/on')}
        />
        <TextArea
          label={t('补充说明')}
          optional={reason !== 'other'}
          pointer="/note"
          value={note}
          onInput={setNote}
          rows={2}
          maxLength={500}
          error={missing && reason === 'other' && !note.trim() ? t('请写明情况') : errorAt(failure, '/note')}
        />
      </div>
    </Dialog>
  );
}

/** Another day of admission or discharge; the earlier day stays on record. */
export function Correct({ of, onClose, onDone }: Doing) {
  const left = of.discharged_on !== null;
  const [which, setWhich] = useState<'admitted_on' | 'discharged_on'>(left ? 'discharged_on' : 'admitted_on');
  const [day, setDay] = useState(of[which] ?? '');
  const [note, setNote] = useState('');
  const [missing, setMissing] = useState(false);
  const { run, busy, failure } = useAction(
    (intent, json: { admitted_on: string | null; discharged_on: string | null; note: string }) =>
      call((o) => stays.correct.$post({ param: { id: of.id }, json }, o), { intent, ifMatch: of.version }),
  );
  const send = async () => {
    if (!day || !note.trim()) return setMissing(true);
    const days = { admitted_on: null, discharged_on: null, [which]: day };
    if (!(await run({ ...days, note: note.trim() })).ok) return;
    say(t('已更正，原日期留在经过里'));
    onClose();
    onDone();
  };
  return (
    <Dialog
      open
      title={t('更正{name}的日期', { name: of.name })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={send}>
            {t('更正')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        {left && (
          <RadioGroup
            row
            label={t('更正哪个日期')}
            value={which}
            onChange={(value) => {
              setWhich(value as typeof which);
              setDay(of[value as typeof which] ?? '');
            }}
            options={[
              { value: 'discharged_on', label: t('退住日期') },
              { value: 'admitted_on', label: t('入住日期') },
            ]}
          />
        )}
        <DateInput
          label={which === 'admitted_on' ? t('正确的入住日期') : t('正确的退住日期')}
          hint={t('只能更正最近 {n} 天内的日期。', { n: BACK_DAYS })}
          pointer={`/${which}`}
          value={day}
          min={addDays(today(), -BACK_DAYS)}
          max={today()}
          onInput={setDay}
          error={errorAt(failure, `/${which}`)}
        />
        <TextArea
          label={t('为什么更正')}
          pointer="/note"
          value={note}
          onInput={setNote}
          rows={2}
          maxLength={500}
          error={missing && !note.trim() ? t('请写明原因') : errorAt(failure, '/note')}
        />
      </div>
    </Dialog>
  );
}

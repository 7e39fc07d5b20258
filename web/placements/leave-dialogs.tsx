import { useState } from 'preact/hooks';
import { addDays, dayOf } from '../../server/kernel/period.ts';
import { awayKinds } from '../../server/stays/rules.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { DateInput, RadioGroup, TextArea } from '../ui/field.tsx';
import { date, now } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import type { Placement } from './residents.tsx';
import { awayWord, dischargeCodes, dischargeWord } from './words.ts';

export type Doing = { of: Placement; onClose: () => void; onDone: () => void };
const stays = client.api.v1.placements[':id'];
const today = () => dayOf(now.value);

/** 请假回家 or 住院: from when, and until when the bed is kept. */
export function Leave({ of, onClose, onDone }: Doing) {
  const [kind, setKind] = useState<(typeof awayKinds)[number] | ''>('');
  const [from, setFrom] = useState(today());
  const [until, setUntil] = useState('');
  const [note, setNote] = useState('');
  const [missing, setMissing] = useState(false);
  const { run, busy, failure } = useAction(
    (intent, json: { kind: (typeof awayKinds)[number]; from: string; keep_until: string; note: string | null }) =>
      call((o) => stays.leave.$post({ param: { id: of.id }, json }, o), { intent, ifMatch: of.version }),
  );
  const send = async () => {
    if (!kind || !until || (kind === 'other' && !note.trim())) return setMissing(true);
    const done = await run({ kind, from, keep_until: until, note: note.trim() || null });
    if (!done.ok) return;
    say(t('{name}的床位保留到{date}', { name: of.name, date: date(until) }));
    onClose();
    onDone();
  };
  return (
    <Dialog
      open
      title={t('{name}请假或住院', { name: of.name })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={send}>
            {t('登记离院')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <RadioGroup
          row
          label={t('去向')}
          pointer="/kind"
          value={kind}
          onChange={(value) => setKind(value as typeof kind)}
          options={awayKinds.map((value) => ({ value, label: awayWord(value) }))}
          error={missing && !kind ? t('请选择去向') : errorAt(failure, '/kind')}
        />
        <DateInput
          label={t('从哪天起')}
          pointer="/from"
          value={from}
          min={of.admitted_on}
          max={today()}
          onInput={setFrom}
          error={errorAt(failure, '/from')}
        />
        <DateInput
          label={t('床位保留到')}
          hint={t('到期未归会排在清单最前。')}
          pointer="/keep_until"
          value={until}
          min={from}
          onInput={setUntil}
          error={missing && !until ? t('请填写保留到哪天') : errorAt(failure, '/keep_until')}
        />
        <TextArea
          label={t('补充说明')}
          optional={kind !== 'other'}
          pointer="/note"
          value={note}
          onInput={setNote}
          rows={2}
          maxLength={500}
          error={missing && kind === 'other' && !note.trim() ? t('请写明情况') : errorAt(failure, '/note')}
        />
      </div>
    </Dialog>
  );
}

/** Back in the house; or the bed is kept longer. */
export function Return({ of, onClose, onDone }: Doing) {
  const [on, setOn] = useState(today());
  const [until, setUntil] = useState(
    of.away && of.away.keep_until > today() ? of.away.keep_until : addDays(today(), 7),
  );
  const back = useAction((intent, json: { on: string }) =>
    call((o) => stays.return.$post({ param: { id: of.id }, json }, o), { intent, ifMatch: of.version }),
  );
  const keep = useAction((intent, json: { keep_until: string }) =>
    call((o) => stays.keep.$post({ param: { id: of.id }, json }, o), { intent, ifMatch: of.version }),
  );
  const finish = (text: string) => {
    say(text);
    onClose();
    onDone();
  };
  const failure = back.failure ?? keep.failure;
  return (
    <Dialog
      open
      title={t('{name}返回或续假', { name: of.name })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button
            look="primary"
            busy={back.busy}
            onClick={async () => {
              if ((await back.run({ on })).ok) finish(t('{name}已返回', { name: of.name }));
            }}
          >
            {t('登记返回')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <DateInput
          label={t('返回日期')}
          pointer="/on"
          value={on}
          min={of.away?.since}
          max={today()}
          onInput={setOn}
          error={errorAt(failure, '/on')}
        />
        <section class="stack-tight" aria-label={t('续假')}>
          <h3>{t('还没回来？床位再保留一段')}</h3>
          <DateInput
            label={t('床位保留到')}
            pointer="/keep_until"
            value={until}
            min={today()}
            onInput={setUntil}
            error={errorAt(failure, '/keep_until')}
          />
          <div>
            <Button
              busy={keep.busy}
              onClick={async () => {
                if ((await keep.run({ keep_until: until })).ok)
                  finish(t('{name}的床位保留到{date}', { name: of.name, date: date(until) }));
              }}
            >
              {t('延长保留')}
            </Button>
          </div>
        </section>
      </div>
    </Dialog>
  );
}

/** The day the resident is said to leave. It frees nothing; the board counts on it. */
export function LeavingDay({ of, onClose, onDone }: Doing) {
  const [on, setOn] = useState(of.leaving_on ?? '');
  const { run, busy, failure } = useAction((intent, json: { leaving_on: string | null }) =>
    call((o) => stays.leaving.$post({ param: { id: of.id }, json }, o), { intent, ifMatch: of.version }),
  );
  const send = async () => {
    if (!(await run({ leaving_on: on || null })).ok) return;
    say(
      on
        ? t('{name}预计{date}离院', { name: of.name, date: date(on) })
        : t('已取消{name}的预计离院', { name: of.name }),
    );
    onClose();
    onDone();
  };
  return (
    <Dialog
      open
      title={t('{name}预计离院', { name: of.name })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={send}>
            {t('记下')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <p>{t('只作预计，床位不放出；当天仍要办理退住。')}</p>
        <DateInput
          label={t('预计离院日期')}
          hint={t('清空就是取消。')}
          optional
          pointer="/leaving_on"
          value={on}
          min={today()}
          onInput={setOn}
          error={errorAt(failure, '/leaving_on')}
        />
      </div>
    </Dialog>
  );
}

export function Discharge({ of, onClose, onDone }: Doing) {
  const [on, setOn] = useState(today());
  const [kind, setKind] = useState<(typeof dischargeCodes)[number] | ''>('');
  const [missing, setMissing] = useState(false);
  const { run, busy, failure } = useAction(
    (intent, json: { discharged_on: string; kind: (typeof dischargeCodes)[number] }) =>
      call((o) => stays.discharge.$post({ param: { id: of.id }, json }, o), { intent, ifMatch: of.version }),
  );
  const send = async () => {
    if (!kind) return setMissing(true);
    const done = await run({ discharged_on: on, kind });
    if (!done.ok) return;
    say(t('{name}已退住，床位待清洁', { name: of.name }));
    onClose();
    onDone();
  };
  return (
    <Dialog
      open
      title={t('为{name}办理退住', { name: of.name })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="danger" busy={busy} onClick={send}>
            {t('办理退住')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <DateInput
          label={t('退住日期')}
          pointer="/discharged_on"
          value={on}
          min={of.admitted_on}
          max={today()}
          onInput={setOn}
          error={errorAt(failure, '/discharged_on')}
        />
        <RadioGroup
          label={t('去向')}
          pointer="/kind"
          value={kind}
          onChange={(value) => setKind(value as typeof kind)}
          options={dischargeCodes.map((value) => ({ value, label: dischargeWord(value) }))}
          error={missing && !kind ? t('请选择去向') : errorAt(failure, '/kind')}
        />
        <p class="muted">
          {kind === 'death'
            ? t('离世登记不能撤销，在办的申请和通知随之结束。')
            : t('登记错了，可在「已退住」里撤销或更正日期。')}
        </p>
      </div>
    </Dialog>
  );
}

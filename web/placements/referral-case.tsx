import { useState } from 'preact/hooks';
import { noteGiven } from '../../server/allocation/rules.ts';
import { dayOf } from '../../server/kernel/period.ts';
import type { RiskSheet } from '../../server/risks/rules.ts';
import { call, client } from '../api.ts';
import { equipmentWord, weekdayWord } from '../ui/bed-words.ts';
import { Button } from '../ui/button.tsx';
import { Facts, Notice } from '../ui/card.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { DateInput, RadioGroup, TextArea } from '../ui/field.tsx';
import { date, left, now, unfiled } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { refusalCodes, refusalWord } from '../ui/refusals.ts';
import { CaseView, NextAction } from '../ui/staff-frame.tsx';
import { say } from '../ui/toast.tsx';
import { word } from '../ui/words.ts';
import { type Offer, Turn, turn } from './referrals.tsx';
import { RiskForm, useRiskDraft } from './risk-form.tsx';
import { endOf, sexWord } from './words.ts';

/** One referral: only what the home needs to prepare, and its next step. */
export function ReferralCase({ of, onDone }: { of: Offer; onDone: () => void }) {
  const [asking, setAsking] = useState<'refuse' | 'admit' | null>(null);
  const step = turn(of);
  const receive = useAction((intent) =>
    call((o) => client.api.v1.offers[':id'].receive.$post({ param: { id: of.id } }, o), {
      intent,
      ifMatch: of.version,
    }),
  );
  const accept = async () => {
    const done = await receive.run();
    if (!done.ok) return;
    say(
      done.data.check_in_by
        ? t('双方都已接受，请在{date}前办理入住', { date: date(done.data.check_in_by) })
        : t('已接受{name}，等家属答复', { name: of.name }),
    );
    onDone();
  };
  return (
    <>
      <CaseView
        next={
          step === 'answer' ? (
            <NextAction
              says={t('接受后床位继续为{name}保留。', { name: of.name })}
              verb={t('接受')}
              busy={receive.busy}
              onAct={accept}
            >
              <Button look="danger" onClick={() => setAsking('refuse')}>
                {t('无法接收')}
              </Button>
            </NextAction>
          ) : step === 'admit' ? (
            <NextAction
              says={t('老人到院后办理，床位转为在住。')}
              verb={t('办理入住')}
              onAct={() => setAsking('admit')}
            />
          ) : null
        }
      >
        <div class="row-between">
          <h2>{of.name}</h2>
          <Turn of={of} />
        </div>
        {receive.failure && <Problem of={receive.failure} onRetry={accept} />}
        {step === 'late' && <Notice tone="red">{t('期限已过，床位将自动放出。如有情况请联系民政。')}</Notice>}
        <Facts
          of={[
            [t('老人'), t('{sex} · {age} 岁', { sex: sexWord(of.sex), age: of.age })],
            [
              t('能力等级'),
              of.level === null ? unfiled() : t('{n} 级 {word}', { n: of.level, word: word('level', of.level) }),
            ],
            [t('失智'), of.dementia === null ? unfiled() : of.dementia ? t('是') : t('否')],
            [t('所需设备'), of.equipment.length ? of.equipment.map(equipmentWord).join(t('、')) : t('无')],
            ...(of.weekdays.length
              ? [[t('每周哪几天'), of.weekdays.map(weekdayWord).join(t('、'))] as [string, string]]
              : []),
            ...(of.stay_length ? [[t('打算住多久'), word('stay_length', of.stay_length)] as [string, string]] : []),
            [t('床位号'), t('{room} 室 {bed} 床', { room: of.room_no, bed: of.bed_no })],
            [
              of.check_in_by ? t('入住期限') : t('答复期限'),
              t('{date}（{left}）', {
                date: date(of.check_in_by ?? of.respond_by),
                left: left(endOf(of.check_in_by ?? of.respond_by)),
              }),
            ],
            [t('家属答复'), of.family_answer === 'accepted' ? t('已接受') : t('未答复')],
          ]}
        />
        <p class="muted small">{t('只显示准备照护所需的信息；其余资料在入住时由家属提供。')}</p>
      </CaseView>
      {asking === 'refuse' && <Refuse of={of} onClose={() => setAsking(null)} onDone={onDone} />}
      {asking === 'admit' && <Admit of={of} onClose={() => setAsking(null)} onDone={onDone} />}
    </>
  );
}

type Asking = { of: Offer; onClose: () => void; onDone: () => void };

function Refuse({ of, onClose, onDone }: Asking) {
  const [reason, setReason] = useState<(typeof refusalCodes)[number] | ''>('');
  const [note, setNote] = useState('');
  const [missing, setMissing] = useState(false);
  const { run, busy, failure } = useAction(
    (intent, json: { reason: (typeof refusalCodes)[number]; note: string | null }) =>
      call((o) => client.api.v1.offers[':id'].refuse.$post({ param: { id: of.id }, json }, o), {
        intent,
        ifMatch: of.version,
      }),
  );
  const send = async () => {
    if (!reason || !noteGiven(reason, note).ok) return setMissing(true);
    const done = await run({ reason, note: note.trim() || null });
    if (!done.ok) return;
    say(t('已答复无法接收{name}', { name: of.name }));
    onClose();
    onDone();
  };
  return (
    <Dialog
      open
      title={t('无法接收{name}', { name: of.name })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="danger" busy={busy} onClick={send}>
            {t('确定无法接收')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <p>{t('床位立即放出，老人保留原来的排位，由民政另行安排。')}</p>
        <RadioGroup
          label={t('原因')}
          pointer="/reason"
          value={reason}
          onChange={(value) => setReason(value as typeof reason)}
          options={refusalCodes.map((value) => ({ value, label: refusalWord(value) }))}
          error={missing && !reason ? t('请选择原因') : errorAt(failure, '/reason')}
        />
        <TextArea
          label={t('补充说明')}
          optional={reason !== 'other'}
          pointer="/note"
          error={
            missing && reason && !noteGiven(reason, note).ok ? t('选“其他原因”请写明情况') : errorAt(failure, '/note')
          }
          value={note}
          onInput={setNote}
          rows={2}
          maxLength={500}
        />
      </div>
    </Dialog>
  );
}

function Admit({ of, onClose, onDone }: Asking) {
  const today = dayOf(now.value);
  const [on, setOn] = useState(today);
  const risk = useRiskDraft();
  const [missing, setMissing] = useState(false);
  const { run, busy, failure } = useAction((intent, admitted_on: string, sheet: RiskSheet) =>
    call(
      (o) =>
        client.api.v1.offers[':id'].admit.$post(
          { param: { id: of.id }, json: { admitted_on, risk: { ...sheet, items: [...sheet.items] } } },
          o,
        ),
      { intent, ifMatch: of.version },
    ),
  );
  const send = async () => {
    if (!risk.sheet) return setMissing(true);
    const done = await run(on, risk.sheet);
    if (!done.ok) return;
    say(t('{name}已入住，试住到{date}', { name: of.name, date: date(done.data.trial_until) }));
    onClose();
    onDone();
  };
  return (
    <Dialog
      open
      title={t('为{name}办理入住', { name: of.name })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={send}>
            {t('办理入住')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <p>{t('{room} 室 {bed} 床转为在住，公众地图上的空床数随即更新。', { room: of.room_no, bed: of.bed_no })}</p>
        <DateInput
          label={t('入住日期')}
          pointer="/admitted_on"
          value={on}
          max={today}
          onInput={setOn}
          error={errorAt(failure, '/admitted_on')}
        />
        <RiskForm of={risk} missing={missing} failure={failure} />
      </div>
    </Dialog>
  );
}

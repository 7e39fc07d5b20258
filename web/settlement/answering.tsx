import { useState } from 'preact/hooks';
import { PAY_DAYS } from '../../server/approval/rules.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/card.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextArea } from '../ui/field.tsx';
import { money } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import type { Line, Settlement } from './words.tsx';

type Closing = { onClose: () => void; onDone: () => void };

/** The home: everything nobody has objected to is right. */
export function ConfirmAll({ of, lines, onClose, onDone }: { of: Settlement; lines: Line[] } & Closing) {
  const { run, busy, failure } = useAction((intent) =>
    call(
      (o) =>
        client.api.v1.settlements[':id'].answers.$post(
          { param: { id: of.id }, json: { facility_id: lines[0]?.facility_id ?? '', answer: 'confirmed' } },
          o,
        ),
      { intent },
    ),
  );
  const send = async () => {
    const done = await run();
    if (!done.ok) return;
    say(t('已确认 {n} 行', { n: done.data.answered }));
    onClose();
    onDone();
  };
  return (
    <Dialog
      open
      title={t('确认结算')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={send}>
            {t('确认 {n} 行', { n: lines.length })}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <p>
          {t('确认后，这 {n} 行按服务费 {amount} 结算，其中政府承担 {government}。', {
            n: lines.length,
            amount: money(lines.reduce((sum, l) => sum + l.amount_fen, 0)),
            government: money(lines.reduce((sum, l) => sum + l.government_fen, 0)),
          })}
        </p>
        <p class="muted">{t('已提出异议的行不受影响。审定前还可以改为有异议。')}</p>
      </div>
    </Dialog>
  );
}

type Said = { title: string; verb: string; hint: string; label: string; missing: string; done: string };
/** A reason for one line: the home disputes it, or the bureau upholds it. */
export function SayWhy({
  settlement,
  of,
  what,
  onClose,
  onDone,
}: {
  settlement: Settlement;
  of: Line;
  what: 'dispute' | 'uphold';
} & Closing) {
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const said: Said =
    what === 'dispute'
      ? {
          title: t('对这一行有异议'),
          verb: t('提出异议'),
          hint: t('民政会核实。如果是登记有误，请先更正入住、请假或到场登记，再说明更正了什么。'),
          label: t('哪里不对'),
          missing: t('请写明哪里不对'),
          done: t('已提出异议，民政会核实'),
        }
      : {
          title: t('核实后维持这一行'),
          verb: t('维持'),
          hint: t('机构会看到理由。之后如果登记更正，差额在下一个月更正。'),
          label: t('核实结果'),
          missing: t('请写明核实结果'),
          done: t('已维持，机构会看到理由'),
        };
  const param = { id: settlement.id };
  const dispute = useAction((intent, text: string) =>
    call(
      (o) =>
        client.api.v1.settlements[':id'].answers.$post(
          { param, json: { facility_id: of.facility_id, answer: 'disputed', lines: [of.id], reason: text } },
          o,
        ),
      { intent },
    ),
  );
  const uphold = useAction((intent, text: string) =>
    call((o) => client.api.v1.settlements[':id'].uphold.$post({ param, json: { line_id: of.id, reason: text } }, o), {
      intent,
    }),
  );
  const { failure, busy } = what === 'dispute' ? dispute : uphold;
  const send = async () => {
    setTried(true);
    if (!reason.trim()) return;
    const done = what === 'dispute' ? await dispute.run(reason.trim()) : await uphold.run(reason.trim());
    if (!done.ok) return;
    say(said.done);
    onClose();
    onDone();
  };
  return (
    <Dialog
      open
      title={said.title}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={send}>
            {said.verb}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <p>{said.hint}</p>
        <TextArea
          label={said.label}
          pointer="/reason"
          value={reason}
          maxLength={500}
          onInput={setReason}
          error={tried && !reason.trim() ? said.missing : errorAt(failure, '/reason')}
        />
      </div>
    </Dialog>
  );
}

/** The bureau approves: says what is frozen and what is to be paid. */
export function Approve({ of, onClose, onDone }: { of: Settlement } & Closing) {
  const [note, setNote] = useState('');
  const { run, busy, failure } = useAction((intent, text: string) =>
    call(
      (o) => client.api.v1.settlements[':id'].approve.$post({ param: { id: of.id }, json: { note: text || null } }, o),
      { intent, ifMatch: of.version },
    ),
  );
  const send = async () => {
    const done = await run(note.trim());
    if (!done.ok) return onDone();
    const due = done.data.payments.reduce((sum, p) => sum + p.amount_fen, 0);
    say(due > 0 ? t('已审定，应付 {amount}', { amount: money(due) }) : t('已审定，本期不需要支付'));
    onClose();
    onDone();
  };
  return (
    <Dialog
      open
      title={t('审定结算')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={send}>
            {t('审定并封存')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <p>
          {t('审定后这个月封存，谁也不能再改。政府承担 {amount}，扣除以前多付的，{n} 天内由财务支付。', {
            amount: money(of.government_fen),
            n: PAY_DAYS,
          })}
        </p>
        <Notice>{t('审定的人不能同时支付。以后发现有出入，在下一个月列更正行。')}</Notice>
        <TextArea label={t('审定说明')} optional pointer="/note" value={note} maxLength={500} onInput={setNote} />
      </div>
    </Dialog>
  );
}

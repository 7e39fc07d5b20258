import { useState } from 'preact/hooks';
import { ownKinds } from '../../server/funds/rules.ts';
import { fromYuan } from '../../server/kernel/money.ts';
import { dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { DateInput, RadioGroup, TextArea, TextInput } from '../ui/field.tsx';
import { date, money, now } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import { type Entry, kindWord, type Line } from './words.ts';

type Given = { onClose: () => void; onDone: () => void };

/** Money that comes in or goes out without the bank file: opening balance, allocation, something else. */
export function EntryForm({ line, onClose, onDone }: Given & { line: Line }) {
  const [kind, setKind] = useState<(typeof ownKinds)[number]>('allocation');
  const [way, setWay] = useState<'in' | 'out'>('in');
  const [amount, setAmount] = useState('');
  const [day, setDay] = useState(dayOf(now.value));
  const [voucher, setVoucher] = useState({ no: '', name: '', note: '' });
  const [tried, setTried] = useState(false);
  const fen = fromYuan(amount);
  const right = fen !== null && fen > 0;
  const { run, busy, failure } = useAction((intent, amount_fen: number) =>
    call(
      (o) =>
        client.api.v1['budget-lines'][':id'].entries.$post(
          {
            param: { id: line.id },
            json: {
              kind,
              amount_fen,
              entered_on: day,
              voucher_no: voucher.no.trim() || null,
              voucher: voucher.name.trim() || null,
              note: voucher.note.trim() || null,
            },
          },
          o,
        ),
      { intent },
    ),
  );
  const send = async () => {
    setTried(true);
    if (!right || !day) return;
    const done = await run(kind === 'other' && way === 'out' ? -fen : fen);
    if (!done.ok) return;
    say(t('已记账'));
    onClose();
    onDone();
  };
  return (
    <Dialog
      open
      title={t('记一笔账')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={send}>
            {t('记账')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <RadioGroup
          row
          label={t('种类')}
          value={kind}
          onChange={(value) => setKind(value as typeof kind)}
          options={ownKinds.map((value) => ({ value, label: kindWord(value) }))}
        />
        {kind === 'other' && (
          <RadioGroup
            row
            label={t('方向')}
            value={way}
            onChange={(value) => setWay(value as typeof way)}
            options={[
              { value: 'in', label: t('收入') },
              { value: 'out', label: t('支出') },
            ]}
          />
        )}
        <TextInput
          label={t('金额（元）')}
          pointer="/amount_fen"
          inputMode="decimal"
          value={amount}
          onInput={setAmount}
          error={tried && !right ? t('请填写大于零的金额，如 1234.50') : errorAt(failure, '/amount_fen')}
        />
        <DateInput
          label={t('记账日期')}
          hint={t('{day} 起的日期可以记账，之前的月份已结账', { day: date(line.open_from) })}
          pointer="/entered_on"
          min={line.open_from}
          max={dayOf(now.value)}
          value={day}
          onInput={setDay}
          error={tried && !day ? t('请填写日期') : errorAt(failure, '/entered_on')}
        />
        <TextInput
          optional
          label={t('凭证号')}
          hint={t('没有凭证号的账，当月不能结账')}
          maxLength={120}
          value={voucher.no}
          onInput={(no) => setVoucher({ ...voucher, no })}
        />
        <TextInput
          optional
          label={t('凭证名称')}
          maxLength={120}
          value={voucher.name}
          onInput={(name) => setVoucher({ ...voucher, name })}
        />
        <TextInput
          optional
          label={t('说明')}
          maxLength={120}
          value={voucher.note}
          onInput={(note) => setVoucher({ ...voucher, note })}
        />
      </div>
    </Dialog>
  );
}

/** Takes an entry back: the entry stays, another of the opposite amount names it. */
export function ReverseForm({ entry, line, onClose, onDone }: Given & { entry: Entry; line: Line }) {
  const [day, setDay] = useState(dayOf(now.value));
  const [no, setNo] = useState('');
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const { run, busy, failure } = useAction((intent) =>
    call(
      (o) =>
        client.api.v1['fund-entries'][':id'].reverse.$post(
          {
            param: { id: entry.id },
            json: { entered_on: day, voucher_no: no.trim() || null, voucher: null, reason: reason.trim() },
          },
          o,
        ),
      { intent },
    ),
  );
  const send = async () => {
    setTried(true);
    if (!reason.trim() || !day) return;
    const done = await run();
    if (!done.ok) return;
    say(t('已冲正'));
    onClose();
    onDone();
  };
  return (
    <Dialog
      open
      title={t('冲正这一笔')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="danger" busy={busy} onClick={send}>
            {t('冲正')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <p>
          {t('{day} {kind} {amount}：原分录保留，另记一笔相反的金额。', {
            day: date(entry.entered_on),
            kind: kindWord(entry.kind),
            amount: money(entry.amount_fen),
          })}
        </p>
        <DateInput
          label={t('记账日期')}
          pointer="/entered_on"
          min={line.open_from}
          max={dayOf(now.value)}
          value={day}
          onInput={setDay}
          error={tried && !day ? t('请填写日期') : errorAt(failure, '/entered_on')}
        />
        <TextInput optional label={t('凭证号')} maxLength={120} value={no} onInput={setNo} />
        <TextArea
          label={t('冲正原因')}
          rows={3}
          maxLength={500}
          value={reason}
          onInput={setReason}
          error={tried && !reason.trim() ? t('请写明原因') : null}
        />
      </div>
    </Dialog>
  );
}

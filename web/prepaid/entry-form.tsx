import { useState } from 'preact/hooks';
import { dayOf } from '../../server/kernel/period.ts';
import { inCustody, type Kind, kinds } from '../../server/prepaid/rules.ts';
import { call, client, type Result } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { DateInput, RadioGroup, TextInput } from '../ui/field.tsx';
import { money, now } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import type { Doing } from './person-case.tsx';
import { accountWord, fenOf, kindWord, type Prepaid, type PrepaidPerson } from './words.ts';

const title: Record<Doing, () => string> = {
  receipts: () => t('登记收取'),
  uses: () => t('登记动用'),
  refunds: () => t('登记退还'),
};
type Sent = {
  applicant_id: string;
  kind: Kind;
  amount_fen: number;
  entered_on: string;
  voucher_no: string;
  note: string | null;
};

/** Money in, used up or given back, for one person. The server judges every limit; this only asks for what it needs. */
export function EntryForm({
  home,
  of,
  doing,
  onClose,
  onDone,
}: {
  home: Prepaid;
  of: PrepaidPerson;
  doing: Doing;
  onClose: () => void;
  onDone: () => void;
}) {
  const balance: Record<Kind, number> = {
    service_fee: of.service_fee_fen,
    deposit: of.deposit_fen,
    membership: of.membership_fen,
  };
  const receiving = doing === 'receipts';
  const open = kinds.filter((k) => (receiving ? !home.filing || home.filing.kinds.includes(k) : balance[k] > 0));
  const [kind, setKind] = useState<Kind>(open[0] ?? 'service_fee');
  const [amount, setAmount] = useState('');
  const [day, setDay] = useState(dayOf(now.value));
  const [months, setMonths] = useState('');
  const [account, setAccount] = useState<'own' | 'custody'>('own');
  const [voucher, setVoucher] = useState('');
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const fen = fenOf(amount);
  const count = /^\d{1,3}$/.test(months.trim()) ? Number(months) : undefined;
  const asksMonths = receiving && kind === 'service_fee';
  const { run, busy, failure } = useAction(
    (intent, sent: Sent, more: { months: number | null; account: typeof account }) => {
      const at = { param: { id: home.facility.id } };
      const way = client.api.v1.facilities[':id'].prepaid;
      // The three ways differ in their types only; each answers with the id of the entry.
      return call(
        (o) =>
          receiving
            ? way.receipts.$post({ ...at, json: { ...sent, ...more } }, o)
            : doing === 'uses'
              ? way.uses.$post({ ...at, json: sent }, o)
              : way.refunds.$post({ ...at, json: sent }, o),
        { intent },
      ) as Promise<Result<{ entry_id: string }>>;
    },
  );
  const send = async () => {
    setTried(true);
    if (!fen || !day || !voucher.trim() || (asksMonths && !count)) return;
    const sent = {
      applicant_id: of.applicant_id,
      kind,
      amount_fen: fen,
      entered_on: day,
      voucher_no: voucher.trim(),
      note: note.trim() || null,
    };
    const done = await run(sent, {
      months: asksMonths ? (count ?? null) : null,
      account: inCustody(kind) ? 'custody' : account,
    });
    if (!done.ok) return;
    say(t('已记入台账'));
    onClose();
    onDone();
  };
  return (
    <Dialog
      open
      title={t('{what}：{name}', { what: title[doing](), name: of.name })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={send}>
            {title[doing]()}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <RadioGroup
          label={t('种类')}
          pointer="/kind"
          row
          value={kind}
          onChange={(value) => setKind(value as Kind)}
          options={open.map((k) => ({
            value: k,
            label: kindWord(k),
            ...(receiving ? {} : { hint: t('余额 {yuan}', { yuan: money(balance[k]) }) }),
          }))}
        />
        <TextInput
          label={t('金额（元）')}
          pointer="/amount_fen"
          inputMode="decimal"
          value={amount}
          onInput={setAmount}
          error={tried && !fen ? t('请填写金额，最多两位小数') : errorAt(failure, '/amount_fen')}
        />
        {asksMonths && (
          <TextInput
            label={t('包含几个月')}
            pointer="/months"
            inputMode="numeric"
            value={months}
            onInput={setMonths}
            hint={home.rules ? t('连同没用完的最多 {n} 个月', { n: home.rules.service_months }) : undefined}
            error={tried && !count ? t('请填写月数') : errorAt(failure, '/months')}
          />
        )}
        {receiving &&
          (inCustody(kind) ? (
            <p class="muted">
              {t('押金和会员费存入存管账户：{bank}', { bank: home.filing?.custody_bank ?? t('未填报') })}
            </p>
          ) : (
            <RadioGroup
              label={t('存入')}
              pointer="/account"
              row
              value={account}
              onChange={(value) => setAccount(value as 'own' | 'custody')}
              options={(['own', 'custody'] as const).map((a) => ({ value: a, label: accountWord(a) }))}
              hint={t('不得存入个人账户')}
              error={errorAt(failure, '/account')}
            />
          ))}
        <DateInput
          label={t('日期')}
          pointer="/entered_on"
          value={day}
          max={dayOf(now.value)}
          onInput={setDay}
          error={tried && !day ? t('请选日期') : errorAt(failure, '/entered_on')}
        />
        <TextInput
          label={t('票据号')}
          pointer="/voucher_no"
          value={voucher}
          maxLength={60}
          onInput={setVoucher}
          error={tried && !voucher.trim() ? t('请填写票据号') : errorAt(failure, '/voucher_no')}
        />
        <TextInput
          label={t('说明')}
          pointer="/note"
          optional={receiving || kind === 'service_fee' || doing === 'refunds'}
          value={note}
          maxLength={200}
          onInput={setNote}
          error={errorAt(failure, '/note')}
        />
      </div>
    </Dialog>
  );
}

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Failure } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextArea, TextInput } from '../ui/field.tsx';
import { t } from '../ui/i18n.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import type { Account } from './words.tsx';

/** The four particulars of an account of an organisation; with `why`, also the reason for another one. */
export function AccountForm({
  title,
  verb,
  first,
  fixedName,
  why,
  busy,
  failure,
  onSend,
  onClose,
  children,
}: {
  title: string;
  verb: string;
  first: Account | null;
  /** the payee, whose name the account has to have */
  fixedName?: string;
  why?: boolean;
  busy: boolean;
  failure: Failure | undefined;
  onSend: (account: Account, reason: string) => void;
  onClose: () => void;
  children?: ComponentChildren;
}) {
  const [form, setForm] = useState({
    account_name: fixedName ?? first?.account_name ?? '',
    account_no: first?.account_no ?? '',
    bank_name: first?.bank_name ?? '',
    bank_code: first?.bank_code ?? '',
  });
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const put = (field: keyof Account) => (value: string) => setForm({ ...form, [field]: value });
  const error = (field: keyof Account) => (tried && !form[field].trim() ? t('请填写') : errorAt(failure, `/${field}`));
  const send = () => {
    setTried(true);
    if (Object.values(form).some((text) => !text.trim()) || (why && !reason.trim())) return;
    onSend(form, reason.trim());
  };
  return (
    <Dialog
      open
      title={title}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={send}>
            {verb}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        {children}
        <TextInput
          label={t('户名')}
          hint={fixedName ? t('必须和收款单位一致') : undefined}
          pointer="/account_name"
          readOnly={!!fixedName}
          maxLength={140}
          value={form.account_name}
          onInput={put('account_name')}
          error={error('account_name')}
        />
        <TextInput
          label={t('账号')}
          pointer="/account_no"
          inputMode="numeric"
          autoComplete="off"
          maxLength={40}
          value={form.account_no}
          onInput={put('account_no')}
          error={error('account_no')}
        />
        <TextInput
          label={t('开户银行')}
          pointer="/bank_name"
          maxLength={140}
          value={form.bank_name}
          onInput={put('bank_name')}
          error={error('bank_name')}
        />
        <TextInput
          label={t('联行号')}
          hint={t('12 位数字')}
          pointer="/bank_code"
          inputMode="numeric"
          autoComplete="off"
          maxLength={20}
          value={form.bank_code}
          onInput={put('bank_code')}
          error={error('bank_code')}
        />
        {why && (
          <TextArea
            label={t('核定理由')}
            rows={3}
            maxLength={500}
            value={reason}
            onInput={setReason}
            error={tried && !reason.trim() ? t('请写明理由') : null}
          />
        )}
      </div>
    </Dialog>
  );
}

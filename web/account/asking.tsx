import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Failure, Result } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/card.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextInput } from '../ui/field.tsx';
import { moment } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { account } from '../ui/sign-in-state.ts';
import { say } from '../ui/toast.tsx';
import type { Temporary } from './staff-words.ts';

/** The administrator's own password again; nothing to ask of someone who comes by single sign-on. */
export function OwnPassword({
  value,
  onInput,
  tried,
  failure,
}: {
  value: string;
  onInput: (value: string) => void;
  tried: boolean;
  failure: Failure | undefined;
}) {
  if (account.value?.password === 'none') return null;
  return (
    <TextInput
      label={t('您自己的密码')}
      hint={t('确认是您本人在操作。')}
      type="password"
      autoComplete="current-password"
      pointer="/password"
      maxLength={256}
      value={value}
      onInput={onInput}
      error={tried && !value ? t('请填写您自己的密码') : errorAt(failure, '/password')}
    />
  );
}

/** True when the own password is filled in, or there is none to ask for. */
export const ownGiven = (password: string) => account.value?.password === 'none' || !!password;

/** A password that is shown this once: large, letter by letter, to be copied or read out. */
export function HandOver({ name, of }: { name: string; of: Temporary }) {
  return (
    <Notice tone="amber">
      <strong>{t('把临时密码当面交给{name}，只显示这一次', { name })}</strong>
      <p>
        <code class="seed handover">{of.password}</code>
      </p>
      <div>
        <Button
          onClick={async () => {
            await navigator.clipboard.writeText(of.password);
            say(t('已复制'));
          }}
        >
          {t('复制')}
        </Button>
      </div>
      <p>{t('{until}前有效；登录后须先改成自己的密码，再设置动态口令。', { until: moment(of.until) })}</p>
    </Notice>
  );
}

/**
 * Asks why, and for the own password where `own`, before a step that changes how someone signs in. When the step
 * answers with a temporary password the dialog stays and shows it.
 */
export function Asking({
  title,
  verb,
  name,
  own,
  hint,
  act,
  onClose,
  onDone,
  children,
}: {
  title: string;
  verb: string;
  name: string;
  own?: boolean;
  hint: string;
  act: (intent: string, json: { reason: string; password?: string }) => Promise<Result<Temporary | undefined>>;
  onClose: () => void;
  onDone: () => void;
  children: ComponentChildren;
}) {
  const [reason, setReason] = useState('');
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const [given, setGiven] = useState<Temporary>();
  const { run, busy, failure } = useAction(act);
  const send = async () => {
    setTried(true);
    if (!reason.trim() || (own && !ownGiven(password))) return;
    const done = await run({ reason: reason.trim(), ...(own && password ? { password } : {}) });
    if (!done.ok) return;
    setPassword('');
    onDone();
    if (done.data) setGiven(done.data);
    else onClose();
  };
  return (
    <Dialog
      open
      title={title}
      onClose={onClose}
      foot={
        given ? (
          <Button look="primary" onClick={onClose}>
            {t('已交给本人')}
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>{t('取消')}</Button>
            <Button look="danger" busy={busy} onClick={send}>
              {verb}
            </Button>
          </>
        )
      }
    >
      {given ? (
        <HandOver name={name} of={given} />
      ) : (
        <div class="stack">
          {failure && <Problem of={failure} />}
          <div>{children}</div>
          <TextInput
            label={t('原因')}
            hint={hint}
            pointer="/reason"
            maxLength={500}
            value={reason}
            onInput={setReason}
            error={tried && !reason.trim() ? t('请写明原因') : errorAt(failure, '/reason')}
          />
          {own && <OwnPassword value={password} onInput={setPassword} tried={tried} failure={failure} />}
        </div>
      )}
    </Dialog>
  );
}

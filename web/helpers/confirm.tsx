import { useState } from 'preact/hooks';
import { WORDING } from '../../server/helpers/rules.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextInput } from '../ui/field.tsx';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import { codeOf } from '../ui/typed.ts';
import { Wording } from './wording.tsx';

/** On the helper's screen, read by the person: the text, their name below it, and the code sent to their own telephone. */
export function ConfirmDialog({
  person,
  relation,
  onClose,
  onDone,
}: {
  person: { id: string; phone_masked: string | null };
  relation: string;
  onClose: () => void;
  onDone: () => void;
}) {
  const [name, setName] = useState('');
  const [code, setCode] = useState('');
  const [sent, setSent] = useState(false);
  const [tried, setTried] = useState(false);
  const param = { id: person.id };
  const ask = () => ({ wording: WORDING, agreed_name: name.trim(), until_on: null });
  const send = useAction((intent) =>
    call((o) => client.api.v1.applicants[':id'].helpers.confirmation.code.$post({ param, json: ask() }, o), { intent }),
  );
  const confirm = useAction((intent) =>
    call((o) => client.api.v1.applicants[':id'].helpers.confirmation.$post({ param, json: { ...ask(), code } }, o), {
      intent,
    }),
  );
  const next = async () => {
    setTried(true);
    if (!name.trim()) return;
    if (!sent) {
      const done = await send.run();
      if (!done.ok) return;
      setSent(true);
      setTried(false);
      if (done.data.demo_code) setCode(done.data.demo_code);
      return;
    }
    if (!/^\d{6}$/.test(code)) return;
    const done = await confirm.run();
    if (!done.ok) return;
    say(t('老人已同意，委托有了书面确认'));
    onDone();
    onClose();
  };
  const failure = sent ? confirm.failure : send.failure;
  return (
    <Dialog
      open
      title={t('请老人看过并同意')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={send.busy || confirm.busy} onClick={next}>
            {sent ? t('同意') : t('同意，发验证码')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} onRetry={next} />}
        <p>
          {t('请把手机交给老人，或读给老人听。验证码发到老人登记的手机 {phone}。', {
            phone: person.phone_masked ?? '',
          })}
        </p>
        <Wording version={WORDING} relation={relation} until={null} />
        <TextInput
          label={t('写下老人姓名，表示同意')}
          hint={t('与身份证上的姓名一致')}
          pointer="/agreed_name"
          value={name}
          onInput={setName}
          autoComplete="off"
          error={tried && !name.trim() ? t('请写下姓名') : errorAt(failure, '/agreed_name')}
        />
        {sent && (
          <TextInput
            label={t('老人手机收到的验证码')}
            pointer="/code"
            value={code}
            onInput={(value) => setCode(codeOf(value))}
            autoComplete="off"
            error={tried && !/^\d{6}$/.test(code) ? t('请填 6 位数字') : errorAt(failure, '/code')}
          />
        )}
      </div>
    </Dialog>
  );
}

import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { TextInput } from './field.tsx';
import { t } from './i18n.ts';
import { useAction } from './load.ts';
import { errorAt } from './problem.tsx';
import { say } from './toast.tsx';

/** Notes to whom a reply was handed: the field to be placed, and what sends it. */
export function useHandOver(reply: string, onDone: () => void) {
  const [to, setTo] = useState('');
  const [tried, setTried] = useState(false);
  const { run, busy, failure } = useAction((intent, who: string) =>
    call((o) => client.api.v1.replies[':id'].handover.$post({ param: { id: reply }, json: { to: who } }, o), {
      intent,
    }),
  );
  const send = async () => {
    setTried(true);
    const who = to.trim();
    if (!who || !(await run(who)).ok) return;
    say(t('已记下：答复交给{who}', { who }));
    setTo('');
    setTried(false);
    onDone();
  };
  const field = (
    <TextInput
      label={t('交给谁')}
      hint={t('例如：本人；女儿 刘敏（已看身份证）。')}
      pointer="/to"
      value={to}
      onInput={setTo}
      maxLength={200}
      error={tried && !to.trim() ? t('请写明交给了谁') : errorAt(failure, '/to')}
    />
  );
  return { field, send, busy, failure };
}

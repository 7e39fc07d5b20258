import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { TextInput } from '../ui/field.tsx';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import type { SessionView } from '../ui/sign-in-state.ts';
import { codeOf, phoneOf } from '../ui/typed.ts';

const WAIT_SECONDS = 60;

/** A code to the phone, then the code. Nothing to remember and nothing to solve. */
export function PhoneForm({ onDone }: { onDone: (view: SessionView) => void }) {
  const [phone, setPhone] = useState('');
  const [code, setCode] = useState('');
  const [sent, setSent] = useState<string | null>(null);
  const [wait, setWait] = useState(0);
  const [tried, setTried] = useState(false);
  const ask = useAction((intent, to: string) =>
    call((o) => client.api.v1.signin.phone.code.$post({ json: { phone: to } }, o), { intent }),
  );
  const enter = useAction((intent, json: { phone: string; code: string }) =>
    call((o) => client.api.v1.signin.phone.$post({ json }, o), { intent }),
  );
  useEffect(() => {
    if (wait === 0) return;
    const timer = setTimeout(() => setWait(wait - 1), 1000);
    return () => clearTimeout(timer);
  }, [wait]);

  // The code is what comes next, for a finger and for a reader.
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (sent) box.current?.querySelector('input')?.focus();
  }, [sent]);

  const wrong = !/^1\d{10}$/.test(phone);
  const send = async () => {
    setTried(true);
    if (wrong) return;
    const done = await ask.run(phone);
    if (!done.ok) return;
    setSent(phone);
    setWait(WAIT_SECONDS);
    if (done.data.demo_code) setCode(done.data.demo_code);
  };
  const submit = async () => {
    if (sent !== phone) return send();
    const done = await enter.run({ phone, code });
    if (done.ok) onDone(done.data);
  };
  const failure = enter.failure ?? ask.failure;
  return (
    <form
      class="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {failure && <Problem of={failure} />}
      <TextInput
        label={t('手机号')}
        type="tel"
        inputMode="numeric"
        autoComplete="tel-national"
        pointer="/phone"
        value={phone}
        onInput={(value) => setPhone(phoneOf(value))}
        error={tried && wrong ? t('请填写 11 位手机号') : errorAt(failure, '/phone')}
      />
      {sent === phone && (
        <div ref={box}>
          <TextInput
            label={t('短信验证码')}
            hint={t('6 位数字，10 分钟内有效。')}
            inputMode="numeric"
            autoComplete="one-time-code"
            pointer="/code"
            value={code}
            onInput={(value) => setCode(codeOf(value))}
            error={errorAt(failure, '/code')}
          />
        </div>
      )}
      {sent === phone ? (
        <>
          <Button look="primary" wide type="submit" busy={enter.busy}>
            {t('登录')}
          </Button>
          <Button look="quiet" busy={ask.busy} why={wait > 0 ? t('{n} 秒后可重发', { n: wait }) : null} onClick={send}>
            {wait > 0 ? t('{n} 秒后可重发', { n: wait }) : t('重新发送')}
          </Button>
        </>
      ) : (
        <Button look="primary" wide type="submit" busy={ask.busy}>
          {t('发送验证码')}
        </Button>
      )}
      <p class="muted small">{t('第一次登录会自动建立账号。不方便用手机？请到社区前台或打电话办理。')}</p>
    </form>
  );
}

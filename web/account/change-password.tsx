import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { TextInput } from '../ui/field.tsx';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { loadSession } from '../ui/sign-in-state.ts';
import { say } from '../ui/toast.tsx';

/** A new password; every other device is signed out by it. */
export function ChangePassword() {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [tried, setTried] = useState(false);
  const { run, busy, failure } = useAction((intent, json: { current: string; next: string }) =>
    call((o) => client.api.v1.account.password.$put({ json }, o), { intent }),
  );
  const submit = async () => {
    setTried(true);
    if (!current || !next) return;
    const done = await run({ current, next });
    if (!done.ok) return;
    say(t('密码已修改，其他设备已退出'));
    await loadSession();
    setCurrent('');
    setNext('');
    setTried(false);
  };
  return (
    <Card as="section" class="stack">
      <h2>{t('修改密码')}</h2>
      {failure && <Problem of={failure} />}
      <form
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextInput
          label={t('当前密码')}
          type="password"
          autoComplete="current-password"
          pointer="/current"
          value={current}
          onInput={setCurrent}
          error={tried && !current ? t('请填写当前密码') : errorAt(failure, '/current')}
        />
        <TextInput
          label={t('新密码')}
          hint={t('至少 12 位，可以是一句好记的话。')}
          type="password"
          autoComplete="new-password"
          pointer="/next"
          value={next}
          onInput={setNext}
          error={tried && !next ? t('请填写新密码') : errorAt(failure, '/next')}
        />
        <div>
          <Button type="submit" busy={busy}>
            {t('修改密码')}
          </Button>
        </div>
      </form>
    </Card>
  );
}

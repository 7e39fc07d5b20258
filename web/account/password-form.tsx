import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { TextInput } from '../ui/field.tsx';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import type { SessionView } from '../ui/sign-in-state.ts';

/** User name and password; pasting and password managers are welcome. */
export function PasswordForm({ onDone }: { onDone: (view: SessionView) => void }) {
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const { run, busy, failure } = useAction((intent, json: { username: string; password: string }) =>
    call((o) => client.api.v1.signin.password.$post({ json }, o), { intent }),
  );
  const submit = async () => {
    setTried(true);
    if (!username.trim() || !password) return;
    const done = await run({ username: username.trim(), password });
    if (done.ok) onDone(done.data);
  };
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
        label={t('用户名')}
        autoComplete="username"
        value={username}
        onInput={setUsername}
        maxLength={64}
        error={tried && !username.trim() ? t('请填写用户名') : null}
      />
      <TextInput
        label={t('密码')}
        type="password"
        autoComplete="current-password"
        value={password}
        onInput={setPassword}
        maxLength={256}
        error={tried && !password ? t('请填写密码') : null}
      />
      <Button look="primary" wide type="submit" busy={busy}>
        {t('下一步')}
      </Button>
    </form>
  );
}

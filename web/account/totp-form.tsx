import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { TextInput } from '../ui/field.tsx';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import type { SessionView } from '../ui/sign-in-state.ts';
import { codeOf } from '../ui/typed.ts';

/** The second factor: the authenticator's code, or one of the recovery codes. */
export function TotpForm({ onDone, onCancel }: { onDone: (view: SessionView) => void; onCancel: () => void }) {
  const [code, setCode] = useState('');
  const [recovery, setRecovery] = useState(false);
  const { run, busy, failure } = useAction((intent, json: { code: string } | { recovery_code: string }) =>
    call((o) => client.api.v1.signin.totp.$post({ json }, o), { intent }),
  );
  const submit = async () => {
    const done = await run(recovery ? { recovery_code: code.trim() } : { code });
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
      {recovery ? (
        <TextInput
          key="recovery"
          label={t('恢复码')}
          hint={t('启用动态口令时记下的一次性恢复码。')}
          autoComplete="off"
          maxLength={20}
          value={code}
          onInput={setCode}
        />
      ) : (
        <TextInput
          key="code"
          label={t('动态口令')}
          hint={t('打开手机上的验证器，输入 6 位数字。')}
          inputMode="numeric"
          autoComplete="one-time-code"
          value={code}
          onInput={(value) => setCode(codeOf(value))}
        />
      )}
      <Button look="primary" wide type="submit" busy={busy}>
        {t('登录')}
      </Button>
      <div class="row-between">
        <Button
          look="quiet"
          onClick={() => {
            setRecovery(!recovery);
            setCode('');
          }}
        >
          {recovery ? t('用动态口令') : t('手机不在身边？用恢复码')}
        </Button>
        <Button look="quiet" onClick={onCancel}>
          {t('换个账号')}
        </Button>
      </div>
    </form>
  );
}

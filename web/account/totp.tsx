import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Card, Facts, Notice } from '../ui/card.tsx';
import { TextInput } from '../ui/field.tsx';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { account, signedIn } from '../ui/sign-in-state.ts';
import { codeOf } from '../ui/typed.ts';

/** Setting up the authenticator: the seed once, a first code as proof, the recovery codes once. */
export function Totp() {
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [seed, setSeed] = useState<{ secret: string; uri: string }>();
  const [recovery, setRecovery] = useState<string[]>();
  const on = account.value?.totp !== 'off';
  const begin = useAction((intent, json: { password?: string }) =>
    call((o) => client.api.v1.account.totp.$post({ json }, o), { intent }),
  );
  const confirm = useAction((intent, json: { code: string }) =>
    call((o) => client.api.v1.account.totp.confirm.$post({ json }, o), { intent }),
  );
  const start = async () => {
    const done = await begin.run(password ? { password } : {});
    if (!done.ok) return;
    setSeed(done.data);
    setPassword('');
  };
  const finish = async () => {
    const done = await confirm.run({ code });
    if (!done.ok) return;
    setRecovery(done.data.recovery_codes);
    setSeed(undefined);
    signedIn(done.data.session);
  };
  const failure = begin.failure ?? confirm.failure;
  const staff = session.value?.role !== 'family';
  return (
    <Card as="section" class="stack">
      <div class="row-between">
        <h2>{t('动态口令（两步验证）')}</h2>
        {on ? <Badge tone="accent">{t('已启用')}</Badge> : <Badge tone="amber">{t('未启用')}</Badge>}
      </div>
      {failure && <Problem of={failure} />}
      {recovery ? (
        <Notice tone="amber">
          <strong>{t('请抄下恢复码，只显示这一次')}</strong>
          <p>{t('手机丢失时，每个恢复码可登录一次。')}</p>
          <ul class="codes">
            {recovery.map((one) => (
              <li key={one} class="num">
                {one}
              </li>
            ))}
          </ul>
        </Notice>
      ) : seed ? (
        <form
          class="stack"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            finish();
          }}
        >
          <p>{t('在手机验证器里新增账号，输入下面的密钥（或在手机上打开链接），再填写它显示的 6 位数字。')}</p>
          <Facts
            of={[
              [t('密钥'), <code class="seed">{seed.secret.replace(/(.{4})/g, '$1 ').trim()}</code>],
              [t('链接'), <a href={seed.uri}>{t('在验证器中打开')}</a>],
            ]}
          />
          <TextInput
            label={t('动态口令')}
            inputMode="numeric"
            autoComplete="one-time-code"
            pointer="/code"
            value={code}
            onInput={(value) => setCode(codeOf(value))}
            error={errorAt(failure, '/code')}
          />
          <div>
            <Button look="primary" type="submit" busy={confirm.busy}>
              {t('启用')}
            </Button>
          </div>
        </form>
      ) : (
        <>
          <p class="muted">
            {staff ? t('工作人员必须启用，否则不能办理业务。') : t('启用后，登录时除验证码外还要动态口令，更安全。')}
          </p>
          {account.value?.password !== 'none' && (
            <TextInput
              label={t('当前密码')}
              type="password"
              autoComplete="current-password"
              pointer="/password"
              value={password}
              onInput={setPassword}
              error={errorAt(failure, '/password')}
            />
          )}
          <div>
            <Button busy={begin.busy} onClick={start}>
              {on ? t('更换验证器') : t('设置动态口令')}
            </Button>
          </div>
        </>
      )}
    </Card>
  );
}

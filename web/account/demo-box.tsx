import type { InferResponseType } from 'hono/client';
import { useState } from 'preact/hooks';
import { call, client, type Failure } from '../api.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import type { SessionView } from '../ui/sign-in-state.ts';
import { codes, word } from '../ui/words.ts';

type Demo = InferResponseType<typeof client.api.v1.signin.demo.$get, 200>['accounts'][number];

/** Only in a demonstration: an account of every role at one tap, through the same doors as everybody else. */
export function DemoBox({ onDone }: { onDone: (view: SessionView) => void }) {
  const { data, reload } = useLoad((signal) => call((o) => client.api.v1.signin.demo.$get({}, o), { signal }), []);
  const [busy, setBusy] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure>();
  const [spent, setSpent] = useState(false);

  const enter = async (demo: Demo) => {
    setBusy(demo.username);
    setFailure(undefined);
    setSpent(false);
    const answer = await enterAs(demo.username, () => setSpent(true));
    setBusy(null);
    setSpent(false);
    if (answer.ok) onDone(answer.data);
    else setFailure(answer.failure);
    reload();
  };

  if (!data || data.accounts.length === 0) return null;
  return (
    <section class="stack-tight demo" aria-label={t('演示账号')}>
      <h2>{t('演示账号')}</h2>
      <p class="muted">{t('这是演示系统，点一下即可用该角色登录。')}</p>
      {failure && <Problem of={failure} />}
      {spent && <p role="status">{t('这半分钟的动态口令已用完，正在等下一个…')}</p>}
      <ul class="stack-tight">
        {byRole(data.accounts).map((demo) => (
          <li key={demo.username} class="demo-one">
            <div>
              <strong>{demo.name}</strong> {demo.role && <Badge tone="accent">{word('role', demo.role)}</Badge>}
              <div class="muted small">
                {t('{user} · 密码 {password}', { user: demo.username, password: demo.password })}
              </div>
            </div>
            <Button
              busy={busy === demo.username}
              aria-label={t('用{name}登录', { name: demo.name })}
              onClick={() => enter(demo)}
            >
              {t('登录')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

const byRole = (all: Demo[]) => {
  const order = codes('role');
  return [...all].sort((a, b) => order.indexOf(a.role ?? '') - order.indexOf(b.role ?? ''));
};

const TRIES = 9;
const PAUSE_MS = 4_000;

/** Password, then a code fetched fresh: each is good for one sign-in only, so the next may be half a minute away. */
async function enterAs(username: string, onWait: () => void) {
  let now = await call((o) => client.api.v1.signin.demo.$get({}, o));
  const mine = () => (now.ok ? now.data.accounts.find((one) => one.username === username) : undefined);
  for (let tries = 0; tries < TRIES && mine()?.totp && !mine()?.totp_code; tries++) {
    onWait();
    await new Promise((done) => setTimeout(done, PAUSE_MS));
    now = await call((o) => client.api.v1.signin.demo.$get({}, o));
  }
  if (!now.ok) return now;
  const demo = mine();
  const json = { username, password: demo?.password ?? '' };
  const known = await call((o) => client.api.v1.signin.password.$post({ json }, o));
  const code = demo?.totp_code;
  if (!known.ok || !code) return known;
  return call((o) => client.api.v1.signin.totp.$post({ json: { code } }, o));
}

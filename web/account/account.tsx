import { LogOut } from 'lucide';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Card, Facts, Notice } from '../ui/card.tsx';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { forgetSearches } from '../ui/offline.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { session } from '../ui/session.ts';
import { account } from '../ui/sign-in-state.ts';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { word } from '../ui/words.ts';
import { ChangePassword } from './change-password.tsx';
import { Channels } from './channels.tsx';
import { Sessions } from './sessions.tsx';
import { Totp } from './totp.tsx';
import './account.css';

const everyone = [
  'family',
  'institution',
  'desk',
  'grid_worker',
  'officer',
  'leader',
  'treasurer',
  'partner',
  'assessor',
  'inspector',
  'administrator',
] as const;

/** The own account: who am I here, where am I signed in, how is it protected. */
export default function AccountPage() {
  return (
    <Guard roles={everyone}>
      <Account />
    </Guard>
  );
}

function Account() {
  useTitle(t('我的账号'));
  const who = session.value;
  const view = account.value;
  const parts = (
    <div class="account stack">
      {view?.password === 'temporary' ? (
        <>
          <Notice tone="amber">
            <strong>{t('先改成自己的密码')}</strong>
            <p>{t('您用的是管理员给的临时密码，改好以后才能办理业务。')}</p>
          </Notice>
          <ChangePassword />
          <Who />
        </>
      ) : (
        <>
          <Who />
          <Channels />
          <Sessions />
          <Totp />
          {view?.password === 'own' && <ChangePassword />}
        </>
      )}
    </div>
  );
  if (who && who.role !== 'family') return <StaffFrame title={t('我的账号')} list={parts} />;
  return (
    <PublicFrame>
      <h1 class="account-head">{t('我的账号')}</h1>
      {parts}
    </PublicFrame>
  );
}

function Who() {
  const { run, busy, failure } = useAction((intent) => call((o) => client.api.v1.signout.$post({}, o), { intent }));
  const leave = async () => {
    const done = await run();
    if (!done.ok) return;
    await forgetSearches();
    // A fresh page, so that nothing personal stays in this one's memory
    location.assign('/');
  };
  return (
    <Card as="section" class="stack">
      {failure && <Problem of={failure} onRetry={leave} />}
      <div class="row-between">
        <h2>{account.value?.name}</h2>
        <Button icon={LogOut} busy={busy} onClick={leave}>
          {t('退出登录')}
        </Button>
      </div>
      <Facts
        of={[
          [
            t('角色'),
            (account.value?.roles ?? []).map((one) => (
              <div key={`${one.role}${one.facility ?? one.street ?? ''}`}>
                {word('role', one.role)}
                {one.facility_name && <span class="muted"> · {one.facility_name}</span>}
              </div>
            )),
          ],
        ]}
      />
    </Card>
  );
}

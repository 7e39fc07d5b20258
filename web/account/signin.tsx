import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { ButtonLink } from '../ui/button.tsx';
import { config } from '../ui/config.ts';
import { t } from '../ui/i18n.ts';
import { useTitle } from '../ui/page.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { session } from '../ui/session.ts';
import { account, homeOf, type SessionView, signedIn } from '../ui/sign-in-state.ts';
import { Tabs } from '../ui/tabs.tsx';
import { useQuery } from '../ui/url.ts';
import { DemoBox } from './demo-box.tsx';
import { PasswordForm } from './password-form.tsx';
import { PhoneForm } from './phone-form.tsx';
import { TotpForm } from './totp-form.tsx';
import './account.css';

/** Families come in by a code to the phone, staff by password and authenticator; back to where they came from. */
export default function SignInPage() {
  useTitle(t('登录'));
  const { query, set } = useQuery();
  const { route } = useLocation();
  const [owes, setOwes] = useState(account.value?.totp === 'needed');
  const way = query.way === 'password' ? 'password' : 'phone';

  // Signing in also changes the session below: whoever has been sent on is not sent on again, without `next`
  const gone = useRef(false);
  const arrive = (view: SessionView) => {
    const who = signedIn(view);
    if (!who) return setOwes(true);
    if (gone.current) return;
    gone.current = true;
    const unprotected = view.password === 'temporary' || (who.role !== 'family' && view.totp === 'off');
    // Only our own addresses: '//elsewhere' and 'https:' would lead away
    const next = /^\/(?![/\\])/.test(query.next ?? '') ? query.next : undefined;
    route(unprotected ? '/account' : (next ?? homeOf(who.role)), true);
  };
  // Someone already in who opens the page goes on at once
  useEffect(() => {
    const known = account.value;
    if (session.value && known) arrive(known);
  }, [session.value]);

  return (
    <PublicFrame>
      <div class={`signin${config.value?.demo ? ' signin-demo' : ''}`}>
        <section class="stack card signin-card" aria-label={t('登录')}>
          <h1>{t('登录')}</h1>
          {owes ? (
            <TotpForm
              onDone={arrive}
              onCancel={() => {
                signedIn(null);
                setOwes(false);
              }}
            />
          ) : (
            <Tabs
              label={t('登录方式')}
              current={way}
              onChange={(id) => set({ way: id === 'phone' ? null : id }, { replace: true })}
              tabs={[
                { id: 'phone', label: t('家属 · 手机号') },
                { id: 'password', label: t('工作人员') },
              ]}
            >
              {way === 'phone' ? <PhoneForm onDone={arrive} /> : <PasswordForm onDone={arrive} />}
            </Tabs>
          )}
          {config.value?.oidc && !owes && <ButtonLink href="/api/v1/signin/oidc">{t('统一身份认证登录')}</ButtonLink>}
        </section>
        {config.value?.demo && <DemoBox onDone={arrive} />}
      </div>
    </PublicFrame>
  );
}

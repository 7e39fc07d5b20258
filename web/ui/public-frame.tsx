import { Glasses, LogIn, Phone, UserRound } from 'lucide';
import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso';
import { Bell } from './bell.tsx';
import { ButtonLink } from './button.tsx';
import { config, hotline } from './config.ts';
import { lang, speak, t, zh } from './i18n.ts';
import { Icon } from './icon.tsx';
import { OfflineBanner } from './offline-banner.tsx';
import { prefer, prefs } from './prefs.ts';
import { session } from './session.ts';
import { SettingsMenu } from './settings-menu.tsx';
import { homeOf } from './sign-in-state.ts';
import { Wordmark } from './wordmark.tsx';
import './button.css';
import './frame.css';

/**
 * The frame of every page for the public and for families. `fill` gives the page the whole window under the head
 * (list beside map); otherwise the content is a centred column. Elder switch and phone are on every page.
 */
export function PublicFrame({ fill, children }: { fill?: boolean; children: ComponentChildren }) {
  const { path } = useLocation();
  const { elder } = prefs.value;
  const english = lang.value === 'en';
  const home = session.value ? homeOf(session.value.role) : '/signin';
  return (
    <div class={`public${fill ? ' public-fill' : ''}`}>
      <a class="skip-link" href="#main">
        {t('跳到正文')}
      </a>
      <header class="public-head">
        <div class="public-bar">
          <Wordmark />
          <nav class="public-nav" aria-label={t('主导航')}>
            <a class="nav-link nav-wide" href="/" aria-current={path === '/' ? 'page' : undefined}>
              {t('找床位')}
            </a>
            <a class="nav-link nav-wide" href="/start" aria-current={path === '/start' ? 'page' : undefined}>
              {t('帮我选')}
            </a>
            <a
              class="nav-link nav-wide nav-roomy"
              href="/capacity"
              aria-current={path === '/capacity' ? 'page' : undefined}
            >
              {t('全区床位')}
            </a>
            <a
              class="nav-link nav-wide nav-roomy"
              href="/notices"
              aria-current={path === '/notices' ? 'page' : undefined}
            >
              {t('公示栏')}
            </a>
            <button
              type="button"
              class="btn nav-link nav-elder"
              aria-pressed={elder}
              onClick={() => prefer({ elder: !elder })}
            >
              <Icon of={Glasses} />
              {elder ? t('标准版') : t('长辈版')}
            </button>
            <button
              type="button"
              class="btn nav-link nav-wide nav-lang"
              lang={english ? 'zh-CN' : 'en'}
              onClick={() => speak(english ? 'zh' : 'en')}
            >
              {english ? zh('中文') : 'English'}
            </button>
            <SettingsMenu />
            <Bell />
            {session.value ? (
              <ButtonLink look="quiet" icon={UserRound} href={home}>
                <span class="nav-name">{session.value.name}</span>
              </ButtonLink>
            ) : (
              <ButtonLink class="nav-in" look="quiet" icon={LogIn} href="/signin">
                {t('登录')}
              </ButtonLink>
            )}
          </nav>
        </div>
      </header>
      <OfflineBanner />
      <main class="public-main" id="main" tabIndex={-1}>
        {children}
      </main>
      <footer class="public-foot">
        <div class="foot-links">
          <Hotline />
          {config.value?.demo && <span>{t('演示数据：机构、位置和人员均为虚构')}</span>}
          <span class="foot-nav">
            {session.value && (
              <a class="nav-link" href="/account">
                {t('我的账号')}
              </a>
            )}
            <a class="nav-link" href="/privacy">
              {t('隐私政策')}
            </a>
            <a class="nav-link" href="/capacity">
              {t('全区床位')}
            </a>
            <a class="nav-link" href="/menu">
              {t('服务点单')}
            </a>
            <a class="nav-link" href="/requests/new">
              {t('提诉求')}
            </a>
            <a class="nav-link" href="/notices">
              {t('公示栏')}
            </a>
            <a class="nav-link" href="/rounds">
              {t('床位怎么分')}
            </a>
            <a class="nav-link" href="/funds">
              {t('资金使用公开')}
            </a>
            <a class="nav-link" href="/grades">
              {t('民政考核等级')}
            </a>
            <a class="nav-link" href="/contracts">
              {t('合同公告')}
            </a>
            <a class="nav-link" href="/open-data">
              {t('开放数据')}
            </a>
            <a class="nav-link" href="/audit">
              {t('审计锚点')}
            </a>
            <a class="nav-link" href="/start">
              {t('帮我选')}
            </a>
            <a class="nav-link" href="/calculator">
              {t('费用测算')}
            </a>
            <a class="nav-link" href="/self-check">
              {t('能力自查')}
            </a>
            <a class="nav-link" href="/posters">
              {t('社区海报')}
            </a>
            <a class="nav-link" href="/reference">
              {t('开放接口')}
            </a>
          </span>
        </div>
      </footer>
    </div>
  );
}

/** The number to call, on every page: some matters are settled faster by voice. */
export function Hotline() {
  return (
    <a class="hotline" href={`tel:${hotline()}`}>
      <Icon of={Phone} />
      {t('不会操作？打电话')} <span class="num">{hotline()}</span>
    </a>
  );
}

import { WifiOff } from 'lucide';
import { useEffect } from 'preact/hooks';
import { ButtonLink } from './button.tsx';
import { Empty, Loading } from './empty.tsx';
import { lang, t, zh } from './i18n.ts';
import { offline } from './offline.ts';
import { Hotline, PublicFrame } from './public-frame.tsx';

/** Gives the page its name in the window's title. Call it in every page with the page's heading. */
export function useTitle(title: string): void {
  const language = lang.value;
  useEffect(() => {
    document.title = `${title} · ${language === 'en' ? 'Yiwei' : zh('颐位')}`;
  }, [title, language]);
}

/** Waiting for something the page cannot be drawn without. */
export function LoadingPage() {
  return (
    <PublicFrame>
      <Loading />
    </PublicFrame>
  );
}

export function NotFoundPage() {
  useTitle(t('没有这个页面'));
  return (
    <PublicFrame>
      <Empty as="h1" title={t('没有这个页面')}>
        <p>{t('地址可能写错了，或者这一页已经撤下。')}</p>
        <ButtonLink look="primary" href="/">
          {t('去找床位')}
        </ButtonLink>
      </Empty>
    </PublicFrame>
  );
}

/** A page whose script could not be fetched or that broke: say so, offer the same page anew, and the phone. */
export function BrokenPage() {
  const away = offline.value;
  const title = away ? t('没有网络，这一页打不开') : t('页面没有打开');
  useTitle(title);
  return (
    <PublicFrame>
      <Empty as="h1" icon={away ? WifiOff : undefined} title={title}>
        <p>
          {away ? t('这一页还没有在这台设备上打开过。联网后再打开，或打电话。') : t('可能是网络断了，或系统刚刚更新。')}
        </p>
        <Hotline />
        <ButtonLink look="primary" href={location.href} onClick={() => location.reload()}>
          {t('重新打开')}
        </ButtonLink>
      </Empty>
    </PublicFrame>
  );
}

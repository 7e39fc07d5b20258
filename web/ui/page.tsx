import { useEffect } from 'preact/hooks';
import { ButtonLink } from './button.tsx';
import { Empty, Loading } from './empty.tsx';
import { lang, t, zh } from './i18n.ts';
import { PublicFrame } from './public-frame.tsx';

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

/** A page whose script could not be fetched or that broke: say so, offer the same page anew, keep the phone in sight. */
export function BrokenPage() {
  useTitle(t('页面没有打开'));
  return (
    <PublicFrame>
      <Empty as="h1" title={t('页面没有打开')}>
        <p>{t('可能是网络断了，或系统刚刚更新。')}</p>
        <ButtonLink look="primary" href={location.href} onClick={() => location.reload()}>
          {t('重新打开')}
        </ButtonLink>
      </Empty>
    </PublicFrame>
  );
}

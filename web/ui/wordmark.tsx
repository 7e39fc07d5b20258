import { config } from './config.ts';
import { t, zh } from './i18n.ts';
import './frame.css';

/** The name and its sign: a bed under a roof. Leads home. */
export function Wordmark({ small, to = '/' }: { small?: boolean; to?: string }) {
  const district = config.value?.district_name;
  return (
    <a class="wordmark" href={to} aria-label={t('颐位首页')}>
      <svg viewBox="0 0 64 64" aria-hidden="true">
        <rect class="wm-ground" width="64" height="64" rx="14" />
        <path class="wm-line" d="M13 29 32 15l19 14M17 51V33M17 46h30M47 51v-7a6 6 0 0 0-6-6H26" />
        <circle class="wm-dot" cx="22.500" cy="38" r="2.600" />
      </svg>
      <span lang="zh-CN">{zh('颐位')}</span>
      {!small && district && <small>{district}</small>}
    </a>
  );
}

import { RefreshCw, WifiOff } from 'lucide';
import { useLayoutEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { Button, ButtonLink } from './button.tsx';
import { moment } from './format.ts';
import { t } from './i18n.ts';
import { Icon } from './icon.tsx';
import { givenAt, lastSearch, offline, renewed, turnPage } from './offline.ts';
import './offline.css';

/**
 * One line under the head: without a connection, of when the results are; after an update, that there is one. The place
 * for readers is there from the start, so that they hear it change.
 */
export function OfflineBanner() {
  const { path } = useLocation();
  useLayoutEffect(turnPage, [path]);
  return (
    <div class="offline-place" role="status">
      {offline.value || givenAt.value ? <Offline /> : renewed.value ? <Renewed /> : null}
    </div>
  );
}

function Offline() {
  const at = givenAt.value;
  const last = lastSearch();
  const elsewhere = last && last.href !== location.pathname + location.search ? last : null;
  return (
    <div class="offline-banner">
      <Icon of={WifiOff} />
      <span class="offline-text">
        {offline.value ? t('离线') : t('网络不通或很慢')}
        {' · '}
        {at ? t('这是 {when} 的结果', { when: moment(at) }) : t('您填的内容还在，联网后再试')}
      </span>
      {!at && elsewhere && (
        <ButtonLink href={elsewhere.href}>{t('看 {when} 的搜索结果', { when: moment(elsewhere.at) })}</ButtonLink>
      )}
      {at && !offline.value && (
        <Button icon={RefreshCw} onClick={() => location.reload()}>
          {t('看最新的')}
        </Button>
      )}
    </div>
  );
}

function Renewed() {
  return (
    <div class="offline-banner offline-renewed">
      <Icon of={RefreshCw} />
      <span class="offline-text">{t('系统有新版本，方便时重新打开即可')}</span>
      <Button onClick={() => location.reload()}>{t('重新打开')}</Button>
    </div>
  );
}

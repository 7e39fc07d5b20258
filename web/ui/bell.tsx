import { signal } from '@preact/signals';
import { Bell as BellIcon } from 'lucide';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { call, client } from '../api.ts';
import { Badge } from './badge.tsx';
import { useEvents } from './events.ts';
import { t } from './i18n.ts';
import { Icon } from './icon.tsx';
import { session } from './session.ts';
import { account } from './sign-in-state.ts';
import './button.css';

const unread = signal(0);

/** Asks how many messages are unread; without an answer the last number stays. */
export async function countUnread(): Promise<void> {
  const answer = await call((o) => client.api.v1.messages.unread.$get({}, o));
  if (answer.ok) unread.value = answer.data.unread;
}

/** The way to the own messages with how many are unread, on every page of whoever is signed in. `rail` is the staff's. */
export function Bell({ rail }: { rail?: boolean }) {
  // With a password somebody else knows nothing opens but the page where it is changed.
  const open = !!session.value && account.value?.password !== 'temporary';
  return open ? <Ringing rail={rail} /> : null;
}

function Ringing({ rail }: { rail?: boolean }) {
  const { path } = useLocation();
  const who = account.value?.account_id;
  useEffect(() => void countUnread(), [who]);
  useEvents(['messages'], () => void countUnread());
  const n = unread.value;
  const label = n > 0 ? t('消息，{n} 条未读', { n }) : t('消息');
  const current = path === '/messages' ? 'page' : undefined;
  const shown = n > 99 ? '99+' : n;
  return rail ? (
    <a class="rail-task rail-bell" href="/messages" aria-current={current} aria-label={label}>
      <Icon of={BellIcon} />
      <span class="rail-name">{t('消息')}</span>
      {n > 0 && <Badge tone="accent">{shown}</Badge>}
    </a>
  ) : (
    <a class="btn btn-icon bell" href="/messages" aria-current={current} aria-label={label} title={label}>
      <Icon of={BellIcon} />
      {n > 0 && (
        <span class="bell-count" aria-hidden="true">
          {shown}
        </span>
      )}
    </a>
  );
}

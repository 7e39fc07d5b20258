import type { InferResponseType } from 'hono/client';
import { BellOff, CheckCheck } from 'lucide';
import { useState } from 'preact/hooks';
import { isKind, textOf } from '../../server/notifications/rules.ts';
import { call, client } from '../api.ts';
import { StatusDot } from '../ui/badge.tsx';
import { countUnread } from '../ui/bell.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { age, moment } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { lang, t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { session } from '../ui/session.ts';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { href } from '../ui/url.ts';
import { codes, type Role } from '../ui/words.ts';
import './notifications.css';

type Message = InferResponseType<typeof client.api.v1.messages.$get, 200>['messages'][number];

const page = (before?: string, signal?: AbortSignal) =>
  call((o) => client.api.v1.messages.$get({ query: { before, limit: '30' } }, o), { signal });

/** What one has been told, newest first. */
export default function MessagesPage() {
  return (
    <Guard roles={codes('role') as Role[]}>
      <Messages />
    </Guard>
  );
}

function Messages() {
  useTitle(t('消息'));
  const { data, failure, reload } = useLoad((signal) => page(undefined, signal), []);
  const [older, setOlder] = useState<{ list: Message[]; next: string | null }>();
  const more = useAction((_, before: string) => page(before));
  const mark = useAction((intent, ids: string[] | null) =>
    call((o) => client.api.v1.messages.read.$post({ json: { ids } }, o), { intent }),
  );
  useEvents(['messages'], reload);
  const first = data?.messages ?? [];
  // A message that arrives pushes the last of the first page down to where older ones are already shown.
  const all = [...first, ...(older?.list ?? []).filter((m) => !first.some((one) => one.id === m.id))];
  const next = older ? older.next : data?.next;
  const read = async (ids: string[] | null) => {
    const done = await mark.run(ids);
    if (!done.ok) return;
    if (older) {
      const at = new Date().toISOString();
      setOlder({ ...older, list: older.list.map((m) => (!ids || ids.includes(m.id) ? { ...m, read_at: at } : m)) });
    }
    reload();
    countUnread();
  };
  const showMore = async () => {
    if (!next) return;
    const done = await more.run(next);
    if (done.ok) setOlder({ list: [...(older?.list ?? []), ...done.data.messages], next: done.data.next });
  };
  const unread = all.some((m) => !m.read_at);
  const tools = (
    <Button icon={CheckCheck} busy={mark.busy} why={unread ? null : t('没有未读消息')} onClick={() => read(null)}>
      {t('全部标为已读')}
    </Button>
  );
  const wrong = failure ?? mark.failure ?? more.failure;
  const list = (
    <div class="stack messages">
      {wrong && <Problem of={wrong} onRetry={reload} focus={false} />}
      {!data && !failure && <Loading />}
      {data && all.length === 0 && (
        <Empty icon={BellOff} title={t('还没有消息')}>
          <p>{t('申请有进展、需要您做什么时，会出现在这里。')}</p>
        </Empty>
      )}
      {all.length > 0 && (
        <ul class="stack-tight">
          {all.map((message) => (
            <One key={message.id} of={message} onRead={() => read([message.id])} />
          ))}
        </ul>
      )}
      {next && (
        <div>
          <Button busy={more.busy} onClick={showMore}>
            {t('更早的消息')}
          </Button>
        </div>
      )}
    </div>
  );
  if (session.value?.role !== 'family') return <StaffFrame title={t('消息')} tools={tools} list={list} />;
  return (
    <PublicFrame>
      <div class="row-between messages-head">
        <h1>{t('消息')}</h1>
        {tools}
      </div>
      {list}
    </PublicFrame>
  );
}

/** Where the matter is dealt with, for whoever reads. */
function caseOf(message: Message): string | null {
  const role = session.value?.role;
  if (message.link) return message.link;
  if (message.kind.startsWith('watch_')) return '/me/watches';
  if (message.kind.startsWith('contract_')) return '/officer/contracts?view=signed';
  if (message.kind === 'figures_overdue') return '/officer/freshness';
  if (message.kind.startsWith('finding_'))
    return role === 'institution' ? '/institution/findings' : '/officer/findings';
  if (role === 'institution' && /^(licence|profile)_/.test(message.kind)) return '/institution/profile';
  if (role === 'institution') return '/institution/beds';
  if (message.kind.startsWith('request_') && role !== 'administrator')
    return role === 'family'
      ? '/requests/mine'
      : href('/officer/requests', { q: message.values.receipt, state: 'all' });
  if (message.kind === 'request_unsent') return '/admin/hotline';
  if (role === 'family' && message.application_id && message.kind.startsWith('offer_'))
    return href('/me/offers', { application: message.application_id });
  if (role === 'family') return '/me';
  if (message.kind === 'assessment_due') return '/assessments';
  if (!message.application_id || !role || !['officer', 'leader', 'inspector'].includes(role)) return null;
  return `/officer/cases/${message.application_id}`;
}

function One({ of, onRead }: { of: Message; onRead: () => void }) {
  const { title, text } = isKind(of.kind) ? textOf(lang.value, of.kind, of.values) : { title: of.kind, text: '' };
  const link = caseOf(of);
  return (
    <Card as="li" class={`message${of.read_at ? '' : ' message-new'}`}>
      <div class="row-between">
        <h2 class="message-title">{title}</h2>
        <time class="muted small" dateTime={of.made_at} title={moment(of.made_at)}>
          {age(of.made_at)}
        </time>
      </div>
      <p>{text}</p>
      <div class="row message-foot">
        {of.read_at ? (
          <StatusDot shape="ring" tone="plain">
            {t('已读')}
          </StatusDot>
        ) : (
          <>
            <StatusDot shape="dot" tone="accent">
              {t('未读')}
            </StatusDot>
            <Button look="quiet" onClick={onRead}>
              {t('标为已读')}
            </Button>
          </>
        )}
        {link && (
          <ButtonLink href={link} onClick={of.read_at ? undefined : onRead}>
            {t('去看看')}
          </ButtonLink>
        )}
      </div>
    </Card>
  );
}

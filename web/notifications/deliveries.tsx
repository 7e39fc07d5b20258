import type { InferResponseType } from 'hono/client';
import { RotateCw } from 'lucide';
import { useState } from 'preact/hooks';
import { isKind, textOf } from '../../server/notifications/rules.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { moment } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { lang, t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { say } from '../ui/toast.tsx';

type Letter = InferResponseType<typeof client.api.v1.admin.deliveries.$get, 200>['dead'][number];

/** The administrator's list of messages that did not arrive: what they were about and why, not whose they are. */
export default function DeliveriesPage() {
  return (
    <Guard roles={['administrator']}>
      <Deliveries />
    </Guard>
  );
}

const keyOf = (one: Letter) => `${one.message_id} ${one.channel}`;

function Deliveries() {
  useTitle(t('失败投递'));
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.admin.deliveries.$get({}, o), { signal }),
    [],
  );
  const [ticked, setTicked] = useState<Set<string>>(new Set());
  const retry = useAction((intent, deliveries: { message_id: string; channel: Letter['channel'] }[]) =>
    call((o) => client.api.v1.admin.deliveries.retry.$post({ json: { deliveries } }, o), { intent }),
  );
  useEvents(['messages'], reload);
  const rows = data?.dead ?? [];
  const chosen = rows.filter((row) => ticked.has(keyOf(row)));
  const send = async () => {
    const done = await retry.run(chosen.map(({ message_id, channel }) => ({ message_id, channel })));
    if (!done.ok) return;
    say(t('{n} 条已重新排队', { n: done.data.retried }));
    setTicked(new Set());
    reload();
  };
  const wrong = failure ?? retry.failure;
  return (
    <StaffFrame
      title={t('失败投递')}
      tools={
        rows.length > 0 && (
          <Button
            look="primary"
            icon={RotateCw}
            busy={retry.busy}
            why={chosen.length ? null : t('请先勾选')}
            onClick={send}
          >
            {chosen.length ? t('重发 {n} 条', { n: chosen.length }) : t('重发')}
          </Button>
        )
      }
      list={
        <div class="stack-tight">
          {wrong && <Problem of={wrong} onRetry={reload} focus={false} />}
          {!data && !failure && <Loading />}
          {data && <p class="muted small">{t('待发 {waiting} · 重试中 {retrying} · 失败 {dead}', data.counts)}</p>}
          {data && rows.length === 0 && (
            <Empty title={t('没有失败的投递')}>
              <p>{t('短信或邮件多次发不出去时，会列在这里，可以重发。')}</p>
            </Empty>
          )}
          {rows.length > 0 && (
            <Table
              caption={t('失败投递')}
              hideCaption
              columns={columns()}
              rows={rows}
              rowKey={keyOf}
              ticked={ticked}
              onTick={setTicked}
              maxHeight="var(--list-max)"
            />
          )}
        </div>
      }
    />
  );
}

function columns(): Column<Letter>[] {
  return [
    { key: 'kind', head: t('内容'), nowrap: true, cell: (row) => titleOf(row.kind) },
    {
      key: 'channel',
      head: t('渠道'),
      nowrap: true,
      cell: (row) => (row.channel === 'sms' ? t('短信') : row.channel === 'email' ? t('邮件') : t('站内')),
    },
    { key: 'tries', head: t('已试次数'), end: true, cell: (row) => row.tries },
    { key: 'error', head: t('最后一次的原因'), cell: (row) => errorText(row.last_error) },
    { key: 'made', head: t('产生'), nowrap: true, cell: (row) => moment(row.made_at) },
    { key: 'dead', head: t('停止重试'), nowrap: true, cell: (row) => moment(row.dead_at) },
  ];
}

const titleOf = (kind: string) => (isKind(kind) ? textOf(lang.value, kind, {}).title : kind);

function errorText(code: string | null): string {
  if (code === 'no_answer') return t('网关没有应答');
  if (code === 'no_address') return t('账号已没有号码或邮箱');
  const status = code?.match(/^http_(\d+)$/)?.[1];
  return status ? t('网关答复 {status}', { status }) : (code ?? '');
}

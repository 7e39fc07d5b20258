import { RotateCw } from 'lucide';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Facts, Notice } from '../ui/card.tsx';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { moment, number } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { Table } from '../ui/table.tsx';
import { say } from '../ui/toast.tsx';
import { errorWord, kindName, levelWord } from './words.tsx';

/** What did not reach 12345 or 110, to be sent again; which of them are connected; the kinds and terms in force. */
export default function LettersPage() {
  return (
    <Guard roles={['administrator', 'officer']}>
      <Letters />
    </Guard>
  );
}

function Letters() {
  useTitle(t('12345 对接'));
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.escalations.dead.$get({}, o), { signal }),
    [],
  );
  useEvents(['requests'], reload);
  const again = useAction((intent, ids: string[] | null) =>
    call((o) => client.api.v1.escalations.resend.$post({ json: { ids } }, o), { intent }),
  );
  const send = async (ids: string[] | null) => {
    const done = await again.run(ids);
    if (done.ok) say(t('已重新发送 {n} 件', { n: done.data.resent }));
    reload();
  };
  const officer = session.value?.role === 'officer';
  const letters = data?.letters ?? [];
  return (
    <StaffFrame
      title={t('12345 对接')}
      tools={
        <Button
          icon={RotateCw}
          busy={again.busy}
          why={letters.length ? null : t('没有要重发的')}
          onClick={() => send(null)}
        >
          {t('全部重发')}
        </Button>
      }
      list={
        <div class="stack">
          {(failure ?? again.failure) && <Problem of={(failure ?? again.failure)!} onRetry={reload} focus={false} />}
          {!data && !failure && <Loading />}
          {data && (
            <>
              <Facts
                of={(['12345', '110'] as const).map((receiver) => [
                  receiver,
                  data.connected.includes(receiver) ? t('已接通接口，自动发送') : t('没有设置地址，打印后用电话转办'),
                ])}
              />
              <Table
                caption={t('没有送出的转办')}
                rows={letters}
                rowKey={(row) => row.id}
                empty={t('都已送出')}
                maxHeight="var(--list-max)"
                columns={[
                  {
                    key: 'no',
                    head: t('编号'),
                    nowrap: true,
                    cell: (row) =>
                      officer ? (
                        <a class="num" href={`/officer/requests/${row.request_id}`}>
                          {row.request_no}
                        </a>
                      ) : (
                        <span class="num">{row.request_no}</span>
                      ),
                  },
                  { key: 'to', head: t('转给'), nowrap: true, cell: (row) => row.receiver },
                  { key: 'tries', head: t('已试'), end: true, cell: (row) => number(row.tries) },
                  { key: 'error', head: t('原因'), cell: (row) => errorWord(row.error) },
                  { key: 'dead', head: t('停止时间'), nowrap: true, cell: (row) => moment(row.dead_at) },
                  {
                    key: 'again',
                    head: t('操作'),
                    cell: (row) => (
                      <Button busy={again.busy} onClick={() => send([row.id])}>
                        {t('重发')}
                        <span class="visually-hidden">{row.request_no}</span>
                      </Button>
                    ),
                  },
                ]}
              />
              <Rules />
            </>
          )}
        </div>
      }
    />
  );
}

const clocked = ['grid', 'community', 'street', 'department', 'outside', 'answered'] as const;

/** The kinds and terms in force, each marked as an example where it is one. */
function Rules() {
  const { data } = useLoad((signal) => call((o) => client.api.v1['request-kinds'].$get({}, o), { signal }), []);
  if (!data) return null;
  return (
    <section class="stack-tight" aria-label={t('时限和类别')}>
      <h2>{t('时限和类别')}</h2>
      {data.example && <Notice tone="amber">{t('示例规则：时限和类别由本区确定后替换。')}</Notice>}
      <Facts
        of={[
          ...clocked.map((name): [string, string] => {
            const { amount, unit } = data.terms[name];
            return [
              name === 'answered' ? t('居民确认') : levelWord(name),
              unit === 'hours' ? t('{n} 小时', { n: amount }) : t('{n} 个工作日', { n: amount }),
            ];
          }),
          [t('类别'), data.kinds.map((k) => kindName(k)).join(t('、'))],
          [t('文号'), data.doc_no ?? '—'],
        ]}
      />
    </section>
  );
}

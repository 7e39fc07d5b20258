import type { InferResponseType } from 'hono/client';
import { Megaphone, Printer } from 'lucide';
import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Card, Facts } from '../ui/card.tsx';
import { config, hotline } from '../ui/config.ts';
import { Empty, Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { date, money, now, stamp } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { PrintOnly } from '../ui/print.tsx';
import { Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { Table } from '../ui/table.tsx';
import { useWide } from '../ui/wide.ts';
import { word } from '../ui/words.ts';
import { ObjectionDialog } from './objection.tsx';
import './publicity.css';

export type PublicNotice = InferResponseType<typeof client.api.v1.notices.$get, 200>['notices'][number];
const LIMIT = 500;

/** Who is about to join the queue, masked, for everybody to read and to object to, signed in or not. */
export default function NoticesPage() {
  useTitle(t('公示栏'));
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.notices.$get({ query: { limit: String(LIMIT) } }, o), { signal }),
    [],
  );
  useEvents(['applications'], reload);
  const [against, setAgainst] = useState<PublicNotice>();
  const wide = useWide();
  const rows = data?.notices ?? [];
  return (
    <PublicFrame>
      <div class="notices stack">
        <div class="row-between">
          <h1>{t('公示栏')}</h1>
          {rows.length > 0 && (
            <Button class="screen-only" icon={Printer} onClick={() => print()}>
              {t('打印')}
            </Button>
          )}
        </div>
        <p>
          {t(
            '下列老人经审核拟列入{district}养老床位轮候，现予公示。有异议请在公示期内提出，可以不登录、不留名；也可以拨打 {phone}。',
            {
              district: config.value?.district_name ?? '',
              phone: hotline(),
            },
          )}
        </p>
        {failure && <Problem of={failure} onRetry={reload} />}
        {!data && !failure && <Loading />}
        {data && rows.length === 0 && (
          <Empty icon={Megaphone} title={t('现在没有公示')}>
            <p>{t('新的公示会出现在这里。')}</p>
          </Empty>
        )}
        {rows.length > 0 &&
          (wide ? <Board rows={rows} onObject={setAgainst} /> : <Cards rows={rows} onObject={setAgainst} />)}
        {rows.length === LIMIT && <p class="small muted">{t('只列出最新的 {n} 条。', { n: LIMIT })}</p>}
        <PrintOnly>
          <p class="small">{t('打印时间：{at}', { at: stamp(now.value) })}</p>
        </PrintOnly>
      </div>
      {against && <ObjectionDialog of={against} onClose={() => setAgainst(undefined)} onDone={reload} />}
    </PublicFrame>
  );
}

const amount = (n: PublicNotice) =>
  n.amount_fen === null ? t('入住时核定') : t('每月最高 {sum}', { sum: money(n.amount_fen, true) });
const until = (n: PublicNotice) => (n.until ? date(n.until) : t('核实异议中，暂停'));

type Part = { rows: PublicNotice[]; onObject: (notice: PublicNotice) => void };

function ObjectButton({ of, onObject }: { of: PublicNotice; onObject: Part['onObject'] }) {
  return (
    <Button class="screen-only" onClick={() => onObject(of)}>
      {t('提出异议')}
      <span class="visually-hidden">{t('（{text}）', { text: `${of.name_masked} ${of.community}` })}</span>
    </Button>
  );
}

function Board({ rows, onObject }: Part) {
  return (
    <Table
      caption={t('正在公示')}
      hideCaption
      rows={rows}
      rowKey={(row) => row.id}
      columns={[
        { key: 'name', head: t('姓名'), nowrap: true, cell: (row) => row.name_masked },
        { key: 'community', head: t('社区或村'), cell: (row) => row.community },
        { key: 'scheme', head: t('申请'), nowrap: true, cell: (row) => word('bed', row.scheme) },
        { key: 'amount', head: t('补贴'), nowrap: true, cell: amount },
        { key: 'from', head: t('公示日期'), nowrap: true, cell: (row) => date(row.published_on) },
        { key: 'until', head: t('公示截止'), nowrap: true, cell: until },
        { key: 'object', head: t('异议'), cell: (row) => <ObjectButton of={row} onObject={onObject} /> },
      ]}
    />
  );
}

function Cards({ rows, onObject }: Part) {
  return (
    <ul class="stack">
      {rows.map((row) => (
        <Card as="li" key={row.id} class="stack">
          <h2>
            {row.name_masked} <span class="notice-place">{row.community}</span>
          </h2>
          <Facts
            of={[
              [t('申请'), word('bed', row.scheme)],
              [t('补贴'), amount(row)],
              [t('公示日期'), date(row.published_on)],
              [t('公示截止'), until(row)],
            ]}
          />
          <div>
            <ObjectButton of={row} onObject={onObject} />
          </div>
        </Card>
      ))}
    </ul>
  );
}

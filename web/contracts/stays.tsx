import type { InferResponseType } from 'hono/client';
import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { date } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { Table } from '../ui/table.tsx';
import { word } from '../ui/words.ts';

type Stay = InferResponseType<(typeof client.api.v1.contracts)[':id']['stays']['$get'], 200>['stays'][number];

/** Who lies there on the contract. Names are read only when asked for, and the reading is on record. */
export function Stays({ id, count }: { id: string; count: number }) {
  const [stays, setStays] = useState<Stay[]>();
  const { run, busy, failure } = useAction(() =>
    call((o) => client.api.v1.contracts[':id'].stays.$get({ param: { id } }, o)),
  );
  const open = async () => {
    const done = await run();
    if (done.ok) setStays(done.data.stays);
  };
  return (
    <section class="stack-tight screen-only">
      <h2>{t('在住老人')}</h2>
      {failure && <Problem of={failure} onRetry={open} focus={false} />}
      {!stays && (
        <div>
          <p class="muted small">{t('名额在用或已通知 {n} 个。查看名单会记入查阅记录。', { n: count })}</p>
          <Button busy={busy} onClick={open}>
            {t('查看名单')}
          </Button>
        </div>
      )}
      {stays && (
        <Table
          caption={t('在住老人')}
          hideCaption
          rows={stays}
          rowKey={(row) => row.id}
          empty={t('没有人在住')}
          maxHeight="28rem"
          columns={[
            { key: 'name', head: t('姓名'), nowrap: true, cell: (row) => row.name },
            { key: 'facility', head: t('机构'), cell: (row) => row.facility },
            { key: 'service', head: t('服务'), nowrap: true, cell: (row) => word('bed', row.service_class) },
            {
              key: 'bed',
              head: t('床位'),
              nowrap: true,
              cell: (row) => t('{room} 室 {bed} 床', { room: row.room, bed: row.bed }),
            },
            { key: 'since', head: t('入住'), nowrap: true, cell: (row) => date(row.admitted_on) },
          ]}
        />
      )}
    </section>
  );
}

import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Chips, ToggleChip } from '../ui/chip.tsx';
import { Loading } from '../ui/empty.tsx';
import { number } from '../ui/format.ts';
import { t, zh } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { Table } from '../ui/table.tsx';
import { word } from '../ui/words.ts';
import { type Round, said } from './words.ts';

const PAGE = 100;

/** A reason without what differs from person to person. */
const clause = (text: string) => text.split(new RegExp(zh('[（(。.]')))[0]?.trim() ?? text;

/** Who waits but took no part, each with the reason. */
export function Apart({ round }: { round: Round }) {
  const { route } = useLocation();
  const [why, setWhy] = useState<string | null>(null);
  const [most, setMost] = useState(PAGE);
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.rounds[':id'].apart.$get({ param: { id: round.id } }, o), { signal }),
    [round.id, round.ran_at],
  );
  if (!data) return failure ? <Problem of={failure} onRetry={reload} focus={false} /> : <Loading />;
  const groups = [...Map.groupBy(data.apart, (a) => a.reason.code)];
  const rows = data.apart.filter((a) => why === null || a.reason.code === why);
  return (
    <div class="stack-tight">
      <p class="muted small">{t('这些人在轮候中，但这次不参加；排位不变。')}</p>
      {groups.length > 1 && (
        <Chips label={t('原因')}>
          {groups.map(([code, list]) => (
            <ToggleChip key={code} on={why === code} onChange={(on) => setWhy(on ? code : null)}>
              {t('{name}：{value}', {
                name: list[0] ? clause(said(list[0].reason)) : code,
                value: number(list.length),
              })}
            </ToggleChip>
          ))}
        </Chips>
      )}
      <Table
        caption={t('未参加')}
        hideCaption
        rows={rows.slice(0, most)}
        rowKey={(row) => row.application_id}
        onOpen={(row) => route(`/officer/applicants/${row.application_id}`)}
        empty={t('在轮候的人都参加了')}
        maxHeight="var(--board-max)"
        columns={[
          { key: 'name', head: t('老人'), nowrap: true, cell: (row) => row.name },
          { key: 'no', head: t('受理号'), nowrap: true, cell: (row) => <span class="num">{row.receipt_no}</span> },
          { key: 'service', head: t('服务'), nowrap: true, cell: (row) => word('bed', row.service) },
          { key: 'why', head: t('原因'), cell: (row) => said(row.reason) },
        ]}
      />
      {rows.length > most && (
        <Button look="quiet" onClick={() => setMost(most + PAGE)}>
          {t('再显示 {n} 条', { n: Math.min(PAGE, rows.length - most) })}
        </Button>
      )}
    </div>
  );
}

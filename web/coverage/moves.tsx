import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Facts, Notice } from '../ui/card.tsx';
import { number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { Table } from '../ui/table.tsx';
import { word } from '../ui/words.ts';
import type { Resident } from './words.ts';

/** Where the residents of closing homes could go. Asked for by a press: names are read, and reading them is on record. */
export function Moves({ close }: { close: string[] }) {
  const [seen, setSeen] = useState<{ key: string; list: Resident[] } | null>(null);
  const { run, busy, failure } = useAction((_, ids: string[]) =>
    call((o) => client.api.v1.scenarios.moves.$post({ json: { close: ids } }, o)),
  );
  const key = close.join();
  const look = async () => {
    const answer = await run(close);
    if (answer.ok) setSeen({ key, list: answer.data.residents });
  };
  const list = seen?.key === key ? seen.list : null;
  return (
    <section class="stack-tight" aria-label={t('在住老人去处')}>
      <h2>{t('在住老人去处')}</h2>
      {!list && (
        <div class="row">
          <Button busy={busy} onClick={look}>
            {t('看停业机构在住老人的去处')}
          </Button>
          <span class="muted small">{t('会显示姓名，查看有记录。')}</span>
        </div>
      )}
      {failure && <Problem of={failure} />}
      {list && <List of={list} />}
    </section>
  );
}

function List({ of }: { of: Resident[] }) {
  const placed = of.filter((r) => r.place).length;
  const blind = of.filter((r) => !r.assessed).length;
  if (of.length === 0) return <p class="muted">{t('停业的机构今天没有在住老人。')}</p>;
  return (
    <>
      <Facts
        of={[
          [t('在住'), t('{n} 人', { n: number(of.length) })],
          [t('同时能安排'), t('{n} 人', { n: number(placed) })],
          [t('没有床'), t('{n} 人', { n: number(of.length - placed) })],
          [t('各自有床可选'), t('{n} 人', { n: number(of.filter((r) => r.homes > 0).length) })],
        ]}
      />
      <p class="small muted">
        {t(
          '“同时能安排”是把今天的空床一人一张地分，能安排的最多人数；距离为住址到机构的直线，住址多只到社区，所以写约。',
        )}
      </p>
      {blind > 0 && (
        <Notice tone="amber">
          {t('{n} 人没有有效评估，按最近一次等级或未评估匹配，搬迁前须先评估。', { n: blind })}
        </Notice>
      )}
      <Table
        maxHeight="var(--list-max)"
        caption={t('每位老人最近的可住机构')}
        rows={of}
        rowKey={(r) => r.applicant_id}
        columns={[
          { key: 'name', head: t('姓名'), nowrap: true, cell: (r) => r.name },
          { key: 'bed', head: t('床位'), nowrap: true, cell: (r) => word('bed', r.bed_kind) },
          {
            key: 'level',
            head: t('等级'),
            nowrap: true,
            cell: (r) => (r.level === null ? t('未评估') : word('level', r.level)),
          },
          {
            key: 'nearest',
            head: t('最近有空床且合适的'),
            cell: (r) =>
              r.nearest.length ? (
                <ul class="coverage-nearest">
                  {r.nearest.map((f) => (
                    <li key={f.facility_id}>
                      {f.name}
                      <span class="muted small">
                        {' '}
                        {f.km === null ? t('住址不明') : t('约 {n} 公里', { n: number(f.km, 1) })} ·{' '}
                        {t('{n} 床', { n: f.free })}
                      </span>
                    </li>
                  ))}
                </ul>
              ) : (
                t('没有合适的空床')
              ),
          },
          { key: 'place', head: t('同时安排时'), cell: (r) => r.place ?? t('没有床') },
        ]}
      />
    </>
  );
}

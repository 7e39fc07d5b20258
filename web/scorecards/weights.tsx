import type { InferResponseType } from 'hono/client';
import { Plus } from 'lucide';
import { useState } from 'preact/hooks';
import { addDays } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Facts, Notice } from '../ui/card.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { date, number, unfiled } from '../ui/format.ts';
import { gradeWord } from '../ui/grade.tsx';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { CaseView, StaffFrame } from '../ui/staff-frame.tsx';
import { Table } from '../ui/table.tsx';
import { useQuery } from '../ui/url.ts';
import { WeightsForm } from './weights-form.tsx';
import { type Measure, measures, measureWord, subjectWord } from './words.ts';
import './scorecards.css';

export type Row = InferResponseType<(typeof client.api.v1)['score-weights']['$get'], 200>['weights'][number];

/** How facilities and desks are weighed, since when; the administrator adds what follows, nobody changes what was. */
export default function WeightsPage() {
  return (
    <Guard roles={['administrator', 'officer', 'leader', 'inspector']}>
      <Weights />
    </Guard>
  );
}

function Weights() {
  useTitle(t('考核权重'));
  const { query, set } = useQuery();
  const [adding, setAdding] = useState(false);
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1['score-weights'].$get({}, o), { signal }),
    [],
  );
  useEvents(['scorecards'], reload);
  const rows = data?.weights ?? [];
  const open = rows.find((row) => row.id === query.sel);
  return (
    <StaffFrame
      title={t('考核权重')}
      tools={
        session.value?.role === 'administrator' && (
          <Button look="primary" icon={Plus} onClick={() => setAdding(true)}>
            {t('登记新权重')}
          </Button>
        )
      }
      list={
        <div class="stack-tight">
          {failure && <Problem of={failure} onRetry={reload} focus={false} />}
          {!data && !failure && <Loading />}
          {rows.some((row) => row.example && row.end === null) && (
            <Notice tone="amber">{t('标有“示例”的不是本区核定的权重，只供演示；正式使用前请登记本区文件。')}</Notice>
          )}
          {data && rows.length === 0 && (
            <Empty title={t('还没有权重')}>
              <p>{t('没有权重就只列数字，不评分，也没有等级。')}</p>
            </Empty>
          )}
          {rows.length > 0 && (
            <Table
              caption={t('考核权重')}
              hideCaption
              rows={rows}
              rowKey={(row) => row.id}
              current={open?.id ?? null}
              onOpen={(row) => set({ sel: row.id })}
              columns={[
                {
                  key: 'subject',
                  head: t('考核谁'),
                  nowrap: true,
                  cell: (row) => (
                    <span class="row">
                      {subjectWord(row.subject)}
                      {row.example && <Badge tone="amber">{t('示例')}</Badge>}
                    </span>
                  ),
                },
                { key: 'from', head: t('施行'), nowrap: true, cell: (row) => date(row.start) },
                {
                  key: 'last',
                  head: t('最后一天'),
                  nowrap: true,
                  cell: (row) => (row.end === null ? t('未定') : date(addDays(row.end, -1))),
                },
                { key: 'doc', head: t('文件'), cell: (row) => row.doc_no ?? unfiled() },
              ]}
            />
          )}
          {adding && (
            <WeightsForm
              rows={rows}
              onClose={() => setAdding(false)}
              onDone={() => {
                setAdding(false);
                reload();
              }}
            />
          )}
        </div>
      }
      case={open && <One of={open} />}
      onBack={() => set({ sel: null })}
    />
  );
}

const One = ({ of }: { of: Row }) => (
  <CaseView>
    <h2>{t('{subject}，{day}起', { subject: subjectWord(of.subject), day: date(of.start) })}</h2>
    <Facts
      of={[
        ...(measures[of.subject] as readonly Measure[]).map((m): [string, string] => [
          measureWord(m),
          number(of.weights[m] ?? 0),
        ]),
        [t('至少有数据的权重'), number(of.least_weight)],
        [t('至少多少条记录才计分'), number(of.least_of)],
        ...of.grades.map((g): [string, string] => [
          gradeWord(g.grade),
          of.subject === 'facility'
            ? t('{from} 分起，拨付留存款的 {release}%', { from: g.from, release: g.release })
            : t('{from} 分起', { from: g.from }),
        ]),
        [t('文件'), of.doc_no ?? unfiled()],
      ]}
    />
  </CaseView>
);

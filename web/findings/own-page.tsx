import { call, client } from '../api.ts';
import { ToggleChip } from '../ui/chip.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { OwnFacility } from '../ui/own-facility.tsx';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { Table } from '../ui/table.tsx';
import { useQuery } from '../ui/url.ts';
import { useWide } from '../ui/wide.ts';
import type { Listed } from './shapes.ts';
import { Stand } from './stand.tsx';
import { FindingCase } from './steps.tsx';
import { codeName, dueWord, sourceName } from './words.ts';
import './findings.css';

/** What was found at the own home, and what is to be done about it by when. */
export default function OwnFindingsPage() {
  useTitle(t('核查问题'));
  return <OwnFacility title={t('核查问题')}>{() => <Own />}</OwnFacility>;
}

function Own() {
  const { query, set } = useQuery();
  const all = !!query.all;
  const wide = useWide();
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.findings.$get({ query: all ? {} : { open: 'true' } }, o), { signal }),
    [all],
  );
  useEvents(['findings'], reload);
  const rows = data?.findings ?? [];
  return (
    <StaffFrame
      title={t('核查问题')}
      list={
        <div class="stack-tight">
          <div class="row screen-only">
            <ToggleChip on={all} onChange={(on) => set({ all: on || null })}>
              {t('包括已销号的')}
            </ToggleChip>
          </div>
          {failure && <Problem of={failure} onRetry={reload} focus={false} />}
          {!data && !failure && <Loading />}
          {data && rows.length === 0 && (
            <Empty title={t('没有待整改的问题')}>
              <p>{t('稽查或现场检查发现问题时，会在这里和消息里告诉您限期。')}</p>
            </Empty>
          )}
          {rows.length > 0 && (
            <Table
              caption={t('核查问题')}
              hideCaption
              rows={rows}
              rowKey={(row) => row.id}
              current={query.finding ?? null}
              onOpen={(row) => set({ finding: row.id })}
              maxHeight="var(--list-max)"
              columns={[
                {
                  key: 'what',
                  head: t('问题'),
                  cell: (row) => (
                    <span class="finding-what">
                      {codeName(row.code)}
                      <span class="small muted num">{row.finding_no}</span>
                    </span>
                  ),
                },
                { key: 'status', head: t('状态'), nowrap: true, cell: (row) => <Stand of={row} /> },
                { key: 'due', head: t('整改到'), nowrap: true, cell: dueWord },
                ...(wide
                  ? [{ key: 'source', head: t('来源'), nowrap: true, cell: (row: Listed) => sourceName(row.source) }]
                  : []),
              ]}
            />
          )}
        </div>
      }
      case={query.finding ? <One key={query.finding} id={query.finding} /> : null}
      onBack={() => set({ finding: null })}
    />
  );
}

function One({ id }: { id: string }) {
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.findings[':id'].$get({ param: { id } }, o), { signal }),
    [id],
  );
  useEvents(['findings'], reload);
  if (failure) return <Problem of={failure} onRetry={reload} focus={false} />;
  return data ? <FindingCase of={data} bureau={false} onDone={reload} /> : <Loading />;
}

import { Plus } from 'lucide';
import { useState } from 'preact/hooks';
import { addDays, dayOf, whenIs } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { Badge, StatusDot } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Loading } from '../ui/empty.tsx';
import { EndOn } from '../ui/end-on.tsx';
import { useEvents } from '../ui/events.ts';
import { date, now } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { Table } from '../ui/table.tsx';
import { ItemForm } from './item-form.tsx';
import { daysText, feeText, type Item } from './words.ts';

/** The menu of services by effective date: a line is followed by another, never changed. */
export default function MenuAdminPage() {
  return (
    <Guard roles={['administrator', 'officer']}>
      <Lines />
    </Guard>
  );
}

function Lines() {
  useTitle(t('点单牌管理'));
  const today = dayOf(now.value);
  const [writing, setWriting] = useState<Item | 'new' | null>(null);
  const [ending, setEnding] = useState<Item | null>(null);
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.menu.items.$get({}, o), { signal }),
    [],
  );
  useEvents(['requests'], reload);
  const may = session.value?.role === 'administrator';
  const done = () => {
    setWriting(null);
    setEnding(null);
    reload();
  };
  const latest = (row: Item) => data?.items.find((one) => one.code === row.code) === row;
  return (
    <StaffFrame
      title={t('点单牌管理')}
      tools={
        may && (
          <Button look="primary" icon={Plus} onClick={() => setWriting('new')}>
            {t('加一项服务')}
          </Button>
        )
      }
      list={
        <div class="stack-tight">
          <p class="muted">{t('内容从某天起生效；要改，就写新内容从哪天起接替，旧内容留作记录。')}</p>
          {failure && <Problem of={failure} onRetry={reload} focus={false} />}
          {!data && !failure && <Loading />}
          {data && (
            <Table
              caption={t('点单牌管理')}
              hideCaption
              rows={data.items}
              rowKey={(row) => row.id}
              empty={t('还没有服务')}
              columns={[
                {
                  key: 'name',
                  head: t('服务'),
                  cell: (row) => (
                    <>
                      {row.name} {row.example && <Badge>{t('示例')}</Badge>}
                    </>
                  ),
                },
                { key: 'group', head: t('分组'), nowrap: true, cell: (row) => row.group },
                { key: 'state', head: t('状态'), nowrap: true, cell: (row) => <State of={row} today={today} /> },
                { key: 'days', head: t('几天'), nowrap: true, cell: (row) => daysText(row.working_days) },
                { key: 'fee', head: t('收费'), nowrap: true, cell: (row) => feeText(row) },
                { key: 'from', head: t('自'), nowrap: true, cell: (row) => date(row.from) },
                {
                  key: 'to',
                  head: t('至（含）'),
                  nowrap: true,
                  cell: (row) => (row.end ? date(addDays(row.end, -1)) : t('长期')),
                },
                {
                  key: 'act',
                  head: t('操作'),
                  cell: (row) =>
                    may &&
                    latest(row) && (
                      <span class="row">
                        <Button onClick={() => setWriting(row)}>
                          {t('接替…')}
                          <span class="visually-hidden">{row.name}</span>
                        </Button>
                        {row.end === null && (
                          <Button onClick={() => setEnding(row)}>
                            {t('停办…')}
                            <span class="visually-hidden">{row.name}</span>
                          </Button>
                        )}
                      </span>
                    ),
                },
              ]}
            />
          )}
          {writing && (
            <ItemForm of={writing === 'new' ? null : writing} onClose={() => setWriting(null)} onDone={done} />
          )}
          {ending && (
            <EndOn
              title={t('“{name}”停办', { name: ending.name })}
              verb={t('停办')}
              first={today}
              said={t('已定停办日')}
              send={(json, intent) =>
                call((o) => client.api.v1.menu.items[':code'].end.$post({ param: { code: ending.code }, json }, o), {
                  intent,
                })
              }
              onDone={done}
              onClose={() => setEnding(null)}
            >
              {t('最后一天以后不再列在点单牌上；以前的内容留作记录。')}
            </EndOn>
          )}
        </div>
      }
    />
  );
}

function State({ of, today }: { of: Item; today: string }) {
  const when = whenIs({ start: of.from, end: of.end }, today);
  if (when === 'in_force')
    return (
      <StatusDot shape="check" tone="accent">
        {t('有效')}
      </StatusDot>
    );
  return (
    <StatusDot shape={when === 'future' ? 'half' : 'dash'} tone={when === 'future' ? 'amber' : 'stale'}>
      {when === 'future' ? t('未生效') : t('已结束')}
    </StatusDot>
  );
}

import { useLocation } from 'preact-iso';
import { ageOn, dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { orderReasonWord } from '../ui/assessment.tsx';
import { Badge, StatusDot } from '../ui/badge.tsx';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { date, now, unfiled } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { word } from '../ui/words.ts';
import type { Order } from './words.ts';

/** What is to be assessed, by due day: an assessor's own, or everybody's for those who order. */
export default function AssessmentsPage() {
  return (
    <Guard roles={['assessor', 'officer', 'desk', 'leader']}>
      <Assessments />
    </Guard>
  );
}

function Assessments() {
  useTitle(t('评估任务'));
  const { route } = useLocation();
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.assessments.$get({ query: { state: 'open' } }, o), { signal }),
    [],
  );
  useEvents(['assessments'], reload);
  return (
    <StaffFrame
      title={t('评估任务')}
      list={
        <div class="stack-tight">
          {failure && <Problem of={failure} onRetry={reload} focus={false} />}
          {!data && !failure && <Loading />}
          {data && (
            <Table
              caption={t('评估任务，最急的在前')}
              hideCaption
              columns={columns()}
              rows={data.assessments}
              rowKey={(row) => row.id}
              onOpen={(row) => route(`/assessments/${row.id}`)}
              empty={session.value?.role === 'assessor' ? t('现在没有派给您的评估。') : t('现在没有在办的评估。')}
              maxHeight="var(--list-max)"
            />
          )}
        </div>
      }
    />
  );
}

const columns = (): Column<Order>[] => [
  { key: 'name', head: t('老人'), nowrap: true, cell: (row) => row.applicant.name },
  {
    key: 'due',
    head: t('最迟'),
    nowrap: true,
    cell: (row) => {
      const late = row.due_on < dayOf(now.value);
      return (
        <span class="row">
          {date(row.due_on)} {late && <Badge tone="red">{t('已逾期')}</Badge>}
        </span>
      );
    },
  },
  { key: 'state', head: t('进度'), nowrap: true, cell: (row) => <State of={row} /> },
  { key: 'where', head: t('社区'), nowrap: true, cell: (row) => row.applicant.community ?? unfiled() },
  {
    key: 'about',
    head: t('性别年龄'),
    nowrap: true,
    cell: (row) =>
      t('{sex} · {age} 岁', {
        sex: word('sex', row.applicant.sex),
        age: ageOn(row.applicant.born_on, dayOf(now.value)),
      }),
  },
  { key: 'why', head: t('评估原因'), cell: (row) => orderReasonWord(row.reason) },
  { key: 'who', head: t('评估员'), cell: (row) => row.assessors.join(t('、')) },
];

function State({ of }: { of: Order }) {
  if (of.first_signed_by_me)
    return (
      <StatusDot shape="half" tone="plain">
        {t('待另一位签字')}
      </StatusDot>
    );
  if (of.first_signed)
    return (
      <StatusDot shape="half" tone="amber">
        {of.mine ? t('待您确认签字') : t('待第二位签字')}
      </StatusDot>
    );
  return (
    <StatusDot shape={of.answered ? 'half' : 'ring'} tone="plain">
      {t('{n}/26 项', { n: of.answered })}
    </StatusDot>
  );
}

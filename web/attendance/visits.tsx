import type { InferResponseType } from 'hono/client';
import { ChevronLeft, ChevronRight } from 'lucide';
import { useState } from 'preact/hooks';
import { addMonths, dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Facts } from '../ui/card.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { date, moment, month, now, number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { OwnFacility } from '../ui/own-facility.tsx';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { CaseView, NextAction, StaffFrame } from '../ui/staff-frame.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { useQuery } from '../ui/url.ts';
import { VisitForm } from './visit-form.tsx';
import { serviceWord } from './words.ts';
import './attendance.css';

type Answer = InferResponseType<(typeof client.api.v1.facilities)[':id']['visits']['$get'], 200>;
export type VisitPerson = Answer['people'][number];
export type Visit = Answer['visits'][number];

/** Home beds: who was visited how often in a month, and every record of it. */
export default function VisitsPage() {
  useTitle(t('上门服务'));
  return <OwnFacility title={t('上门服务')}>{(facility) => <Visits facility={facility} />}</OwnFacility>;
}

function Visits({ facility }: { facility: string }) {
  const { query, set } = useQuery();
  const thisMonth = dayOf(now.value).slice(0, 7);
  const asked = /^20\d\d-(0[1-9]|1[0-2])$/.test(query.month ?? '') ? (query.month as string) : thisMonth;
  const { data, failure, reload } = useLoad(
    (signal) =>
      call(
        (o) => client.api.v1.facilities[':id'].visits.$get({ param: { id: facility }, query: { month: asked } }, o),
        { signal },
      ),
    [facility, asked],
  );
  useEvents([`care:${facility}`, `facility:${facility}`], reload);
  const people = data?.people ?? [];
  const open = people.find((p) => p.placement_id === query.sel);
  const total = people.reduce((sum, p) => sum + p.visits, 0);
  return (
    <StaffFrame
      title={t('上门服务')}
      tools={
        <Months of={asked} last={thisMonth} onGo={(to) => set({ month: to === thisMonth ? null : to, sel: null })} />
      }
      list={
        <div class="stack-tight">
          {failure && <Problem of={failure} onRetry={reload} focus={false} />}
          {!data && !failure && <Loading />}
          {data && people.length === 0 && (
            <Empty title={t('这个月没有家庭养老床位的老人')}>
              <p>{t('有了家庭养老床位和服务对象，就在这里登记每次上门。')}</p>
            </Empty>
          )}
          {people.length > 0 && (
            <>
              <p class="muted small">
                {t('{people} 位老人，上门 {visits} 次，共 {hours} 小时', {
                  people: people.length,
                  visits: total,
                  hours: number(people.reduce((sum, p) => sum + p.minutes, 0) / 60, 1),
                })}
              </p>
              <Table
                caption={t('上门服务')}
                hideCaption
                columns={columns(data?.visits ?? [])}
                rows={people}
                rowKey={(p) => p.placement_id}
                current={open?.placement_id}
                onOpen={(p) => set({ sel: p.placement_id })}
                maxHeight="var(--list-max)"
              />
            </>
          )}
        </div>
      }
      case={
        open && data ? (
          <OnePerson
            key={`${open.placement_id} ${asked}`}
            facility={facility}
            person={open}
            visits={data.visits}
            onDone={reload}
          />
        ) : null
      }
      onBack={() => set({ sel: null })}
    />
  );
}

function Months({ of, last, onGo }: { of: string; last: string; onGo: (month: string) => void }) {
  const moved = (by: number) => addMonths(`${of}-01`, by).slice(0, 7);
  return (
    <nav class="row day-nav" aria-label={t('选择月份')}>
      <Button look="quiet" icon={ChevronLeft} aria-label={t('上个月')} onClick={() => onGo(moved(-1))} />
      <strong class="day-name" aria-live="polite">
        {month(`${of}-01`)}
      </strong>
      <Button
        look="quiet"
        icon={ChevronRight}
        aria-label={t('下个月')}
        why={of >= last ? t('还没到') : null}
        onClick={() => onGo(moved(1))}
      />
    </nav>
  );
}

const columns = (visits: Visit[]): Column<VisitPerson>[] => [
  { key: 'name', head: t('姓名'), nowrap: true, cell: (p) => p.name },
  { key: 'visits', head: t('次数'), end: true, cell: (p) => number(p.visits) },
  { key: 'minutes', head: t('分钟'), end: true, cell: (p) => number(p.minutes) },
  {
    key: 'last',
    head: t('最近一次'),
    nowrap: true,
    cell: (p) => {
      const at = visits
        .filter((v) => v.counts && v.placement_id === p.placement_id)
        .reduce((latest, v) => ((v.visited_at ?? '') > latest ? (v.visited_at ?? '') : latest), '');
      return at ? moment(at) : <span class="muted">{t('本月还没有')}</span>;
    },
  },
];

/** What stands now, latest visit first, each with the records it has taken the place of. */
function standing(visits: Visit[]): { visit: Visit; earlier: Visit[] }[] {
  const byId = new Map(visits.map((v) => [v.id, v]));
  const corrected = new Set(visits.flatMap((v) => v.corrects ?? []));
  const chain = (v: Visit): Visit[] => {
    const before = v.corrects ? byId.get(v.corrects) : undefined;
    return before ? [before, ...chain(before)] : [];
  };
  const when = (v: Visit, earlier: Visit[]) => v.visited_at ?? earlier[0]?.visited_at ?? '';
  return visits
    .filter((v) => !corrected.has(v.id))
    .map((visit) => ({ visit, earlier: chain(visit) }))
    .sort((a, b) => when(b.visit, b.earlier).localeCompare(when(a.visit, a.earlier)));
}

function OnePerson({
  facility,
  person,
  visits,
  onDone,
}: {
  facility: string;
  person: VisitPerson;
  visits: Visit[];
  onDone: () => void;
}) {
  const [form, setForm] = useState<'new' | Visit>();
  const mine = standing(visits.filter((v) => v.placement_id === person.placement_id));
  const carer = visits.find((v) => v.carer)?.carer ?? '';
  return (
    <>
      <CaseView
        next={
          <NextAction
            says={t('上门后登记一次：时间、做了什么、谁去的。')}
            verb={t('登记上门')}
            onAct={() => setForm('new')}
          />
        }
      >
        <h2>{person.name}</h2>
        <Facts
          of={[
            [t('床位号'), person.bed_no],
            [t('服务开始'), date(person.admitted_on)],
            ...(person.discharged_on ? [[t('服务结束'), date(person.discharged_on)] as [string, string]] : []),
            [t('本月'), t('{visits} 次，{minutes} 分钟', { visits: person.visits, minutes: person.minutes })],
          ]}
        />
        {mine.length === 0 ? (
          <p class="muted">{t('这个月还没有上门记录。')}</p>
        ) : (
          <ul>
            {mine.map(({ visit, earlier }) => (
              <li key={visit.id} class="visit">
                <OneVisit of={visit} />
                {earlier.length > 0 && (
                  <details>
                    <summary>{t('更正前的记录 {n} 条', { n: earlier.length })}</summary>
                    {earlier.map((old) => (
                      <div key={old.id} class="visit visit-old">
                        <OneVisit of={old} />
                      </div>
                    ))}
                  </details>
                )}
                {visit.visited_at && (
                  <div>
                    <Button
                      aria-label={t('更正{when}的记录', { when: moment(visit.visited_at) })}
                      onClick={() => setForm(visit)}
                    >
                      {t('更正')}
                    </Button>
                  </div>
                )}
              </li>
            ))}
          </ul>
        )}
      </CaseView>
      {form && (
        <VisitForm
          facility={facility}
          person={person}
          of={form === 'new' ? null : form}
          carer={carer}
          onClose={() => setForm(undefined)}
          onDone={onDone}
        />
      )}
    </>
  );
}

function OneVisit({ of }: { of: Visit }) {
  const by = t('{who}登记于{when}', { who: of.made_by ?? t('机构'), when: moment(of.made_at) });
  if (!of.visited_at)
    return (
      <>
        <strong>{t('没有上门')}</strong>
        <p>{of.note}</p>
        <span class="muted small">{by}</span>
      </>
    );
  return (
    <>
      <strong>{t('{when} · {n} 分钟', { when: moment(of.visited_at), n: of.minutes ?? 0 })}</strong>
      <p>{of.services.map(serviceWord).join(t('、'))}</p>
      {of.note && <p>{of.note}</p>}
      <span class="muted small">
        {t('护理人员 {name}', { name: of.carer ?? '' })} · {by}
      </span>
    </>
  );
}

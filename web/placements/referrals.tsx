import type { InferResponseType } from 'hono/client';
import { call, client } from '../api.ts';
import { Badge, StatusDot } from '../ui/badge.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { date, left, unfiled } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { OwnFacility } from '../ui/own-facility.tsx';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { useQuery } from '../ui/url.ts';
import { word } from '../ui/words.ts';
import { ReferralCase } from './referral-case.tsx';
import { endOf, sexWord } from './words.ts';
import './placements.css';

export type Offer = InferResponseType<typeof client.api.v1.offers.$get, 200>['offers'][number];

/** What is asked of the home now: an answer, an admission, or nothing but patience. */
export const turn = (offer: Offer): 'answer' | 'admit' | 'wait' | 'late' =>
  offer.state === 'lapsed'
    ? 'late'
    : offer.state === 'accepted'
      ? 'admit'
      : offer.facility_answer === null
        ? 'answer'
        : 'wait';

/** People the bureau has offered a bed here; answers and admissions in the order they are due. */
export default function ReferralsPage() {
  useTitle(t('待接收'));
  return <OwnFacility title={t('待接收')}>{() => <Referrals />}</OwnFacility>;
}

function Referrals() {
  const { query, set } = useQuery();
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.offers.$get({ query: { live: 'true', limit: '200' } }, o), { signal }),
    [],
  );
  useEvents(['offers'], reload);
  const rank = { answer: 0, admit: 1, wait: 2, late: 3 };
  const rows = [...(data?.offers ?? [])].sort(
    (a, b) => rank[turn(a)] - rank[turn(b)] || (due(a) < due(b) ? -1 : due(a) > due(b) ? 1 : 0),
  );
  const open = rows.find((row) => row.id === query.sel);
  return (
    <StaffFrame
      title={t('待接收')}
      counts={{
        '/institution/referrals': rows.filter((row) => turn(row) === 'answer' || turn(row) === 'admit').length,
      }}
      list={
        <div class="stack-tight">
          {failure && <Problem of={failure} onRetry={reload} focus={false} />}
          {!data && !failure && <Loading />}
          {data && rows.length === 0 && (
            <Empty title={t('没有待接收的老人')}>
              <p>{t('民政发出入住通知后，会出现在这里。')}</p>
            </Empty>
          )}
          {rows.length > 0 && (
            <Table
              caption={t('待接收')}
              hideCaption
              columns={columns(!!open)}
              rows={rows}
              rowKey={(row) => row.id}
              current={open?.id}
              onOpen={(row) => set({ sel: row.id })}
              maxHeight="var(--list-max)"
            />
          )}
        </div>
      }
      case={open ? <ReferralCase key={open.id} of={open} onDone={reload} /> : null}
      onBack={() => set({ sel: null })}
    />
  );
}

const due = (offer: Offer) => offer.check_in_by ?? offer.respond_by;

export function Turn({ of }: { of: Offer }) {
  switch (turn(of)) {
    case 'answer':
      return (
        <StatusDot shape="ring" tone="amber">
          {t('等您答复')}
        </StatusDot>
      );
    case 'admit':
      return (
        <StatusDot shape="dot" tone="accent">
          {t('可办理入住')}
        </StatusDot>
      );
    case 'late':
      return (
        <StatusDot shape="triangle" tone="red">
          {t('已过期限')}
        </StatusDot>
      );
    case 'wait':
      return (
        <StatusDot shape="half" tone="plain">
          {t('等家属答复')}
        </StatusDot>
      );
  }
}

function columns(narrow: boolean): Column<Offer>[] {
  const all: (Column<Offer> | false)[] = [
    { key: 'name', head: t('老人'), nowrap: true, cell: (row) => row.name },
    !narrow && {
      key: 'about',
      head: t('性别年龄'),
      nowrap: true,
      cell: (row) => t('{sex} · {age} 岁', { sex: sexWord(row.sex), age: row.age }),
    },
    {
      key: 'level',
      head: t('等级'),
      nowrap: true,
      cell: (row) => (
        <>
          {row.level === null ? unfiled() : t('{n} 级 {word}', { n: row.level, word: word('level', row.level) })}{' '}
          {row.dementia && <Badge tone="amber">{t('失智')}</Badge>}
        </>
      ),
    },
    !narrow && {
      key: 'bed',
      head: t('床位号'),
      nowrap: true,
      cell: (row) => t('{room} 室 {bed} 床', { room: row.room_no, bed: row.bed_no }),
    },
    { key: 'turn', head: t('状态'), nowrap: true, cell: (row) => <Turn of={row} /> },
    {
      key: 'due',
      head: t('期限'),
      nowrap: true,
      cell: (row) =>
        narrow ? (
          left(endOf(due(row)))
        ) : (
          <>
            {date(due(row))} <span class="muted">{left(endOf(due(row)))}</span>
          </>
        ),
    },
  ];
  return all.filter((column) => column !== false);
}

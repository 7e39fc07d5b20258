import type { InferResponseType } from 'hono/client';
import { call, client } from '../api.ts';
import { StatusDot, type Tone } from '../ui/badge.tsx';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { date, left, moment, money } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { useQuery } from '../ui/url.ts';
import { AnswerRates } from './answers.tsx';
import { OfferCase } from './offer-case.tsx';
import { answerWord, stateWord } from './words.ts';
import './allocation.css';

export type Offer = InferResponseType<typeof client.api.v1.offers.$get, 200>['offers'][number];

/** The deadline is the end of the day in the district, which is UTC+8 all year. */
export const dueAt = (day: string) => new Date(`${day}T23:59:59+08:00`);

/** Offers that wait for an answer or an admission, and those that have ended. */
export default function OffersPage() {
  return (
    <Guard roles={['officer', 'leader', 'inspector']}>
      <Offers />
    </Guard>
  );
}

function Offers() {
  useTitle(t('入住通知'));
  const { query, set } = useQuery();
  const tab = query.tab === 'ended' || query.tab === 'rates' ? query.tab : 'live';
  const { data, failure, reload } = useLoad(
    (signal) =>
      call((o) => client.api.v1.offers.$get({ query: { live: tab === 'live' ? 'true' : 'false', limit: '500' } }, o), {
        signal,
      }),
    [tab],
  );
  useEvents(['offers'], reload);
  // The answer to the other tab may still be on the screen while the new one is on its way
  const rows = (data?.offers ?? []).filter((row) => live(row) === (tab === 'live'));
  if (tab === 'live') rows.sort((a, b) => (due(a) < due(b) ? -1 : 1));
  const open = data?.offers.find((row) => row.id === query.sel);
  return (
    <StaffFrame
      title={t('入住通知')}
      list={
        <Tabs
          label={t('入住通知')}
          current={tab}
          onChange={(id) => set({ tab: id === 'live' ? null : id, sel: null })}
          tabs={[
            { id: 'live', label: t('进行中'), count: tab === 'live' ? rows.length : undefined },
            { id: 'ended', label: t('已结束'), count: tab === 'ended' ? rows.length : undefined },
            { id: 'rates', label: t('各机构答复率') },
          ]}
        >
          <div class="stack-tight">
            {tab === 'rates' && <AnswerRates />}
            {tab !== 'rates' && failure && <Problem of={failure} onRetry={reload} focus={false} />}
            {tab !== 'rates' && !data && !failure && <Loading />}
            {tab !== 'rates' && data && (
              <Table
                caption={tab === 'live' ? t('进行中') : t('已结束')}
                hideCaption
                columns={columns(tab === 'live', !!open)}
                rows={rows}
                rowKey={(row) => row.id}
                current={open?.id}
                onOpen={(row) => set({ sel: row.id })}
                empty={tab === 'live' ? t('没有进行中的入住通知') : t('还没有已结束的入住通知')}
                maxHeight="var(--list-max)"
              />
            )}
          </div>
        </Tabs>
      }
      case={open ? <OfferCase key={open.id} of={open} onDone={reload} /> : null}
      onBack={() => set({ sel: null })}
    />
  );
}

const live = (offer: Offer) =>
  !['admitted', 'family_declined', 'facility_declined', 'withdrawn', 'died'].includes(offer.state);
const due = (offer: Offer) => offer.check_in_by ?? offer.respond_by;

/** What an offer is doing, by shape, word and colour. */
export function OfferState({ of }: { of: Pick<Offer, 'state'> }) {
  const looks: Record<Offer['state'], [shape: 'ring' | 'half' | 'check' | 'cross' | 'dash' | 'triangle', tone: Tone]> =
    {
      waiting: ['ring', 'amber'],
      accepted: ['half', 'accent'],
      admitted: ['check', 'accent'],
      family_declined: ['cross', 'stale'],
      facility_declined: ['cross', 'stale'],
      withdrawn: ['dash', 'stale'],
      lapsed: ['triangle', 'red'],
      died: ['dash', 'stale'],
    };
  const [shape, tone] = looks[of.state];
  return (
    <StatusDot shape={shape} tone={tone}>
      {stateWord(of.state)}
    </StatusDot>
  );
}

function columns(running: boolean, narrow: boolean): Column<Offer>[] {
  const all: (Column<Offer> | false)[] = [
    { key: 'name', head: t('老人'), nowrap: true, cell: (row) => row.name },
    { key: 'state', head: t('状态'), nowrap: true, cell: (row) => <OfferState of={row} /> },
    {
      key: 'bed',
      head: t('床位号'),
      cell: (row) => (
        <span class={narrow ? 'wrap-cell' : 'wrap-cell wrap-long'}>
          {narrow
            ? row.facility
            : t('{facility} {room} 室 {bed} 床', { facility: row.facility, room: row.room_no, bed: row.bed_no })}
        </span>
      ),
    },
    !narrow && { key: 'family', head: t('家属答复'), nowrap: true, cell: (row) => answerWord(row.family_answer) },
    !narrow && { key: 'home', head: t('机构答复'), nowrap: true, cell: (row) => answerWord(row.facility_answer) },
    running && {
      key: 'due',
      head: t('期限'),
      nowrap: true,
      cell: (row) =>
        narrow ? (
          left(dueAt(due(row)))
        ) : (
          <>
            {date(due(row))} <span class="muted">{left(dueAt(due(row)))}</span>
          </>
        ),
    },
    !narrow && { key: 'made', head: t('发出'), nowrap: true, cell: (row) => moment(row.made_at) },
    !narrow && { key: 'place', head: t('当时排位'), end: true, cell: (row) => row.place },
    !narrow && { key: 'fee', head: t('月费'), end: true, nowrap: true, cell: (row) => money(row.fee_fen, true) },
  ];
  return all.filter((column) => column !== false);
}

import { ChevronLeft, ChevronRight } from 'lucide';
import { useEffect } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';
import { call, client } from '../api.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Notice } from '../ui/card.tsx';
import { Deferral } from '../ui/deferral.tsx';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { needFacilities } from '../ui/facilities.ts';
import { date } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { useQuery } from '../ui/url.ts';
import { useWide } from '../ui/wide.ts';
import { BedCase } from './bed-case.tsx';
import { MatchList } from './match-list.tsx';
import { Particulars } from './particulars.tsx';
import './applicants.css';

/** One application: who asks, what is known, which beds there are for this person, and the next step. */
export default function CasePage() {
  return (
    <Guard roles={['officer', 'leader']}>
      <Case id={useRoute().params.applicationId ?? ''} />
    </Guard>
  );
}

/** Waits for what it depends on: never answers, and is dropped when that arrives. */
const notYet = new Promise<never>(() => {});

/** Everything the case shows; the parts arrive one after another and the page fills from the top. */
function useCase(id: string) {
  const file = useLoad(
    (signal) => call((o) => client.api.v1.applications[':id'].$get({ param: { id } }, o), { signal }),
    [id],
  );
  const applicantId = file.data?.application.id === id ? file.data.application.applicant_id : null;
  const person = useLoad(
    (signal) =>
      applicantId
        ? call((o) => client.api.v1.applicants[':id'].$get({ param: { id: applicantId } }, o), { signal })
        : notYet,
    [applicantId],
  );
  const match = useLoad(
    (signal) => call((o) => client.api.v1.match.$post({ json: { application_id: id } }, o), { signal }),
    [id],
  );
  const queue = useLoad((signal) => call((o) => client.api.v1.queue.$get({ query: {} }, o), { signal }), []);
  const offers = useLoad(
    (signal) =>
      applicantId
        ? call((o) => client.api.v1.offers.$get({ query: { live: 'true', applicant: applicantId } }, o), { signal })
        : notYet,
    [applicantId],
  );
  const reload = () => {
    for (const part of [file, person, match, queue, offers]) part.reload();
  };
  return { file, person: { ...person, data: applicantId ? person.data : undefined }, match, queue, offers, reload };
}
export type CaseData = ReturnType<typeof useCase>;

function Case({ id }: { id: string }) {
  const all = useCase(id);
  const { query, set } = useQuery();
  const { route } = useLocation();
  const wide = useWide();
  useEffect(() => void needFacilities(), []);
  useEvents(['offers', 'queue', 'applications', 'vacancies'], all.reload);
  const file = all.file.data?.application.id === id ? all.file.data : undefined;
  // Who does not wait for a bed has nothing to choose here: the case tells how it stands
  const waits = !file || file.application.status === 'queued' || file.application.status === 'placed';
  useEffect(() => {
    if (!waits) route(`/officer/cases/${id}`, true);
  }, [waits]);
  const title = file ? file.name : t('申请');
  useTitle(title);

  const entries = all.queue.data?.entries ?? [];
  const here = entries.findIndex((entry) => entry.application_id === id);
  const step = (by: number) => {
    const next = here < 0 ? undefined : entries[here + by];
    return next ? () => route(`/officer/applicants/${next.application_id}`) : null;
  };
  const matches = all.match.data?.application_id === id ? all.match.data.matches : undefined;
  const chosen = matches?.find((match) => match.facility.id === query.sel) ?? (wide ? matches?.[0] : undefined);

  if (!file && all.file.failure)
    return (
      <StaffFrame title={title} list={<Problem of={all.file.failure} onRetry={all.file.reload} />} case={undefined} />
    );
  return (
    <StaffFrame
      title={title}
      tools={
        <>
          <ButtonLink look="quiet" icon={ChevronLeft} href="/officer/queue">
            {t('回到队列')}
          </ButtonLink>
          {here >= 0 && (
            <>
              <Button icon={ChevronLeft} why={step(-1) ? null : t('已是第一位')} onClick={() => step(-1)?.()}>
                {t('前一位')}
              </Button>
              <Button icon={ChevronRight} why={step(1) ? null : t('已是最后一位')} onClick={() => step(1)?.()}>
                {t('后一位')}
              </Button>
            </>
          )}
        </>
      }
      list={
        file ? (
          <div class="stack">
            <Particulars
              file={file}
              person={all.person.data}
              failure={all.person.failure}
              entry={here >= 0 ? entries[here] : undefined}
              onDone={all.reload}
            />
            {here >= 0 && entries[here]?.emergency_until && (
              <Notice tone="amber">
                {t('正在应急安置，{date}自动结束；轮到时照常通知，可转为正式入住。', {
                  date: date(entries[here].emergency_until),
                })}
              </Notice>
            )}
            {file.application.status === 'queued' && (
              <Deferral
                application={file.application.id}
                mayAsk={session.value?.role === 'officer' && all.offers.data?.offers.length === 0}
                onDone={all.reload}
              />
            )}
            {all.match.failure && <Problem of={all.match.failure} onRetry={all.match.reload} focus={false} />}
            {matches ? (
              <MatchList
                matches={matches}
                choices={file.application.choices}
                chosen={chosen?.facility.id ?? null}
                onChoose={(sel) => set({ sel }, { replace: true })}
              />
            ) : (
              !all.match.failure && <Loading />
            )}
          </div>
        ) : (
          <Loading />
        )
      }
      case={
        file && (wide || chosen) ? (
          <BedCase
            key={id}
            file={file}
            all={all}
            matches={matches ?? []}
            chosen={chosen}
            home={all.person.data?.applicant ?? null}
            onChoose={(sel) => set({ sel }, { replace: true })}
          />
        ) : null
      }
      onBack={wide ? undefined : () => set({ sel: null }, { replace: true })}
    />
  );
}

import { useEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { call, client } from '../api.ts';
import { ButtonLink } from '../ui/button.tsx';
import { useEvents } from '../ui/events.ts';
import { needFacilities } from '../ui/facilities.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { session } from '../ui/session.ts';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { useQuery } from '../ui/url.ts';
import { Filters } from './queue-filters.tsx';
import { QueueTable } from './queue-table.tsx';
import { ReviewTable } from './review-table.tsx';
import { WhyCase } from './why-case.tsx';

/** Everyone who waits, in the one order, and the applications that wait for a first look. */
export default function QueuePage() {
  return (
    <Guard roles={['officer', 'leader', 'inspector']}>
      <Queue />
    </Guard>
  );
}

function Queue() {
  useTitle(t('轮候队列'));
  const { query, set } = useQuery();
  const { route } = useLocation();
  const tab = query.tab === 'review' ? 'review' : 'queue';
  const queue = useLoad((signal) => call((o) => client.api.v1.queue.$get({ query: {} }, o), { signal }), []);
  const review = useLoad(
    (signal) =>
      call((o) => client.api.v1.applications.$get({ query: { status: 'submitted', limit: '500' } }, o), { signal }),
    [],
  );
  useEvents(['queue', 'offers', 'applications'], () => {
    queue.reload();
    review.reload();
  });
  useEffect(() => void needFacilities(), []);
  const why = tab === 'queue' ? query.why : undefined;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => keysFrom(box), []);
  // An inspector reads the order; the case with its decisions is the office's
  const open = session.value?.role === 'inspector' ? undefined : (id: string) => route(`/officer/applicants/${id}`);
  return (
    <StaffFrame
      title={t('轮候队列')}
      counts={{ '/officer/queue': review.data?.applications.length ?? 0 }}
      tools={
        tab === 'queue' && (
          <>
            <Filters query={query} set={set} />
            <ButtonLink look="quiet" href="/admin/queue-rules">
              {t('轮候规则')}
            </ButtonLink>
          </>
        )
      }
      list={
        <div ref={box}>
          <Tabs
            label={t('轮候队列')}
            current={tab}
            onChange={(id) => set({ tab: id === 'queue' ? null : id, why: null })}
            tabs={[
              { id: 'queue', label: t('轮候中'), count: queue.data?.entries.length },
              { id: 'review', label: t('待审核'), count: review.data?.applications.length },
            ]}
          >
            {tab === 'queue' ? (
              <QueueTable
                load={queue}
                query={query}
                onOpen={open}
                current={why}
                onWhy={(id) => set({ why: id === why ? null : id })}
              />
            ) : (
              <ReviewTable load={review} onOpen={open} />
            )}
          </Tabs>
        </div>
      }
      case={why ? <WhyCase key={why} application={why} /> : null}
      onBack={() => set({ why: null })}
    />
  );
}

/** j and k start in the list from anywhere on the page that does not take text; inside it the table's own keys go on. */
function keysFrom(box: { current: HTMLElement | null }) {
  const hear = (event: KeyboardEvent) => {
    const on = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || on.closest('input, select, textarea, dialog, tbody')) return;
    if (event.key === 'j' || event.key === 'k') {
      event.preventDefault();
      box.current?.querySelector<HTMLElement>('.tbl-open')?.focus();
    } else if (event.key === '/') {
      event.preventDefault();
      document.querySelector<HTMLElement>('[data-search] input')?.focus();
    }
  };
  document.addEventListener('keydown', hear);
  return () => document.removeEventListener('keydown', hear);
}

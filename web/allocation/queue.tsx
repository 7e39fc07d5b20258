import { useEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { call, client } from '../api.ts';
import { ButtonLink } from '../ui/button.tsx';
import { useEvents } from '../ui/events.ts';
import { needFacilities } from '../ui/facilities.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useListKeys } from '../ui/list-keys.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { session } from '../ui/session.ts';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { useQuery } from '../ui/url.ts';
import { Filters } from './queue-filters.tsx';
import { QueueTable } from './queue-table.tsx';
import { WhyCase } from './why-case.tsx';

/** Everyone who waits, in the one order. */
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
  const queue = useLoad((signal) => call((o) => client.api.v1.queue.$get({ query: {} }, o), { signal }), []);
  useEvents(['queue', 'offers'], queue.reload);
  useEffect(() => void needFacilities(), []);
  const why = query.why;
  const box = useRef<HTMLDivElement>(null);
  useListKeys(box);
  // An inspector reads the order; the case with its decisions is the office's
  const open = session.value?.role === 'inspector' ? undefined : (id: string) => route(`/officer/applicants/${id}`);
  return (
    <StaffFrame
      title={t('轮候队列')}
      tools={
        <>
          <Filters query={query} set={set} />
          <ButtonLink look="quiet" href="/admin/queue-rules">
            {t('轮候规则')}
          </ButtonLink>
        </>
      }
      list={
        <div ref={box}>
          <QueueTable
            load={queue}
            query={query}
            onOpen={open}
            current={why}
            onWhy={(id) => set({ why: id === why ? null : id })}
          />
        </div>
      }
      case={why ? <WhyCase key={why} application={why} /> : null}
      onBack={() => set({ why: null })}
    />
  );
}

import { ChevronLeft, ChevronRight } from 'lucide';
import { useEffect } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';
import { call, client } from '../api.ts';
import { AssessmentOrder } from '../ui/assessment.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { needFacilities } from '../ui/facilities.ts';
import { Guard } from '../ui/guard.tsx';
import { HelpersPart } from '../ui/helpers.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { PersonFacts, WishFacts } from '../ui/person.tsx';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { WishesPart } from '../ui/wishes.tsx';
import { Act } from './act.tsx';
import type { CaseData } from './data.ts';
import { Death } from './death.tsx';
import { Departments } from './departments.tsx';
import { Grounds } from './grounds.tsx';
import { Head } from './head.tsx';
import { Papers } from './papers.tsx';
import { Publicity } from './publicity.tsx';
import { Timeline } from './timeline.tsx';
import { Visits } from './visits.tsx';
import { walk } from './walk.ts';
import './cases.css';

/** One case from its first paper to its answer: what it waits for, what is known, and the one next action at the foot. */
export default function CasePage() {
  return (
    <Guard roles={['officer', 'leader', 'inspector']}>
      <Case id={useRoute().params.id ?? ''} />
    </Guard>
  );
}

/** Waits for what it depends on: never answers, and is dropped when that arrives. */
const notYet = new Promise<never>(() => {});

function useCase(id: string): CaseData {
  const inspector = session.value?.role === 'inspector';
  const of = useLoad((signal) => call((o) => client.api.v1.cases[':id'].$get({ param: { id } }, o), { signal }), [id]);
  const data = of.data?.id === id ? of.data : undefined;
  const applicant = data?.applicant_id ?? null;
  const person = useLoad(
    (signal) =>
      applicant
        ? call((o) => client.api.v1.applicants[':id'].$get({ param: { id: applicant } }, o), { signal })
        : notYet,
    [applicant],
  );
  const wishes = useLoad(
    (signal) => call((o) => client.api.v1.applications[':id'].$get({ param: { id } }, o), { signal }),
    [id],
  );
  const papers = useLoad(
    (signal) => call((o) => client.api.v1.applications[':id'].papers.$get({ param: { id } }, o), { signal }),
    [id],
  );
  const deciding = data?.status === 'in_review' && !inspector;
  const grounds = useLoad(
    (signal) =>
      deciding ? call((o) => client.api.v1.applications[':id'].grounds.$get({ param: { id } }, o), { signal }) : notYet,
    [id, deciding],
  );
  const parts = [of, person, wishes, papers, grounds];
  return {
    id,
    of: data,
    person: applicant ? person.data : undefined,
    wishes: wishes.data?.application.id === id ? wishes.data.application : undefined,
    papers: papers.data,
    grounds: deciding ? grounds.data : undefined,
    failure: parts.find((part) => part.failure)?.failure,
    reload: () => {
      for (const part of parts) part.reload();
    },
  };
}

function Case({ id }: { id: string }) {
  const all = useCase(id);
  const { route } = useLocation();
  const { of } = all;
  const title = of?.name ?? t('办件');
  useTitle(title);
  useEffect(() => void needFacilities(), []);
  useEvents(['applications', 'documents', 'assessments'], all.reload);
  const { back, cases } = walk.value;
  const here = cases.indexOf(id);
  const beside = (by: number) => (here < 0 ? undefined : cases[here + by]);
  const to = (other: string | undefined) => () => {
    if (other) route(`/officer/cases/${other}`);
  };
  const officer = session.value?.role === 'officer';
  return (
    <StaffFrame
      title={title}
      tools={
        <>
          <ButtonLink look="quiet" icon={ChevronLeft} href={back}>
            {t('回到清单')}
          </ButtonLink>
          {here >= 0 && (
            <>
              <Button icon={ChevronLeft} why={beside(-1) ? null : t('已是第一件')} onClick={to(beside(-1))}>
                {t('上一件')}
              </Button>
              <Button icon={ChevronRight} why={beside(1) ? null : t('已是最后一件')} onClick={to(beside(1))}>
                {t('下一件')}
              </Button>
            </>
          )}
        </>
      }
      list={
        <div class="stack case-whole">
          {all.failure && <Problem of={all.failure} onRetry={all.reload} focus={false} />}
          {!of && !all.failure && <Loading />}
          {of && (
            <>
              <Head of={of} onDone={all.reload} />
              <div class="case-page">
                <div class="stack">
                  {of.status === 'in_review' && <Grounds all={all} />}
                  <Departments of={of} onDone={all.reload} />
                  <Papers all={all} />
                  <Visits of={of} onDone={all.reload} />
                  <Publicity of={of} onDone={all.reload} />
                </div>
                <div class="stack">
                  {all.person && (
                    <div class="card stack-tight">
                      <PersonFacts of={all.person} onDone={all.reload} />
                      {officer && <Death of={all.person} onDone={all.reload} />}
                      {officer && (
                        <AssessmentOrder
                          applicant={of.applicant_id}
                          application={id}
                          first={all.person.assessments.length === 0}
                          onDone={all.reload}
                        />
                      )}
                    </div>
                  )}
                  <div class="card">
                    <HelpersPart applicant={of.applicant_id} heading="h2" />
                  </div>
                  {all.wishes && (
                    <section class="card stack-tight" aria-label={t('申请')}>
                      <WishFacts of={all.wishes} />
                      <WishesPart
                        application={id}
                        version={all.wishes.version}
                        may={officer}
                        brief
                        onDone={all.reload}
                      />
                    </section>
                  )}
                  <Timeline of={of} />
                </div>
              </div>
              <Act all={all} />
            </>
          )}
        </div>
      }
    />
  );
}

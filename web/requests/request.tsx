import { ChevronLeft, Printer } from 'lucide';
import { useState } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import { call, client } from '../api.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Facts, Notice } from '../ui/card.tsx';
import { config } from '../ui/config.ts';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { moment, now, stamp, unfiled } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { PrintOnly } from '../ui/print.tsx';
import { Problem } from '../ui/problem.tsx';
import { NextAction, StaffFrame } from '../ui/staff-frame.tsx';
import { Escalations } from './escalations.tsx';
import { readers } from './readers.ts';
import { type StaffStep, StepDialog, stepVerb } from './step-dialog.tsx';
import { Timeline } from './timeline.tsx';
import { Unmask } from './unmask.tsx';
import { ClockState, dueWord, kindWord, placeWord, type Request, statusWord, whereWord } from './words.tsx';
import './requests.css';

/** One request: what is asked, every step it took, and the next one at the foot. */
export default function RequestPage() {
  const { id } = useRoute().params;
  return (
    <Guard roles={readers}>
      <One id={id ?? ''} />
    </Guard>
  );
}

function One({ id }: { id: string }) {
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.requests[':id'].$get({ param: { id } }, o), { signal }),
    [id],
  );
  useEvents(['requests'], reload);
  const of = data?.id === id ? data : undefined;
  const title = of ? t('诉求 {no}', { no: of.request_no }) : t('诉求');
  useTitle(title);
  return (
    <StaffFrame
      title={title}
      tools={
        <>
          <ButtonLink look="quiet" icon={ChevronLeft} href="/officer/requests">
            {t('回到清单')}
          </ButtonLink>
          <Button icon={Printer} onClick={() => print()}>
            {t('打印')}
          </Button>
        </>
      }
      list={
        <div class="stack request-whole">
          {failure && <Problem of={failure} onRetry={reload} focus={false} />}
          {!of && !failure && <Loading />}
          {of && (
            <>
              <div class="request-two">
                <Head of={of} />
                <section class="card stack-tight" aria-label={t('办理经过')}>
                  <h2>{t('办理经过')}</h2>
                  <Timeline of={of} />
                </section>
                {of.events.some((e) => e.kind === 'escalated') && <Escalations of={of} onDone={reload} />}
              </div>
              <PrintOnly>
                <p>
                  {t('{district}民政局', { district: config.value?.district_name ?? '' })} ·{' '}
                  {t('打印时间：{at}', { at: stamp(now.value) })}
                </p>
              </PrintOnly>
              <Next of={of} onDone={reload} />
            </>
          )}
        </div>
      }
    />
  );
}

const raisedBy: Record<Request['raised_as'], () => string> = {
  resident: () => t('居民在网上提'),
  grid_worker: () => t('网格员登记'),
  desk: () => t('社区前台登记'),
};

function Head({ of }: { of: Request }) {
  return (
    <section class="card stack-tight" aria-label={t('诉求内容')}>
      <div class="row-between">
        <h2>{kindWord(of)}</h2>
        <ClockState of={of} />
      </div>
      <p class="request-text">{of.text}</p>
      {of.hidden && <p class="small muted">{t('文字里的号码已隐藏。')}</p>}
      <Facts
        of={[
          [t('现在'), of.status === 'closed' ? statusWord(of.status) : `${whereWord(of)} · ${statusWord(of.status)}`],
          ...(of.due_at ? [[t('时限'), dueWord(of.due_at)] as [string, string]] : []),
          [t('在哪里'), placeWord(of)],
          [t('机构'), of.facility ? <a href={`/facilities/${of.facility_id}`}>{of.facility}</a> : t('和机构无关')],
          [t('登记'), `${moment(of.raised_at)} · ${raisedBy[of.raised_as]()}`],
          [t('姓名'), of.name_masked ?? unfiled()],
          [t('电话'), of.phone_masked ? <span class="num">{of.phone_masked}</span> : unfiled()],
          ...(of.phone_masked
            ? [[t('电话可否转告'), of.share_phone ? t('同意转告 12345、110') : t('不同意转告')] as [string, string]]
            : []),
        ]}
      />
      {of.can.some((step) => step !== 'reopen') && (of.hidden || of.phone_masked || of.name_masked) && (
        <Unmask request={of.id} />
      )}
      {of.answer !== null && (
        <Notice tone="accent">
          <strong>{t('答复')}</strong>
          <p>{of.answer}</p>
        </Notice>
      )}
      {of.rating && (
        <Notice>
          <strong>{t('居民评价：{n} 星', { n: of.rating.stars })}</strong>
          {of.rating.note && <p>{of.rating.note}</p>}
        </Notice>
      )}
    </section>
  );
}

const others: StaffStep[] = ['pass_up', 'pass_back', 'escalate_12345', 'escalate_110', 'note', 'reopen'];

function Next({ of, onDone }: { of: Request; onDone: () => void }) {
  const [step, setStep] = useState<StaffStep | null>(null);
  const more = others.filter((one) => of.can.includes(one));
  const solves = of.can.includes('solve');
  if (!solves && more.length === 0) return null;
  const close = () => setStep(null);
  // Where it cannot be answered the first of the others is what comes next.
  const first: StaffStep = solves ? 'solve' : (more[0] as StaffStep);
  return (
    <div class="request-foot screen-only">
      <NextAction
        says={
          solves
            ? t('答复后由居民确认；没有解决可以退回。办不了的上报一级。')
            : first === 'reopen'
              ? t('居民来电说没有解决的，退回重办。')
              : t('对方还没有答复，可以记录跟进情况。')
        }
        verb={stepVerb(first, of)}
        onAct={() => setStep(first)}
      >
        {more
          .filter((one) => one !== first)
          .map((one) => (
            <Button key={one} onClick={() => setStep(one)}>
              {stepVerb(one, of)}
            </Button>
          ))}
      </NextAction>
      {step && (
        <StepDialog
          key={step}
          step={step}
          of={of}
          onClose={close}
          onDone={() => {
            close();
            onDone();
          }}
        />
      )}
    </div>
  );
}

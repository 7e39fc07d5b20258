import { useEffect, useRef } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Loading } from '../ui/empty.tsx';
import { needFacilities } from '../ui/facilities.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { session } from '../ui/session.ts';
import { useQuery } from '../ui/url.ts';
import { CasePapers } from './case-papers.tsx';
import { type Draft, resumed, type Saving, submission, useDraft, useSaving } from './draft.ts';
import { Receipt } from './receipt.tsx';
import { Review } from './review.tsx';
import { WhoStep } from './who-step.tsx';
import { WishStep } from './wish-step.tsx';
import './applications.css';

/** Apply for a place: for whom, what and where, a last look, the receipt. One question after another. */
export default function ApplyPage() {
  return (
    <Guard roles={['family', 'desk', 'officer']}>
      <Apply />
    </Guard>
  );
}

function Apply() {
  useTitle(t('申请床位'));
  const { query } = useQuery();
  if (query.done)
    return (
      <PublicFrame>
        <Receipt application={query.done} />
      </PublicFrame>
    );
  return <PublicFrame>{query.draft ? <Resume id={query.draft} /> : <Steps key={query.new} first={{}} />}</PublicFrame>;
}

/** Goes on with a draft that the server keeps. */
function Resume({ id }: { id: string }) {
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.applications[':id'].$get({ param: { id } }, o), { signal }),
    [id],
  );
  if (!data) return failure ? <Problem of={failure} onRetry={reload} /> : <Loading cards={1} />;
  if (data.application.status !== 'draft') return <Receipt application={id} />;
  return <Steps first={resumed(data.application)} />;
}

function Steps({ first }: { first: Partial<Draft> }) {
  const { query, set } = useQuery();
  const [draft, change, forget] = useDraft(
    { applicant: query.person ?? '', choices: query.facility ? [query.facility] : [], ...first },
    !!query.new,
  );
  const staff = session.value?.role !== 'family';
  useEffect(() => void needFacilities(), []);
  const names = [t('为谁申请'), t('要什么床'), t('核对提交')];
  // A later step cannot be opened before the person is known, not even by its address
  const step = draft.applicant ? Math.min(3, Math.max(1, Number(query.step) || 1)) : 1;
  const go = (to: number) => set({ step: to === 1 ? null : to });
  const saving = useSaving(draft, change, step === 3);
  // A new question starts at its top, with the focus where a reader begins
  const head = useRef<HTMLHeadingElement>(null);
  const opened = useRef(step);
  useEffect(() => {
    if (opened.current === step) return;
    opened.current = step;
    scrollTo(0, 0);
    head.current?.focus({ preventScroll: true });
  }, [step]);
  return (
    <div class="apply stack">
      <div class="row-between">
        <h1 ref={head} tabIndex={-1}>
          {staff ? t('代办申请') : t('申请床位')}
        </h1>
        <Saved of={saving} />
      </div>
      <ol class="steps" aria-label={t('步骤')}>
        {names.map((name, index) => (
          <li
            key={name}
            class={index + 1 < step ? 'is-past' : undefined}
            aria-current={index + 1 === step ? 'step' : undefined}
          >
            {t('{n}. {name}', { n: index + 1, name })}
          </li>
        ))}
      </ol>
      {step === 1 && <WhoStep draft={draft} change={change} onNext={() => go(2)} />}
      {step === 2 && <WishStep draft={draft} change={change} onBack={() => go(1)} onNext={() => go(3)} />}
      {step === 3 && (
        <Submit
          draft={draft}
          onBack={() => go(2)}
          onDone={(id) => {
            forget();
            set({ done: id, step: null, facility: null, person: null, draft: null, new: null }, { replace: true });
          }}
        />
      )}
    </div>
  );
}

/** Says where what has been filled in is, without being asked. */
function Saved({ of }: { of: Saving }) {
  return (
    <span class="muted small" role="status">
      {of.state === 'saving' && t('正在保存…')}
      {of.state === 'saved' && t('已保存，换一台设备也能接着填')}
      {of.state === 'unsent' && t('还没存上：{why}', { why: of.failure?.title ?? '' })}
    </span>
  );
}

function Submit({ draft, onBack, onDone }: { draft: Draft; onBack: () => void; onDone: (id: string) => void }) {
  const { run, busy, failure } = useAction(
    (intent, json: ReturnType<typeof submission> & { channel?: Draft['channel'] }) =>
      call((o) => client.api.v1.applications.$post({ json }, o), { intent }),
  );
  const send = async () => {
    const json = submission(draft);
    const done = await run(session.value?.role === 'family' ? json : { ...json, channel: draft.channel });
    if (done.ok) onDone(done.data.application_id);
  };
  return (
    <>
      {failure && <Problem of={failure} onRetry={send} />}
      <Review draft={draft} />
      {draft.saved && (
        <CasePapers
          of={{ id: draft.saved, applicant_id: draft.applicant, status: 'draft', version: 0 }}
          onDone={() => undefined}
        />
      )}
      <p>{t('提交即表示所填属实，并同意民政部门为办理本申请核对相关信息。')}</p>
      <div class="apply-foot">
        <Button onClick={onBack}>{t('上一步')}</Button>
        <Button look="primary" busy={busy} onClick={send}>
          {t('提交申请')}
        </Button>
      </div>
    </>
  );
}

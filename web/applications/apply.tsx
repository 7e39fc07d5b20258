import { WifiOff } from 'lucide';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/card.tsx';
import { ConsentBoxes, type Given, useConsents } from '../ui/consents.tsx';
import { Loading } from '../ui/empty.tsx';
import { needFacilities } from '../ui/facilities.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { session } from '../ui/session.ts';
import { href, useQuery } from '../ui/url.ts';
import { carriedFrom, searchOf } from './carried.ts';
import { Carried } from './carried-notice.tsx';
import { CasePapers } from './case-papers.tsx';
import { type Change, type Draft, type Drafting, resumed, submission, useDraft } from './draft.ts';
import { Receipt } from './receipt.tsx';
import { Review } from './review.tsx';
import { type Saving, useSaving } from './saving.ts';
import { TwoVersions } from './two-versions.tsx';
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
  return (
    <PublicFrame>
      {query.draft ? (
        <Resume id={query.draft} />
      ) : searchOf(query) ? (
        <Continued key={searchOf(query)} />
      ) : (
        <Steps key={query.new} first={{}} />
      )}
    </PublicFrame>
  );
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

/** Goes on with a search: the home that was chosen says which beds it has, and whether it still takes people. */
function Continued() {
  const { query } = useQuery();
  const id = query.facility ?? '';
  const home = useLoad(
    (signal) =>
      id
        ? call((o) => client.api.v1.facilities[':id'].$get({ param: { id }, query: {} }, o), { signal })
        : Promise.resolve({ ok: true as const, data: null, status: 200, etag: null }),
    [id],
  );
  if (home.data === undefined && !home.failure) return <Loading cards={1} />;
  const there = home.data?.facility;
  const gone = !!id && (!there || there.closed_on !== null);
  const kinds = home.data ? [...new Set(home.data.beds.map((b) => b.kind))] : null;
  const { facility: _, ...elsewhere } = query;
  const first = carriedFrom(gone ? elsewhere : query, gone ? null : kinds);
  // The whole search is remembered, so that what is changed here is not taken over again
  return <Steps first={{ ...first, carried: searchOf(query) }} gone={gone ? (there?.name ?? t('您选的机构')) : null} />;
}

/** @param gone the home that was chosen, when it takes nobody any more */
function Steps({ first, gone = null }: { first: Change; gone?: string | null }) {
  const { query, set } = useQuery();
  const drafting = useDraft({ applicant: query.person ?? '', ...first }, !!query.new);
  const { draft, change, forget } = drafting;
  const staff = session.value?.role !== 'family';
  useEffect(() => void needFacilities(), []);
  const names = [t('为谁申请'), t('要什么床'), t('核对提交')];
  // A later step cannot be opened before the person is known, not even by its address
  const step = draft.applicant ? Math.min(3, Math.max(1, Number(query.step) || 1)) : 1;
  const go = (to: number) => set({ step: to === 1 ? null : to });
  const saving = useSaving(drafting, step === 3);
  // A new question starts at its top, with the focus where a reader begins
  const head = useRef<HTMLHeadingElement>(null);
  const opened = useRef(step);
  useLayoutEffect(() => {
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
      {saving.state === 'newer' && saving.newer && (
        <TwoVersions mine={draft} theirs={saving.newer} onTake={saving.take} />
      )}
      {gone && (
        <Notice tone="amber">
          {t('{name}已不再接收老人，没有带过来。请在下面另选一家，或勾选「其他机构也可以」。', { name: gone })}
        </Notice>
      )}
      {step < 3 && draft.carried && <Carried draft={draft} query={query} step={step} />}
      {step === 1 && <WhoStep draft={draft} change={change} onNext={() => go(2)} />}
      {step === 2 && <WishStep draft={draft} change={change} onBack={() => go(1)} onNext={() => go(3)} />}
      {step === 3 && (
        <Submit
          drafting={drafting}
          saving={saving}
          onBack={() => go(2)}
          onDone={(id) => {
            saving.stop();
            forget();
            set({ ...cleared, done: id }, { replace: true });
          }}
        />
      )}
      {saving.state === 'offline' && (
        <div class="apply-offline" role="status">
          <Notice tone="amber" icon={WifiOff}>
            {t('没有网络：填的内容已留在这台设备上，连上后自动保存。')}
          </Notice>
        </div>
      )}
    </div>
  );
}

/** Of the address, what belongs to the form and no longer to the receipt. */
const cleared = Object.fromEntries(
  'step,facility,person,draft,new,level,sex,kind,days,from,max,at,needs,dementia,stay,bed,q,r,lng,lat,stars,walk,sort'
    .split(',')
    .map((name) => [name, null]),
);

/** Says where what has been filled in is, without being asked. */
function Saved({ of }: { of: Saving }) {
  return (
    <span class="muted small" role="status">
      {of.state === 'saving' && t('正在保存…')}
      {of.state === 'saved' && t('已保存，换一台设备也能接着填')}
      {of.state === 'unsent' && t('还没存上：{why}', { why: of.failure?.title ?? '' })}
      {of.state === 'unsent' && of.failure?.status === 401 && (
        <>
          {' '}
          <a href={href('/signin', { next: location.pathname + location.search })}>{t('重新登录，接着填')}</a>
        </>
      )}
    </span>
  );
}

function Submit({
  drafting: { draft, latest },
  saving,
  onBack,
  onDone,
}: {
  drafting: Drafting;
  saving: Saving;
  onBack: () => void;
  onDone: (id: string) => void;
}) {
  const { run, busy, failure, clear } = useAction(
    (intent, json: ReturnType<typeof submission> & { channel?: Draft['channel']; consents: Given | null }) =>
      call((o) => client.api.v1.applications.$post({ json }, o), { intent }),
  );
  const consents = useConsents(draft.applicant, draft.choices, draft.channel);
  const send = async () => {
    const agreed = consents.complete();
    if (!agreed) return;
    await saving.settle();
    const json = { ...submission(latest()), consents: agreed.given };
    const done = await run(session.value?.role === 'family' ? json : { ...json, channel: draft.channel });
    if (done.ok) return onDone(done.data.application_id);
    const other = done.failure.reasons[0]?.values?.draft;
    if (done.failure.code !== 'draft_newer' || typeof other !== 'string') return;
    clear();
    await saving.meet(other);
  };
  const choosing = saving.state === 'newer';
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
      <ConsentBoxes of={consents} />
      <p>{t('提交即表示所填属实。')}</p>
      <div class="apply-foot">
        <Button onClick={onBack}>{t('上一步')}</Button>
        <Button look="primary" busy={busy} why={choosing ? t('请先在上面选用哪一份') : null} onClick={send}>
          {t('提交申请')}
        </Button>
      </div>
    </>
  );
}

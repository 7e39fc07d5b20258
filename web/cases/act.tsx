import { useState } from 'preact/hooks';
import { mayAccept, mayAsk, maySupply } from '../../server/acceptance/rules.ts';
import { mayDecide, mayDecideAppeal } from '../../server/decisions/rules.ts';
import type { Reason } from '../../server/kernel/errors.ts';
import { say as sentence } from '../../server/kernel/messages.ts';
import { dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { lang, t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { NextAction } from '../ui/staff-frame.tsx';
import { say } from '../ui/toast.tsx';
import { AnswerAppeal } from './answer.tsx';
import { AskMore } from './ask-more.tsx';
import { type Case, type CaseData, ME, mine } from './data.ts';
import { Decide } from './decide.tsx';
import { VisitForm } from './visit-form.tsx';

/** Why it cannot be done now, in one line; null when it can. */
const why = (verdict: { ok: true } | { ok: false; reasons: Reason[] }, except?: string) => {
  if (verdict.ok) return null;
  const left = verdict.reasons.filter((reason) => !except || reason.pointer !== except);
  return left.map((reason) => sentence(lang.value, reason.code, reason.values)).join('') || null;
};

/** The next action, always at the foot: what it will do, or what stands in the way. */
export function Act({ all }: { all: CaseData }) {
  const { of } = all;
  const role = session.value?.role;
  if (!of) return null;
  const part =
    role === 'inspector' ? (
      <Inspect of={of} onDone={all.reload} />
    ) : of.status === 'appealed' ? (
      <Appealed of={of} onDone={all.reload} />
    ) : role !== 'officer' ? null : of.status === 'submitted' ? (
      <Accept all={all} of={of} />
    ) : of.status === 'more_info' ? (
      <Supply all={all} of={of} />
    ) : of.status === 'in_review' ? (
      <Review all={all} of={of} />
    ) : null;
  return part && <div class="case-foot">{part}</div>;
}

type Part = { all: CaseData; of: Case };

function Accept({ all, of }: Part) {
  const [asking, setAsking] = useState(false);
  const { run, busy, failure } = useAction((intent) =>
    call((o) => client.api.v1.applications[':id'].accept.$post({ param: { id: of.id }, json: {} }, o), {
      intent,
      ifMatch: of.version,
    }),
  );
  const gaps = all.papers?.gaps ?? [];
  const accept = async () => {
    const done = await run();
    if (!done.ok) return;
    say(t('已受理{name}的申请', { name: of.name }));
    all.reload();
  };
  return (
    <>
      {failure && <Problem of={failure} onRetry={accept} />}
      <NextAction
        says={t('受理后同时征求各部门意见，办结时限开始计算；受理的人不能再审批。')}
        verb={t('受理申请')}
        busy={busy}
        why={all.papers ? why(mayAccept({ gaps, actor: ME, decidedBy: mine(of.decided_by_me) })) : t('正在核对材料')}
        onAct={accept}
      >
        <AskButton all={all} onAct={() => setAsking(true)} />
      </NextAction>
      {asking && <AskMore all={all} of={of} onClose={() => setAsking(false)} />}
    </>
  );
}

/** Asked once: a second time only for papers that have run out since. With a note, anything can be asked the first time. */
function AskButton({ all, onAct }: { all: CaseData; onAct: () => void }) {
  const earlier = (all.papers?.asked ?? []).map((one) => ({ askedOn: dayOf(new Date(one.asked_at)) }));
  const gaps = all.papers?.gaps ?? [];
  const note = gaps.length === 0 && earlier.length === 0 ? t('要求补正') : null;
  return (
    <Button why={all.papers ? why(mayAsk({ gaps, note, earlier })) : t('正在核对材料')} onClick={onAct}>
      {t('要求补正…')}
    </Button>
  );
}

function Supply({ all, of }: Part) {
  const { run, busy, failure } = useAction((intent) =>
    call((o) => client.api.v1.applications[':id'].supply.$post({ param: { id: of.id }, json: {} }, o), {
      intent,
      ifMatch: of.version,
    }),
  );
  const supply = async () => {
    const done = await run();
    if (!done.ok) return;
    say(t('材料已齐，进入审核'));
    all.reload();
  };
  return (
    <>
      {failure && <Problem of={failure} onRetry={supply} />}
      <NextAction
        says={t('材料已齐，可以进入审核。')}
        verb={t('材料已补齐')}
        busy={busy}
        why={all.papers ? why(maySupply(all.papers.gaps)) : t('正在核对材料')}
        onAct={supply}
      />
    </>
  );
}

function Review({ all, of }: Part) {
  const [outcome, setOutcome] = useState<'eligible' | 'ineligible' | null>(null);
  const [asking, setAsking] = useState(false);
  const { grounds } = all;
  const stands = (as: 'eligible' | 'ineligible') =>
    grounds
      ? why(
          mayDecide({
            outcome: as,
            note: null,
            hindrances: grounds.hindrances as Reason[],
            opinions: grounds.opinions,
            actor: ME,
            acceptedBy: mine(of.accepted_by_me),
          }),
          '/note',
        )
      : t('正在核对');
  return (
    <>
      <NextAction
        says={
          grounds?.published ? t('同意后按规则公示，期满无异议列入轮候。') : t('此通道不需公示，同意后现在起列入轮候。')
        }
        verb={t('同意…')}
        why={stands('eligible')}
        onAct={() => setOutcome('eligible')}
      >
        <AskButton all={all} onAct={() => setAsking(true)} />
        <Button look="danger" why={stands('ineligible')} onClick={() => setOutcome('ineligible')}>
          {t('不符合条件…')}
        </Button>
      </NextAction>
      {asking && <AskMore all={all} of={of} onClose={() => setAsking(false)} />}
      {outcome && grounds && (
        <Decide of={of} grounds={grounds} outcome={outcome} onClose={() => setOutcome(null)} onDone={all.reload} />
      )}
    </>
  );
}

function Appealed({ of, onDone }: { of: Case; onDone: () => void }) {
  const [open, setOpen] = useState(false);
  const verdict = mayDecideAppeal({
    answer: '',
    actor: ME,
    decidedBy: mine(of.decided_by_me),
    acceptedBy: mine(of.accepted_by_me),
  });
  return (
    <>
      <NextAction
        says={t('由没有受理、审批过此件的人答复；成立则重新审核。')}
        verb={t('答复申诉…')}
        why={why(verdict, '/answer')}
        onAct={() => setOpen(true)}
      />
      {open && <AnswerAppeal of={of} onClose={() => setOpen(false)} onDone={onDone} />}
    </>
  );
}

function Inspect({ of, onDone }: { of: Case; onDone: () => void }) {
  const [open, setOpen] = useState(false);
  const decided = of.events.some((one) => one.event === 'find_eligible' || one.event === 'find_ineligible');
  return (
    <>
      <NextAction
        says={t('核查记录只增不改；受理人和审批人不能核查自己办的件。')}
        verb={t('记录核查…')}
        why={decided ? null : t('还没有审批，没有可核查的')}
        onAct={() => setOpen(true)}
      />
      {open && <VisitForm of={of} kinds={['inspection']} onClose={() => setOpen(false)} onDone={onDone} />}
    </>
  );
}

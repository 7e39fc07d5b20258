import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { ButtonLink } from '../ui/button.tsx';
import { Confirm } from '../ui/dialog.tsx';
import { number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { NextAction } from '../ui/staff-frame.tsx';
import { say } from '../ui/toast.tsx';
import type { Ask } from './board.tsx';
import type { Proposal, Round } from './words.ts';

type Props = { of: Round; proposals: Proposal[]; onAsk: (ask: Ask) => void; onDone: () => void };

/** The one next step of a round, always at the foot: run, decide, publish. Says what it will do and what stands in the way. */
export function Next({ of, proposals, onAsk, onDone }: Props) {
  if (of.state === 'published')
    return (
      <div class="next">
        <p class="next-say">{t('本轮已发布，通知由家属和机构答复；到期不答复自动失效。')}</p>
        <ButtonLink look="primary" href="/officer/offers">
          {t('看入住通知')}
        </ButtonLink>
      </div>
    );
  if (of.state === 'cancelled' || session.value?.role !== 'officer') return null;
  if (of.state === 'draft') return <Run of={of} onDone={onDone} />;
  const undecided = proposals.filter((p) => p.decision === null);
  if (undecided.length > 0)
    return (
      <NextAction
        says={t('还有 {n} 条没有审定。可逐条看，也可一次同意其余全部；同意后仍可撤回，发布前不发通知。', {
          n: number(undecided.length),
        })}
        verb={t('同意其余 {n} 条', { n: number(undecided.length) })}
        onAct={() => onAsk({ decision: 'approved', proposals: undecided })}
      />
    );
  return <Publish of={of} proposals={proposals} onDone={onDone} />;
}

const LONG = 300_000;

function Run({ of, onDone }: { of: Round; onDone: () => void }) {
  const { run, busy, failure } = useAction((intent) =>
    call((o) => client.api.v1.rounds[':id'].run.$post({ param: { id: of.id } }, o), {
      intent,
      ifMatch: of.version,
      timeoutMs: LONG,
    }),
  );
  const go = async () => {
    const done = await run();
    if (done.ok)
      say(
        t('运行完成：{people} 人参加，安排 {placed} 人', {
          people: number(done.data.summary.people),
          placed: number(done.data.summary.placed),
        }),
      );
    onDone();
  };
  return (
    <div>
      {failure && <Problem of={failure} />}
      {busy && <progress class="round-progress" aria-label={t('正在运行')} />}
      <NextAction
        says={
          busy
            ? t('正在取数、分配并独立核验，通常几秒钟；中途断开不会留下半轮结果。')
            : t('取此刻的轮候、空床和合同名额，算出拟分配并独立核验；种子随之公开。不发通知，只能运行一次。')
        }
        verb={t('运行本轮')}
        busy={busy}
        onAct={go}
      />
    </div>
  );
}

function Publish({ of, proposals, onDone }: { of: Round; proposals: Proposal[]; onDone: () => void }) {
  const [sure, setSure] = useState(false);
  const { run, busy, failure } = useAction((intent) =>
    call((o) => client.api.v1.rounds[':id'].publish.$post({ param: { id: of.id } }, o), {
      intent,
      ifMatch: of.version,
      timeoutMs: LONG,
    }),
  );
  const approved = proposals.filter((p) => p.decision === 'approved');
  const struck = proposals.length - approved.length;
  const later = approved.filter((p) => p.free_on && new Date(`${p.free_on}T00:00:00+08:00`) > new Date()).length;
  const why =
    of.clean !== true
      ? t('没有通过独立核验的轮次不能发布。')
      : approved.length === 0
        ? t('没有已同意的拟分配，不能发布；可取消本轮。')
        : null;
  const go = async () => {
    const done = await run();
    setSure(false);
    if (done.ok)
      say(
        done.data.problems.length
          ? t('已发 {n} 份通知，{problems} 条因情况变化没有发出', {
              n: number(done.data.offers),
              problems: number(done.data.problems.length),
            })
          : t('已发 {n} 份入住通知', { n: number(done.data.offers) }),
      );
    onDone();
  };
  return (
    <div>
      {failure && <Problem of={failure} />}
      {busy && <progress class="round-progress" aria-label={t('正在发布')} />}
      <NextAction
        says={t('已同意 {n} 条，不同意 {struck} 条。发布后向家属和机构发入住通知，逐条再核对一遍。', {
          n: number(approved.length),
          struck: number(struck),
        })}
        verb={t('发布 {n} 份通知', { n: number(approved.length) })}
        busy={busy}
        why={why}
        onAct={() => setSure(true)}
      />
      <Confirm
        open={sure}
        title={t('发布本轮')}
        verb={t('发布 {n} 份通知', { n: number(approved.length) })}
        busy={busy}
        onConfirm={go}
        onClose={() => setSure(false)}
      >
        <p>{t('每条在发出前按此刻的情况重新核对；变了的不硬发，列在「发布结果」里。')}</p>
        {later > 0 && <p>{t('其中 {n} 条的床还没空出，到空出那天自动发。', { n: later })}</p>}
        <p>{t('发布后本轮不能再改，也不能取消。')}</p>
      </Confirm>
    </div>
  );
}

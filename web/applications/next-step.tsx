import { mainStep } from '../../server/cases/rules.ts';
import { addDays, dayOf } from '../../server/kernel/period.ts';
import { ButtonLink } from '../ui/button.tsx';
import { Notice } from '../ui/card.tsx';
import { date, now } from '../ui/format.ts';
import { key, t } from '../ui/i18n.ts';
import { word } from '../ui/words.ts';
import type { Case } from './timeline.ts';

const says: Record<string, string> = {
  finish_draft: key('请填完并提交。'),
  accept: key('社区前台正在核对材料：受理，或一次性告诉您还缺什么。'),
  complete_papers: key('等您补齐下面的材料。补齐前，办理期限不计时。'),
  give_opinions: key('各部门正在后台同时核对，不用您跑。'),
  assess: key('等待能力评估：评估员会与您约时间上门。'),
  decide: key('各部门已答复，民政正在作决定。'),
  agree_notice: key('审核已通过。公示前还要老人本人（或监护人）同意，同意前这一件停在这里。'),
  publish: key('审核已通过，马上公示。'),
  wait_notice: key('正在公示。期满没有异议，就列入轮候。'),
  answer_objection: key('公示期间有人提出异议，正在核实；答复前，这一件先等一等。'),
  wait_turn: key('轮到您并有合适的床时，会发入住通知，请留意电话。'),
  decide_appeal: key('您的申诉正在办理，由没有参与原决定的人答复。'),
  may_appeal: key('对结果不服，可以在期限内申诉。'),
  none: key('已办结，没有要等的事。'),
};

const pauseWords: Record<string, string> = {
  correction: key('补正材料'),
  assessment: key('能力评估'),
  notice: key('公示或核实异议'),
};

/** What happens next, whose turn it is, and by when: the case's own clock with what it has stood still for. */
export function NextStep({ of }: { of: Case }) {
  const mine = of.next.waits === 'family';
  const step = of.next.step === 'answer_objection' ? 'objection' : mainStep[of.status];
  const clock = of.clocks.find((c) => c.step === step && c.department === null && c.stopped_at === null);
  const open = clock?.pauses.find((p) => p.until === null);
  const closed = clock?.pauses.filter((p) => p.until !== null && p.until > p.since) ?? [];
  const late = clock?.due_on != null && clock.due_on < dayOf(now.value);
  return (
    <Notice tone={mine && of.next.step !== 'may_appeal' ? 'amber' : 'accent'}>
      <h2 class="next-head">{mine ? t('等您办理') : t('接下来')}</h2>
      <p>{says[of.next.step] ? t(says[of.next.step] as string) : of.next.step}</p>
      {of.next.step === 'agree_notice' && (
        <div data-unread>
          <ButtonLink look="primary" href={`/me/privacy/${of.applicant_id}`}>
            {t('去看并同意公示')}
          </ButtonLink>
          <p class="small">{t('不方便上网的，到社区前台当面同意也可以。')}</p>
        </div>
      )}
      {clock?.due_on && (
        <p>
          <strong>{t('{step}最迟 {date}', { step: word('clock', clock.step), date: date(clock.due_on) })}</strong>
          {late && ` ${t('已超过期限，可以打电话催办。')}`}
        </p>
      )}
      {open && (
        <p>
          {t('{date}起因{why}暂停计时，之后接着算。', {
            date: date(open.since),
            why: t(pauseWords[open.reason] ?? open.reason),
          })}
        </p>
      )}
      {closed.map((p) => (
        <p key={p.since} class="small">
          {t('{from}至{to}因{why}没有计时，期限已顺延。', {
            from: date(p.since),
            to: date(addDays(p.until as string, -1)),
            why: t(pauseWords[p.reason] ?? p.reason),
          })}
        </p>
      ))}
    </Notice>
  );
}

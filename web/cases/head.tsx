import { Printer, UserRoundCheck } from 'lucide';
import { useState } from 'preact/hooks';
import { mainStep } from '../../server/cases/rules.ts';
import type { Department } from '../../server/kernel/departments.ts';
import { Badge } from '../ui/badge.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { date } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { session } from '../ui/session.ts';
import { word } from '../ui/words.ts';
import { AssignDialog } from './assign.tsx';
import { ClockState } from './clock.tsx';
import { CloseCase } from './close.tsx';
import type { Case } from './data.ts';
import { stepWord, turnWord } from './words.ts';

/** The case's own clock: in each status another one, the others run beside it. */
const mainClock = (of: Case) => of.clocks.find((one) => one.step === mainStep[of.status] && one.stopped_at === null);
const standing = (clock: Case['clocks'][number]) => clock.pauses.find((one) => one.until === null)?.reason ?? null;

/** A department that has not answered, and whether its own time has run out. */
function waitedFor(of: Case, department: Department): string {
  const late = of.clocks.some((one) => one.step === 'opinion' && one.department === department && one.colour === 'red');
  return late ? t('{who}逾期', { who: word('department', department) }) : word('department', department);
}

/** What happens next, who has to do it and by when; then who has the case and what has been answered. */
export function Head({ of, onDone }: { of: Case; onDone: () => void }) {
  const [assigning, setAssigning] = useState(false);
  const role = session.value?.role;
  const clock = mainClock(of);
  const waiting = of.opinions.filter((one) => one.turn === of.turn && one.outcome === null);
  const open = !['draft', 'queued', 'placed', 'withdrawn', 'closed', 'ineligible'].includes(of.status);
  return (
    <section class="case-head" aria-label={t('下一步')}>
      <div class="case-next">
        <p class="row">
          <Badge tone="accent">{word('status', of.status)}</Badge>
          <span>{word('bed', of.service)}</span>
          <span class="num muted">{of.receipt_no}</span>
        </p>
        <p class="case-turn">
          {of.next.step === 'none'
            ? t('没有下一步')
            : t('下一步：{who} · {step}', { who: turnWord(of.next.waits), step: stepWord(of.next.step) })}
        </p>
        {of.next.step === 'give_opinions' && (
          <p>{t('在等：{who}', { who: waiting.map((one) => waitedFor(of, one.department)).join(t('、')) })}</p>
        )}
        {clock && (
          <p class="row">
            <ClockState of={{ ...clock, paused: standing(clock) }} />
            <span class="muted small">
              {clock.due_on
                ? t('{step}：第 {used} 天，共 {days} 天，{date}到期', {
                    step: word('clock', clock.step),
                    used: clock.used,
                    days: clock.days,
                    date: date(clock.due_on),
                  })
                : t('{step}：已用 {used} 天，共 {days} 天', {
                    step: word('clock', clock.step),
                    used: clock.used,
                    days: clock.days,
                  })}
            </span>
          </p>
        )}
      </div>
      <div class="case-side">
        <p>{t('经办人：{who}', { who: of.assignee ?? t('未指派') })}</p>
        <div class="row">
          {open && role !== 'inspector' && (
            <Button icon={UserRoundCheck} onClick={() => setAssigning(true)}>
              {t('指派…')}
            </Button>
          )}
          {of.replies > 0 && (
            <ButtonLink icon={Printer} href={`/reply/${of.id}`}>
              {t('答复书')}
            </ButtonLink>
          )}
          {['queued', 'placed'].includes(of.status) && role !== 'inspector' && (
            <ButtonLink href={`/officer/applicants/${of.id}`}>{t('排位与床位')}</ButtonLink>
          )}
          {role === 'officer' && <CloseCase of={of} onDone={onDone} />}
        </div>
      </div>
      {assigning && <AssignDialog of={[of]} onClose={() => setAssigning(false)} onDone={onDone} />}
    </section>
  );
}

import { Send } from 'lucide';
import { call, client } from '../api.ts';
import { type Shape, StatusDot, type Tone } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { moment } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { say } from '../ui/toast.tsx';
import { word } from '../ui/words.ts';
import { ClockState } from './clock.tsx';
import type { Case } from './data.ts';

type Opinion = Case['opinions'][number];

const looks: Record<string, [shape: Shape, tone: Tone]> = {
  agree: ['check', 'accent'],
  disagree: ['cross', 'red'],
  not_ours: ['dash', 'stale'],
};

/** The departments side by side: what each said and why, or how long it still has. */
export function Departments({ of, onDone }: { of: Case; onDone: () => void }) {
  const now = of.opinions.filter((one) => one.turn === of.turn);
  const before = of.opinions.filter((one) => one.turn !== of.turn);
  const asks = of.status === 'in_review' && session.value?.role === 'officer';
  if (of.opinions.length === 0 && !asks) return null;
  return (
    <section class="stack-tight" aria-label={t('部门意见')}>
      <div class="row-between">
        <h2>{t('部门意见')}</h2>
        {asks && <AskAgain of={of} onDone={onDone} />}
      </div>
      {now.length === 0 && <p class="muted">{t('还没有征求部门意见。')}</p>}
      <ul class="departments">
        {now.map((one) => (
          <One key={one.id} of={one} within={of} />
        ))}
      </ul>
      {before.length > 0 && (
        <details>
          <summary>{t('以前各轮的意见（{n} 条）', { n: before.length })}</summary>
          <ul class="departments">
            {before.map((one) => (
              <One key={one.id} of={one} within={of} />
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function One({ of, within }: { of: Opinion; within: Case }) {
  const clock = within.clocks.find(
    (one) => one.step === 'opinion' && one.department === of.department && one.stopped_at === null,
  );
  const [shape, tone] = looks[of.outcome ?? ''] ?? ['ring', 'amber'];
  return (
    <li class="card stack-tight department">
      <h3>{word('department', of.department)}</h3>
      {of.outcome === null ? (
        of.turn === within.turn && clock ? (
          <>
            <StatusDot shape="ring" tone="amber">
              {t('等待答复')}
            </StatusDot>
            <ClockState of={{ ...clock, paused: clock.pauses.find((one) => one.until === null)?.reason }} />
          </>
        ) : (
          <StatusDot shape="dash" tone="stale">
            {t('没有答复')}
          </StatusDot>
        )
      ) : (
        <>
          <StatusDot shape={shape} tone={tone}>
            {word('opinion', of.outcome)}
          </StatusDot>
          {of.reason && <p>{word('opinion_reason', of.reason)}</p>}
          {of.note && <p class="said">{of.note}</p>}
        </>
      )}
      <p class="small muted">
        {of.given_at ? t('{at} 答复', { at: moment(of.given_at) }) : t('{at} 征求', { at: moment(of.asked_at) })}
      </p>
    </li>
  );
}

/** Whoever the case needs by its facts of today and has not been asked yet. */
function AskAgain({ of, onDone }: { of: Case; onDone: () => void }) {
  const { run, busy, failure } = useAction((intent) =>
    call((o) => client.api.v1.applications[':id'].opinions.$post({ param: { id: of.id }, json: {} }, o), { intent }),
  );
  const ask = async () => {
    const done = await run();
    if (!done.ok) return;
    say(
      done.data.asked.length
        ? t('已征求：{who}', { who: done.data.asked.map((one) => word('department', one)).join(t('、')) })
        : t('按现行规则没有别的部门要征求'),
    );
    onDone();
  };
  return (
    <>
      <Button look="quiet" icon={Send} busy={busy} onClick={ask}>
        {t('征求新增部门')}
      </Button>
      {failure && <Problem of={failure} />}
    </>
  );
}

import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { StatusDot } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Loading } from '../ui/empty.tsx';
import { date, moment } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { AnswerObjection } from './answer.tsx';
import type { Case } from './data.ts';
import { answerWord, noticeWord } from './words.ts';

/** What was published and what was said against it; then what was appealed against. */
export function Publicity({ of, onDone }: { of: Case; onDone: () => void }) {
  const open = of.objections.filter((one) => one.answered_at === null);
  return (
    <>
      {of.notices.length > 0 && (
        <section class="stack-tight" aria-label={t('公示与异议')}>
          <h2>{t('公示与异议')}</h2>
          <ul class="stack-tight">
            {of.notices.map((one) => (
              <li key={one.id}>
                {one.withdrawn_at
                  ? t('{from}公示，{until}撤下', { from: date(one.published_at), until: date(one.withdrawn_at) })
                  : t('{from}起公示中', { from: date(one.published_at) })}
                {one.result && <span class="muted"> · {noticeWord(one.result)}</span>}
              </li>
            ))}
          </ul>
          {open.length > 0 && <OpenObjections of={of} onDone={onDone} />}
          {of.objections
            .filter((one) => one.answered_at !== null)
            .map((one) => (
              <div class="card stack-tight" key={one.id}>
                <StatusDot shape={one.outcome === 'upheld' ? 'check' : 'cross'} tone="plain">
                  {t('{at} 的异议：{outcome}', {
                    at: moment(one.received_at),
                    outcome: answerWord(one.outcome ?? ''),
                  })}
                </StatusDot>
                <p class="said">{one.answer}</p>
              </div>
            ))}
        </section>
      )}
      {of.appeals.length > 0 && (
        <section class="stack-tight" aria-label={t('申诉')}>
          <h2>{t('申诉')}</h2>
          {of.appeals.map((one) => (
            <div class="card stack-tight" key={one.filed_at}>
              <p class="muted">{t('{at} 提出', { at: moment(one.filed_at) })}</p>
              <p class="said">{one.grounds}</p>
              {one.outcome ? (
                <>
                  <StatusDot shape={one.outcome === 'allowed' ? 'check' : 'cross'} tone="plain">
                    {t('{at} {outcome}', {
                      at: moment(one.decided_at),
                      outcome: one.outcome === 'allowed' ? answerWord('allowed') : t('申诉不成立'),
                    })}
                  </StatusDot>
                  <p class="said">{one.answer}</p>
                </>
              ) : (
                <StatusDot shape="ring" tone="amber">
                  {t('等待答复')}
                </StatusDot>
              )}
            </div>
          ))}
        </section>
      )}
    </>
  );
}

/** What was said against the notice is read only where it is to be answered. */
function OpenObjections({ of, onDone }: { of: Case; onDone: () => void }) {
  const [answering, setAnswering] = useState<string>();
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.objections.$get({ query: { open: 'true', limit: '500' } }, o), { signal }),
    [of.id, of.version],
  );
  if (failure) return <Problem of={failure} onRetry={reload} focus={false} />;
  if (!data) return <Loading cards={1} />;
  const mine = data.objections.filter((one) => one.application_id === of.id);
  const chosen = mine.find((one) => one.id === answering);
  return (
    <>
      {mine.map((one) => (
        <div class="card stack-tight" key={one.id}>
          <p class="muted">
            {one.due_on
              ? t('{at} 收到，{date}前答复', { at: moment(one.received_at), date: date(one.due_on) })
              : t('{at} 收到', { at: moment(one.received_at) })}
          </p>
          <p class="said">{one.text}</p>
          {session.value?.role !== 'inspector' && (
            <div>
              <Button
                look="primary"
                why={of.decided_by_me ? t('决定是您作的，请由同事答复异议') : null}
                onClick={() => setAnswering(one.id)}
              >
                {t('答复异议…')}
              </Button>
            </div>
          )}
        </div>
      ))}
      {chosen && (
        <AnswerObjection
          of={chosen}
          onClose={() => setAnswering(undefined)}
          onDone={() => {
            reload();
            onDone();
          }}
        />
      )}
    </>
  );
}

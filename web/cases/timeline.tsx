import { moment } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { word } from '../ui/words.ts';
import type { Case } from './data.ts';
import { visitWord } from './words.ts';

type Line = { at: string; what: string; by: string | null; why: string | null };

/** A decision without a note has the codes of the rules as its reason; the reply says them in words. */
const inWords = (reason: string | null) => (reason && /^[a-z_, ]+$/.test(reason) ? t('依规则，见答复书') : reason);

/** Everything that happened, newest first: who did it, and why. */
export function Timeline({ of }: { of: Case }) {
  const lines: Line[] = [
    ...of.events.map((one) => ({
      at: one.at,
      what: word('event', one.event),
      by: one.by ?? (one.event === 'publish' || one.event === 'enqueue' ? t('系统') : null),
      why: inWords(one.reason),
    })),
    ...of.opinions.flatMap((one) =>
      one.given_at
        ? [
            {
              at: one.given_at,
              what: t('{who}：{said}', {
                who: word('department', one.department),
                said: word('opinion', one.outcome ?? ''),
              }),
              by: null,
              why: one.note,
            },
          ]
        : [],
    ),
    ...of.visits.map((one) => ({ at: one.held_at, what: visitWord(one.kind), by: null, why: null })),
    ...of.objections.map((one) => ({ at: one.received_at, what: t('收到异议'), by: null, why: null })),
  ].sort((a, b) => (a.at < b.at ? 1 : -1));
  return (
    <section class="card stack-tight" aria-label={t('办理经过')}>
      <h2>{t('办理经过')}</h2>
      <ol class="timeline">
        {lines.map((line) => (
          <li key={`${line.at}${line.what}`}>
            <span class="muted num small">{moment(line.at)}</span>
            <div>
              {line.what}
              {line.by && <span class="muted"> · {line.by}</span>}
              {line.why && <p class="small muted">{line.why}</p>}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

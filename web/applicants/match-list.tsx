import type { InferResponseType } from 'hono/client';
import type { client } from '../api.ts';
import { Badge } from '../ui/badge.tsx';
import { distance, money } from '../ui/format.ts';
import { FreshnessTag } from '../ui/freshness.tsx';
import { lang, t } from '../ui/i18n.ts';
import { word } from '../ui/words.ts';

export type Match = InferResponseType<typeof client.api.v1.match.$post, 200>['matches'][number];

export const why = (reason: Match['reasons'][number]) => (lang.value === 'en' ? reason.message_en : reason.message_zh);

/** Every facility judged for this person: those with a bed first, then the others, each with its reasons. */
export function MatchList({
  matches,
  choices,
  chosen,
  onChoose,
}: {
  matches: Match[];
  choices: string[];
  chosen: string | null;
  onChoose: (facility: string) => void;
}) {
  const possible = matches.filter((match) => match.possible);
  const rest = matches.filter((match) => !match.possible);
  // The nearest misses tell an officer what could be changed; the long tail is folded away
  const named = rest.filter((match) => choices.includes(match.facility.id));
  const others = rest.filter((match) => !choices.includes(match.facility.id));
  return (
    <section class="stack-tight" aria-label={t('适合此人的床位')} id="matches">
      <h2>{t('适合此人的床位')}</h2>
      {possible.length > 0 && (
        <p class="muted small">{t('{n} 处有合适空床 · 先看选定机构，再按距离', { n: possible.length })}</p>
      )}
      {possible.length === 0 && <p>{t('现在没有合适的空床；下面逐处列出原因。')}</p>}
      <ul class="matches">
        {possible.map((match) => (
          <Row key={match.facility.id} of={match} {...{ choices, chosen, onChoose }} />
        ))}
        {named.map((match) => (
          <Row key={match.facility.id} of={match} {...{ choices, chosen, onChoose }} />
        ))}
      </ul>
      {others.length > 0 && (
        <details open={possible.length === 0 || undefined}>
          <summary>{t('其余 {n} 处不合适，及原因', { n: others.length })}</summary>
          <ul class="matches">
            {others.map((match) => (
              <Row key={match.facility.id} of={match} {...{ choices, chosen, onChoose }} />
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Row({
  of,
  choices,
  chosen,
  onChoose,
}: {
  of: Match;
  choices: string[];
  chosen: string | null;
  onChoose: (facility: string) => void;
}) {
  const wish = choices.indexOf(of.facility.id);
  return (
    <li>
      <button
        type="button"
        class={`match${of.possible ? '' : ' match-not'}`}
        aria-pressed={chosen === of.facility.id}
        onClick={() => onChoose(of.facility.id)}
      >
        <span class="match-head">
          <strong>{of.facility.name}</strong>
          {wish >= 0 && <Badge tone="accent">{t('第 {n} 选择', { n: wish + 1 })}</Badge>}
          <span class="match-far num">
            {of.distance_km === null
              ? t('距离未知')
              : t('约 {far} · 步行约 {min} 分钟', {
                  far: distance(of.distance_km * 1000),
                  min: of.walking_minutes ?? 0,
                })}
          </span>
        </span>
        {of.possible ? (
          <span class="match-line">
            <span>{t('可住 {n} 床', { n: of.free_for_person })}</span>
            <span>{of.lot ? t('合同余 {n}', { n: of.lot.left }) : t('预留床，不占合同')}</span>
            <span>{t('自付 {sum}', { sum: money(of.quote.family_fen, true) })}</span>
            <FreshnessTag confirmedAt={of.confirmed_at} short />
          </span>
        ) : (
          <span class="match-line muted">
            {word('facility', of.facility.kind)} · {of.reasons.map(why).join(' ')}
          </span>
        )}
      </button>
    </li>
  );
}

import type { Tone as WhyTone } from '../../server/guide/rules.ts';
import { away } from '../ui/away.ts';
import { Badge, type Shape, StatusDot, type Tone } from '../ui/badge.tsx';
import { ButtonLink } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { CompareToggle } from '../ui/compare.tsx';
import { money, now } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { href, type Query } from '../ui/url.ts';
import { word } from '../ui/words.ts';
import type { Shown } from './find.ts';
import { whyWord } from './words.ts';

/** A shape for each way a reason can speak: never the colour alone. */
const looks: Record<WhyTone, [Shape, Tone]> = {
  good: ['check', 'accent'],
  perhaps: ['half', 'amber'],
  bad: ['cross', 'plain'],
  unknown: ['dash', 'stale'],
};

/** One place of the list: why it stands here, what it costs, and what can be done with it. */
export function Found({
  of,
  place,
  street,
  filters,
  along,
  known,
}: {
  of: Shown;
  place: number;
  street: string | undefined;
  filters: Query;
  /** the answers go along to an application */
  along: boolean;
  /** a place was said to measure from */
  known: boolean;
}) {
  const { row, why, cost, bed } = of;
  const priced = why.some((w) => w.code.startsWith('price'));
  const near = why.some((w) => w.code.startsWith('near') && w.code !== 'near_unknown');
  const apply = href('/apply', { ...(along ? filters : {}), facility: of.id });
  return (
    <Card as="li" class="guide-found">
      <div class="guide-found-head">
        <span class="guide-place num" aria-hidden="true">
          {place}
        </span>
        <div>
          <h3>
            <a href={href(`/facilities/${of.id}`, filters)}>{row.name}</a>
          </h3>
          <p class="small muted">
            {[word('facility', row.kind), street].filter(Boolean).join(' · ')}
            {row.demonstration && (
              <>
                {' '}
                <Badge>{t('演示数据')}</Badge>
              </>
            )}
          </p>
        </div>
      </div>
      <ul class="guide-why" aria-label={t('排在这里的理由')}>
        {why.map((w) => (
          <li key={w.code}>
            <StatusDot shape={looks[w.tone][0]} tone={looks[w.tone][1]}>
              {whyWord(w, now.value)}
            </StatusDot>
          </li>
        ))}
      </ul>
      <p class="guide-more muted">
        {[
          known && !near ? away(row.distance_km, row.walking_minutes) : '',
          priced ? '' : costWord(cost, row.monthly_min_fen),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <div class="row screen-only" data-unread>
        <ButtonLink look="primary" href={apply}>
          {t('去申请')}
          <span class="visually-hidden"> {row.name}</span>
        </ButtonLink>
        {!bed && (
          <ButtonLink href={href('/me/watches/new', { ...filters, facility: of.id })}>
            {t('有空床告诉我')}
            <span class="visually-hidden"> {row.name}</span>
          </ButtonLink>
        )}
        <CompareToggle id={of.id} name={row.name} />
      </div>
    </Card>
  );
}

/** What the family pays, as far as it is known; the range of levels is the range of sums. */
export function costWord({ quote, least_fen: least, most_fen: most }: Shown['cost'], filed: number | null): string {
  if (filed === null || least === null || most === null) return t('价格未填报');
  if (!quote.government_fen && least === most) return t('每月 {sum} 起，未减补贴', { sum: money(filed, true) });
  if (least !== most)
    return t('补贴后每月 {least} 到 {most}，看评估等级', { least: money(least, true), most: money(most, true) });
  return t('补贴后每月约 {sum}（政府补 {paid}）', { sum: money(most, true), paid: money(quote.government_fen, true) });
}

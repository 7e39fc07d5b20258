import { Badge, type Shape, StatusDot, type Tone } from '../ui/badge.tsx';
import { money, now } from '../ui/format.ts';
import { FreshnessTag, freshness } from '../ui/freshness.tsx';
import { t } from '../ui/i18n.ts';
import './facility-card.css';

type Beds = {
  free: number;
  free_male?: number;
  free_female?: number;
  free_for_person?: number | null;
  confirmed_at: string | null;
};

/**
 * 「空 2 床（女 1）· 3 小时前确认」: never a number without its age, and an old number is said to be old. A bed in a
 * room not yet given to men or women counts for both, so the two may add up to more than the whole.
 */
export function VacancyLine({ of, sex, was }: { of: Beds; sex?: string; was?: number }) {
  const stale = freshness(of.confirmed_at, now.value) === 'stale';
  const shape: Shape = of.free >= 3 ? 'dot' : of.free > 0 ? 'half' : 'ring';
  const tone: Tone = stale ? 'stale' : of.free > 0 ? 'accent' : 'plain';
  return (
    <p class="vacancy">
      <StatusDot shape={shape} tone={tone}>
        <strong class={stale ? 'vacancy-old' : 'vacancy-n'}>{headline(of, stale)}</strong>
        {of.free > 0 && <span class="vacancy-parts">{parts(of, sex)}</span>}
      </StatusDot>
      <FreshnessTag short confirmedAt={of.confirmed_at} />
      {was !== undefined && <Badge tone="accent">{t('刚更新，原为 {n}', { n: was })}</Badge>}
    </p>
  );
}

function headline({ free }: Beds, stale: boolean): string {
  if (stale) return free > 0 ? t('上次填报空 {n} 床', { n: free }) : t('上次填报无空床');
  return free > 0 ? t('空 {n} 床', { n: free }) : t('暂无空床');
}

function parts(of: Beds, sex: string | undefined): string {
  if (of.free_for_person != null) return t('（符合条件 {n}）', { n: of.free_for_person });
  if (sex === 'male' && of.free_male !== undefined) return t('（男 {n}）', { n: of.free_male });
  if (sex === 'female' && of.free_female !== undefined) return t('（女 {n}）', { n: of.free_female });
  if (of.free_male === undefined || of.free_female === undefined) return '';
  if (of.free_male === of.free && of.free_female === of.free) return t('（男女均可）');
  return t('（男可住 {m}，女可住 {f}）', { m: of.free_male, f: of.free_female });
}

type Price = { monthly_min_fen: number | null; family_fen?: number | null; government_fen?: number | null };

/** What a family pays in a month: after subsidy when the question says for whom, else the price as filed, else 未填报. */
export function PriceLine({ of }: { of: Price }) {
  if (of.family_fen != null) {
    return (
      <p class="price">
        <span class="muted">{t('补贴后每月')}</span> <strong class="num">{money(of.family_fen, true)}</strong>
        {!!of.government_fen && (
          <span class="muted small"> {t('政府补 {sum}', { sum: money(of.government_fen, true) })}</span>
        )}
      </p>
    );
  }
  return (
    <p class="price">
      <span class="muted">{t('每月费用')}</span>{' '}
      {of.monthly_min_fen === null ? (
        <span class="unfiled">{t('未填报')}</span>
      ) : (
        <>
          <strong class="num">{t('{sum} 起', { sum: money(of.monthly_min_fen, true) })}</strong>
          <span class="muted small"> {t('未减补贴')}</span>
        </>
      )}
    </p>
  );
}

/** The official grade with who gave it; none is said, not drawn as zero. */
export function Stars({
  of,
  full,
}: {
  of: { stars: number | null; stars_source: string | null; stars_year?: number | null };
  full?: boolean;
}) {
  if (of.stars === null) return full ? <span class="unfiled">{t('星级未填报')}</span> : null;
  const words = t('{n} 星', { n: of.stars });
  return (
    <span class="stars">
      <span class="stars-drawn" aria-hidden="true">
        {'★'.repeat(of.stars)}
        <span class="stars-rest">{'★'.repeat(5 - of.stars)}</span>
      </span>
      <span class={full ? undefined : 'visually-hidden'}>{words}</span>
      {of.stars_source && <span class="muted small">{of.stars_source}</span>}
      {of.stars_year && <span class="muted small">{t('{year} 年评定', { year: of.stars_year })}</span>}
    </span>
  );
}

import type { InferResponseType } from 'hono/client';
import type { client } from '../api.ts';
import { StatusDot } from '../ui/badge.tsx';
import { number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { said } from './words.ts';

export type Reasons = InferResponseType<(typeof client.api.v1.rounds)[':id']['reasons']['$get'], 200>;
type Wish = Reasons['wishes'][number];

/** Every facility asked for, in the order of the wishes, each with what became of it. */
export function WishTable({ of }: { of: Reasons }) {
  return (
    <ol class="wishes">
      {of.wishes.map((wish) => (
        <li key={wish.facility_id} class={`wish wish-${wish.result}`}>
          <span class="wish-no num">{wish.wish}</span>
          <div>
            <div class="row-between">
              <strong>{wish.facility}</strong>
              <span class="muted small">
                {wish.distance_km === null ? '' : t('{km} 公里', { km: number(wish.distance_km, 1) })}
              </span>
            </div>
            <WishResult of={wish} />
            {wish.reasons.map((reason, index) => (
              <p key={`${reason.code}${index}`} class="small">
                {said(reason)}
              </p>
            ))}
            {wish.result === 'not_placed' && wish.reasons.length === 0 && (
              <p class="small">{t('适合的床都排给了轮候在前的人。')}</p>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}

function WishResult({ of }: { of: Wish }) {
  if (of.result === 'placed')
    return (
      <StatusDot shape="check" tone="accent">
        {t('安排在这里')}
      </StatusDot>
    );
  if (of.result === 'not_needed')
    return (
      <StatusDot shape="dash" tone="stale">
        {t('更靠前的意愿已实现')}
      </StatusDot>
    );
  return (
    <StatusDot shape="ring" tone="amber">
      {t('没有安排，因为')}
    </StatusDot>
  );
}

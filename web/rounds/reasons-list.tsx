import type { InferResponseType } from 'hono/client';
import type { client } from '../api.ts';
import { StatusDot } from '../ui/badge.tsx';
import { number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { said } from './words.ts';

export type Reasons = InferResponseType<(typeof client.api.v1.rounds)[':id']['reasons']['$get'], 200>;
type Wish = Reasons['wishes'][number];
/** Wishes shown one by one; of a longer list those with the same answer share it. */
const SINGLE = 3;

/** Every facility asked for, in the order of the wishes, each with what became of it. */
export function WishTable({ of }: { of: Reasons }) {
  const single = of.wishes.filter((wish) => wish.wish <= SINGLE || wish.result === 'placed');
  const groups = [...Map.groupBy(rest(of.wishes, single), (wish) => `${wish.result} ${sentences(wish).join(' ')}`)];
  return (
    <div class="wishes">
      <ol class="wishes">
        {single.map((wish) => (
          <li key={wish.facility_id} class={`wish wish-${wish.result}`}>
            <span class="wish-no num">{wish.wish}</span>
            <div>
              <div class="row-between">
                <strong>{wish.facility}</strong>
                <span class="muted small">{away(wish)}</span>
              </div>
              <Answer of={wish} />
            </div>
          </li>
        ))}
      </ol>
      {groups.map(([key, list]) => (
        <details key={key} class="wish-more">
          <summary>{summary(list)}</summary>
          {list[0] && <Answer of={list[0]} />}
          <ul class="small">
            {list.map((wish) => (
              <li key={wish.facility_id}>
                <span class="num">{wish.wish}</span> {wish.facility} <span class="muted">{away(wish)}</span>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </div>
  );
}

const rest = (all: readonly Wish[], shown: readonly Wish[]) => all.filter((wish) => !shown.includes(wish));
const away = (wish: Wish) => (wish.distance_km === null ? '' : t('约 {km} 公里', { km: number(wish.distance_km, 1) }));

/** How many, and at once the first thing to know of them. */
function summary(list: readonly Wish[]): string {
  const first = list[0];
  const says = first?.result === 'not_needed' ? t('更靠前的意愿已实现') : ((first && sentences(first)[0]) ?? '');
  return t('另外 {n} 家：{why}', { n: number(list.length), why: says });
}

/** Why not here, a sentence for each reason. */
function sentences(of: Wish): string[] {
  if (of.result !== 'not_placed') return [];
  return of.reasons.length > 0 ? of.reasons.map(said) : [t('适合的床都排给了轮候在前的人。')];
}

function Answer({ of }: { of: Wish }) {
  return (
    <>
      {of.result === 'placed' ? (
        <StatusDot shape="check" tone="accent">
          {t('安排在这里')}
        </StatusDot>
      ) : of.result === 'not_needed' ? (
        <StatusDot shape="dash" tone="stale">
          {t('更靠前的意愿已实现')}
        </StatusDot>
      ) : (
        <StatusDot shape="ring" tone="amber">
          {t('没有安排，因为')}
        </StatusDot>
      )}
      {sentences(of).map((text) => (
        <p key={text} class="small">
          {text}
        </p>
      ))}
    </>
  );
}

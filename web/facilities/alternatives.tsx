import { BellRing } from 'lucide';
import { useEffect, useState } from 'preact/hooks';
import { type Alternative, alternativesTo, dayPlace, type FacilityKind } from '../../server/facilities/rules.ts';
import { away } from '../ui/away.ts';
import { weekdayWord } from '../ui/bed-words.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { FreshnessTag } from '../ui/freshness.tsx';
import { t } from '../ui/i18n.ts';
import type { Place } from '../ui/map/types.ts';
import { href, type Query } from '../ui/url.ts';
import { word } from '../ui/words.ts';
import { type Nearby, nearby } from './nearby.ts';
import { type Asked, carried, list, nearbyQuery } from './search.ts';

type Change = Record<string, string | null>;
type Way = { id: Alternative['id']; at: Nearby; days: number[]; change: Change };

const WORKDAYS = [1, 2, 3, 4, 5];
/** Wishes about the home that was looked for, not about the person; they end with it. */
const DROPPED = ['kind', 'days', 'max', 'stars', 'walk', 'q', 'r', 'area', 'sel'];

/** Nothing free: the nearest other ways of being cared for, each one tap away, and being told when there is a bed. */
export function Alternatives({
  query,
  set,
  place,
}: {
  query: Query;
  set: (change: Change) => void;
  place: Place | null;
}) {
  const [ways, setWays] = useState<Way[]>();
  const asked = JSON.stringify(carried(query));
  // The address is the question
  useEffect(() => {
    const abort = new AbortController();
    setWays(undefined);
    look(query, place, abort.signal).then((found) => !abort.signal.aborted && setWays(found));
    return () => abort.abort();
  }, [asked, place?.lng, place?.lat]);
  return (
    <section class="near-else stack-tight" aria-label={t('还可以这样')} aria-busy={!ways}>
      {ways && ways.length > 0 && (
        <>
          <h3>{t('还可以这样')}</h3>
          <ul class="near-ways">
            {ways.map((way) => (
              <li key={way.id}>
                <Button wide onClick={() => set(way.change)}>
                  <span class="near-way">
                    <strong>{headline(way)}</strong>
                    <span class="small">
                      {way.at.name} · {word('facility', way.at.kind)} ·{' '}
                      {away(way.at.distance_km, way.at.walking_minutes)}
                    </span>
                    <span class="small">
                      {way.id === 'day'
                        ? t('{days}有位', { days: way.days.map(weekdayWord).join(t('、')) })
                        : t('空 {n} 床', { n: way.at.free_for_person ?? way.at.free })}{' '}
                      <FreshnessTag short confirmedAt={way.at.confirmed_at} />
                    </span>
                  </span>
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
      {ways && ways.length === 0 && <p class="muted">{t('附近也没有可以替代的日托、上门服务或其他床位。')}</p>}
      <ButtonLink icon={BellRing} href={href('/me/watches/new', carried(query))}>
        {t('有床时告诉我')}
      </ButtonLink>
    </section>
  );
}

function headline({ id, at }: Way): string {
  if (id === 'day') return t('先白天照料，晚上回家');
  if (id === 'home') return t('住在家里，居家养老点照料');
  return t('改看{kind}', { kind: word('facility', at.kind) });
}

/** Asks for each alternative of the rule, in its order; one that has nothing free is left out. */
async function look(query: Query, place: Place | null, signal: AbortSignal): Promise<Way[]> {
  const kinds = list(query.kind) as FacilityKind[];
  const days = list(query.days).map(Number);
  const rest = Object.fromEntries(Object.entries(query).filter(([name]) => !DROPPED.includes(name)));
  const base = nearbyQuery({ ...rest, bed: '1' }, place);
  if (!base) return [];
  const find = async (more: Partial<Asked>): Promise<Nearby[]> => {
    const result = await nearby({ ...base, ...more, limit: '3' }, signal);
    return result.ok ? result.data.facilities : [];
  };
  const dropped = Object.fromEntries(DROPPED.map((name) => [name, null]));
  const ways = await Promise.all(
    alternativesTo({ kinds, days }).map(async ({ id, kinds: wanted }): Promise<Way | null> => {
      const change = { ...dropped, bed: '1', kind: wanted.join(',') };
      if (id !== 'day') {
        const [at] = await find({ kinds: wanted.join(',') });
        return at ? { id, at, days: [], change: { ...change, kind: id === 'stay' ? at.kind : change.kind } } : null;
      }
      const asked = days.length ? days : WORKDAYS;
      const lists = await Promise.all(asked.map((day) => find({ kinds: wanted.join(','), weekdays: String(day) })));
      const found = dayPlace(new Map(asked.map((day, i) => [day, lists[i] ?? []])));
      if (!found || (days.length > 0 && found.days.length === days.length && wanted.some((k) => kinds.includes(k))))
        return null;
      return { id, ...found, change: { ...change, kind: found.at.kind, days: found.days.join(',') } };
    }),
  );
  return ways.filter((way) => way !== null);
}

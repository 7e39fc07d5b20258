import { useEffect, useState } from 'preact/hooks';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { distance } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import type { Place } from '../ui/map/types.ts';
import type { Query } from '../ui/url.ts';
import { word } from '../ui/words.ts';
import { Alternatives } from './alternatives.tsx';
import { type Nearby, nearby } from './nearby.ts';
import { FILTERS, nearbyQuery } from './search.ts';

type Way = { id: string; change: Record<string, null>; nearest: Nearby };

/** Each way out drops one wish; only those that really lead somewhere are offered, with the nearest place they lead to. */
const WAYS = [
  ['r', 'walk'],
  ['q'],
  ['kind'],
  ['max', 'needs'],
  ['stars'],
  ['from'],
  ['days'],
  ['dementia'],
  ['level'],
  ['bed', 'from'],
] as const;

/** Nothing matches: the nearest places that would, if one wish were given up. */
export function Nothing({
  query,
  set,
  place,
}: {
  query: Query;
  set: (change: Record<string, string | null>) => void;
  place: Place | null;
}) {
  const [ways, setWays] = useState<Way[]>();
  const asked = JSON.stringify(query);
  // The address is the question
  useEffect(() => {
    const abort = new AbortController();
    setWays(undefined);
    findWays(query, place, abort.signal).then((found) => !abort.signal.aborted && setWays(found));
    return () => abort.abort();
  }, [asked, place?.lng, place?.lat]);

  return (
    <Empty title={t('没有完全符合的机构')}>
      {ways?.length ? (
        <>
          <p>{t('放宽一项，最近的是：')}</p>
          <ul class="near-ways">
            {ways.map((way) => (
              <li key={way.id}>
                <Button wide onClick={() => set(way.change)}>
                  <span class="near-way">
                    <strong>{loosened(way.id)}</strong>
                    <span class="small muted">
                      {way.nearest.name} · {word('facility', way.nearest.kind)} ·{' '}
                      {t('约 {far}', { far: distance(way.nearest.distance_km * 1000) })}
                      {way.nearest.free > 0 && ` · ${t('空 {n} 床', { n: way.nearest.free })}`}
                    </span>
                  </span>
                </Button>
              </li>
            ))}
          </ul>
        </>
      ) : (
        ways && <p>{t('可以清除筛选，或换一个地方试试。')}</p>
      )}
      <Alternatives query={query} set={set} place={place} />
      <Button look="primary" onClick={() => set(Object.fromEntries([...FILTERS, 'area'].map((name) => [name, null])))}>
        {t('清除筛选')}
      </Button>
    </Empty>
  );
}

function loosened(id: string): string {
  const words: Record<string, string> = {
    r: t('找远一点'),
    q: t('不限名称'),
    kind: t('不限机构类型'),
    max: t('不限价格'),
    stars: t('不限星级'),
    from: t('不限从哪天起'),
    days: t('不限星期几'),
    dementia: t('不限失智专区'),
    level: t('不限照护等级'),
    bed: t('也看暂无空床的'),
    all: t('什么都不限'),
  };
  return words[id] ?? id;
}

async function findWays(query: Query, place: Place | null, signal: AbortSignal): Promise<Way[]> {
  const without = async (names: readonly string[]): Promise<Way | null> => {
    const rest = Object.fromEntries(Object.entries(query).filter(([name]) => !names.includes(name)));
    const ask = nearbyQuery(rest, place);
    if (!ask) return null;
    // Of what the family pays the page judges by itself, so the first that came need not be one that fits
    const result = await nearby({ ...ask, limit: ask.familyMaxFen === undefined ? '1' : '30' }, signal);
    const nearest = result.ok ? result.data.facilities[0] : undefined;
    return nearest
      ? {
          id: names === FILTERS ? 'all' : names[0]!,
          change: Object.fromEntries(names.map((name) => [name, null])),
          nearest,
        }
      : null;
  };
  const wishes = WAYS.filter((names) => names.some((name) => query[name]));
  const ways = (await Promise.all(wishes.map(without))).filter((way) => way !== null).slice(0, 3);
  if (ways.length || wishes.length < 2) return ways;
  const any = await without(FILTERS);
  return any ? [any] : [];
}

export { Alternatives };

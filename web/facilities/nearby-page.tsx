import { useSignal } from '@preact/signals';
import { List, Map as MapIcon } from 'lucide';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { roughlyPlaced } from '../../server/divisions/rules.ts';
import { inOrder, type Order, orders } from '../../server/facilities/rules.ts';
import { Button } from '../ui/button.tsx';
import { CompareBar } from '../ui/compare.tsx';
import { Loading } from '../ui/empty.tsx';
import { now } from '../ui/format.ts';
import { freshness } from '../ui/freshness.tsx';
import { t } from '../ui/i18n.ts';
import { useTitle } from '../ui/page.tsx';
import { centreOf, chosenPlace, divisionOf, placeName, usePlaces } from '../ui/places.ts';
import { Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { SavingOffer } from '../ui/saving.tsx';
import { href, useQuery } from '../ui/url.ts';
import { FacilityCard } from './facility-card.tsx';
import { Filters } from './filters.tsx';
import { NearMap } from './near-map.tsx';
import { type Found, type Nearby, useNearby } from './nearby.ts';
import { carried, nearbyQuery, orderOf } from './search.ts';
import { SearchLine } from './search-line.tsx';
import { useWide } from './wide.ts';
import './nearby.css';

/** The first page: who has a bed, near whom. List and map are two views of one answer; the address holds the question. */
export default function NearbyPage() {
  useTitle(t('找养老床位'));
  const { query, set } = useQuery();
  const { divisions, ready, failure: noPlaces, reload: reloadPlaces } = usePlaces();
  const centre = useMemo(() => centreOf(divisions), [divisions]);
  const place = chosenPlace(query, divisions);
  const { found, current, failure, loading, more, reload } = useNearby(nearbyQuery(query, centre));
  // Read by the one card and the one pin they name, so that neither the list nor the map is drawn anew
  const hovered = useSignal<string | null>(null);
  const selected = useSignal<string | null>(null);
  selected.value = query.sel ?? null;
  const wide = useWide();
  const mapOpen = wide || query.map === '1';
  const order = orderOf(query);
  const rows = useMemo(() => inOrder(found?.rows ?? [], order, now.value.getTime()), [found, order]);
  const free = rows.filter((row) => row.free > 0 && freshness(row.confirmed_at, now.value) !== 'stale').length;
  // Said only of a whole answer: further on there may be a bed
  const none = found && current && free === 0 && (rows.length === 0 || !found.next);
  const lack = none && { query, set, place: place ?? centre };
  const Lack = useLater(!!none, () => import('./nothing.tsx'));
  const done = found ? t('看 {n} 处', { n: rows.length }) : t('完成');
  const name = placeName(query, divisions);

  const cards = useRef(new Map<string, HTMLElement>());
  useEffect(() => {
    if (query.sel) cards.current.get(query.sel)?.scrollIntoView({ block: 'nearest' });
  }, [query.sel, found === undefined]);

  const from = carried(query);
  const card = (row: Nearby) => (
    <FacilityCard
      key={row.id}
      of={row}
      street={divisionOf(divisions, row.street_code)?.name}
      from={place !== null}
      sex={query.sex}
      was={found?.changed.get(row.id)}
      open={href(`/facilities/${row.id}`, from)}
      selected={selected}
      hovered={hovered}
      cardRef={(node) => {
        if (node) cards.current.set(row.id, node);
        else cards.current.delete(row.id);
      }}
      lifts={wide}
    />
  );
  const listed = useMemo(
    () => rows.map(card),
    [rows, divisions, found?.changed, place !== null, wide, JSON.stringify(from)],
  );
  const chosen = rows.find((row) => row.id === query.sel);
  const narrow = useMemo(() => (change: Record<string, string | null>) => set({ ...change, sel: null }), [set]);

  return (
    <PublicFrame fill>
      <h1 class="visually-hidden">{t('找养老床位')}</h1>
      <div class={`near${mapOpen && !wide ? ' near-map-open' : ''}`}>
        <search class="near-ask">
          <SearchLine query={query} set={set} divisions={divisions} />
          <Filters query={query} set={narrow} done={done} placed={place !== null} />
          <SavingOffer />
        </search>
        <h2 class="visually-hidden">{t('清单')}</h2>
        <section class="near-list" id="list" aria-label={t('清单')} tabIndex={-1} aria-busy={loading}>
          <p class="near-guide screen-only">
            <a href="/start">{t('不知道怎么选？回答五个问题')}</a>
          </p>
          {found && rows.length > 0 && (
            <div class="near-count">
              <strong>{t('{n} 处有空床', { n: free })}</strong>
              <span>{found.next ? t('前 {n} 处', { n: rows.length }) : t('共 {n} 处', { n: rows.length })}</span>
              <SortBy order={order} set={set} />
              <span class="muted small near-why">
                {why(order, place !== null, name, found.next ? rows.length : null)}
                {place && rows.some((row) => roughlyPlaced(row.accuracy_m)) && t('。有的位置只到街道，距离仅供参考')}
              </span>
            </div>
          )}
          <LiveNews found={found} />
          {noPlaces && !ready && <Problem of={noPlaces} onRetry={reloadPlaces} focus={false} />}
          {failure && <Problem of={failure} onRetry={reload} focus={false} />}
          {!found && !failure && !noPlaces && <Loading cards={5} />}
          {lack && Lack && (rows.length ? <Lack.Alternatives {...lack} /> : <Lack.Nothing {...lack} />)}
          <ul class="near-cards">{listed}</ul>
          {found?.next && (
            <Button wide busy={loading} onClick={more}>
              {t('再看一些')}
            </Button>
          )}
          <CompareBar carry={carried(query)} />
        </section>
        {mapOpen && (
          <NearMap query={query} set={set} found={found} current={current} place={place} hovered={hovered}>
            {!wide && chosen && <ul class="near-chosen">{card(chosen)}</ul>}
          </NearMap>
        )}
        {!wide && (
          <Button
            look="primary"
            class="near-switch"
            icon={mapOpen ? List : MapIcon}
            onClick={() => set({ map: mapOpen ? null : '1' })}
          >
            {mapOpen ? t('看清单') : t('看地图')}
          </Button>
        )}
      </div>
    </PublicFrame>
  );
}

/** The reason of the order, above the list: nothing in it is paid for. `of`: so many are ordered, of more that there are. */
function why(order: Order, placed: boolean, name: string, of: number | null): string {
  if (order === 'distance')
    return placed ? t('按离{place}的距离排序，不收推广费', { place: name }) : t('按离区中心的距离排序，不收推广费');
  const said = {
    price: t('按家庭每月付的钱从少到多，没有填报的在后；一样的近的在前。不收推广费'),
    free: t('按空床从多到少，超过 72 小时没有确认的算没有；一样的近的在前。不收推广费'),
    stars: t('按官方星级从高到低，没有评星的在后；一样的近的在前。不收推广费'),
  }[order];
  return of === null ? said : t('最近的 {n} 处中：{said}', { n: of, said });
}

function SortBy({ order, set }: { order: Order; set: (change: Record<string, string | null>) => void }) {
  const words: Record<Order, string> = {
    distance: t('离得近'),
    price: t('家庭付得少'),
    free: t('空床多'),
    stars: t('星级高'),
  };
  return (
    <label class="near-sort small">
      <span class="visually-hidden">{t('排序')}</span>
      <select
        class="input select"
        value={order}
        onChange={(event) => {
          const next = event.currentTarget.value;
          set({ sort: next === 'distance' ? null : next });
        }}
      >
        {orders.map((one) => (
          <option key={one} value={one}>
            {words[one]}
          </option>
        ))}
      </select>
    </label>
  );
}

/** A part of the page that is fetched when it is first needed. */
function useLater<M>(needed: boolean, fetch: () => Promise<M>): M | undefined {
  const [part, setPart] = useState<M>();
  // Fetched once; what it is does not change
  useEffect(() => {
    if (needed && !part)
      fetch().then(
        (module) => setPart(() => module),
        () => {},
      );
  }, [needed]);
  return part;
}

/** Says to readers what a live update changed; the cards show it to the eye. */
function LiveNews({ found }: { found: Found | undefined }) {
  const news = found?.rows
    .filter((row) => found.changed.has(row.id))
    .slice(0, 5)
    .map((row) => t('{name} 现在空 {n} 床', { name: row.name, n: row.free }));
  return (
    <p class="visually-hidden" aria-live="polite">
      {news?.join(t('；'))}
    </p>
  );
}

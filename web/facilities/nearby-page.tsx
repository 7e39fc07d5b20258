import { List, Map as MapIcon } from 'lucide';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { roughlyPlaced } from '../../server/divisions/rules.ts';
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
import { href, useQuery } from '../ui/url.ts';
import { FacilityCard } from './facility-card.tsx';
import { Filters } from './filters.tsx';
import { NearMap } from './near-map.tsx';
import { type Found, type Nearby, useNearby } from './nearby.ts';
import { Nothing } from './nothing.tsx';
import { carried, nearbyQuery } from './search.ts';
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
  const [hovered, setHovered] = useState<string | null>(null);
  const wide = useWide();
  const mapOpen = wide || query.map === '1';
  const rows = found?.rows ?? [];
  const free = rows.filter((row) => row.free > 0 && freshness(row.confirmed_at, now.value) !== 'stale').length;
  const done = found ? t('看 {n} 处', { n: rows.length }) : t('完成');
  const name = placeName(query, divisions);

  const cards = useRef(new Map<string, HTMLElement>());
  useEffect(() => {
    if (query.sel) cards.current.get(query.sel)?.scrollIntoView({ block: 'nearest' });
  }, [query.sel, found === undefined]);

  const card = (row: Nearby) => (
    <FacilityCard
      key={row.id}
      of={row}
      street={divisionOf(divisions, row.street_code)?.name}
      from={place !== null}
      sex={query.sex}
      was={found?.changed.get(row.id)}
      open={href(`/facilities/${row.id}`, carried(query))}
      active={row.id === query.sel}
      lifted={row.id === hovered}
      cardRef={(node) => {
        if (node) cards.current.set(row.id, node);
        else cards.current.delete(row.id);
      }}
      onLift={wide ? setHovered : undefined}
    />
  );
  const chosen = rows.find((row) => row.id === query.sel);

  return (
    <PublicFrame fill>
      <h1 class="visually-hidden">{t('找养老床位')}</h1>
      <div class={`near${mapOpen && !wide ? ' near-map-open' : ''}`}>
        <search class="near-ask">
          <SearchLine query={query} set={set} divisions={divisions} />
          <Filters query={query} set={(change) => set({ ...change, sel: null })} done={done} />
        </search>
        <h2 class="visually-hidden">{t('清单')}</h2>
        <section class="near-list" id="list" aria-label={t('清单')} tabIndex={-1} aria-busy={loading}>
          <p class="near-guide screen-only">
            <a href="/start">{t('不知道怎么选？回答五个问题')}</a>
          </p>
          {found && rows.length > 0 && (
            <p class="near-count">
              <strong>{t('{n} 处有空床', { n: free })}</strong>
              <span>{found.next ? t('前 {n} 处', { n: rows.length }) : t('共 {n} 处', { n: rows.length })}</span>
              <span class="muted small near-why">
                {place || query.lng
                  ? t('按离{place}的距离排序，不收推广费', { place: name })
                  : t('按离区中心的距离排序，不收推广费')}
                {place && rows.some((row) => roughlyPlaced(row.accuracy_m)) && t('。有的位置只到街道，距离仅供参考')}
              </span>
            </p>
          )}
          <LiveNews found={found} />
          {noPlaces && !ready && <Problem of={noPlaces} onRetry={reloadPlaces} focus={false} />}
          {failure && <Problem of={failure} onRetry={reload} focus={false} />}
          {!found && !failure && !noPlaces && <Loading cards={5} />}
          {found && rows.length === 0 && <Nothing query={query} set={set} place={place ?? centre} />}
          <ul class="near-cards">{rows.map(card)}</ul>
          {found?.next && (
            <Button wide busy={loading} onClick={more}>
              {t('再看一些')}
            </Button>
          )}
          <CompareBar carry={carried(query)} />
        </section>
        {mapOpen && (
          <NearMap
            query={query}
            set={set}
            found={found}
            current={current}
            place={place}
            hovered={hovered}
            onHover={setHovered}
          >
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

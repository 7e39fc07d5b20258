import { Building2, MapPin, Search } from 'lucide';
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { Combobox, type Suggestion } from '../ui/combobox.tsx';
import { t } from '../ui/i18n.ts';
import { NearMe } from '../ui/near-me.tsx';
import { type Division, divisionOf, placeName, searchDivisions } from '../ui/places.ts';
import { href, type Query } from '../ui/url.ts';
import { word } from '../ui/words.ts';
import { type Nearby, nearby } from './nearby.ts';
import { carried } from './search.ts';

type Set = (change: Record<string, string | null>) => void;
type Place = { lng: number; lat: number };

/** A pause this long in typing and the facilities are asked for too. */
const PAUSE_MS = 220;

/** One line for everything: a community, a facility or words; and "near me", which asks for the position only when pressed. */
export function SearchLine({
  query,
  set,
  divisions,
  centre,
}: {
  query: Query;
  set: Set;
  divisions: Division[];
  centre: Place | null;
}) {
  const { route } = useLocation();
  const chosen = placeName(query, divisions) || query.q || '';
  const [typed, setTyped] = useState<string | null>(null);
  const [found, setFound] = useState<{ text: string; rows: Nearby[] }>({ text: '', rows: [] });
  const text = (typed ?? '').trim();

  // Another address, another text in the line
  useEffect(() => setTyped(null), [query.at, query.lng, query.q]);
  useEffect(() => {
    if (!text || !centre) return;
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      const ask = { lng: String(centre.lng), lat: String(centre.lat), text, limit: '5' };
      const result = await nearby(ask, abort.signal);
      if (result.ok) setFound({ text, rows: result.data.facilities });
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text, centre?.lng, centre?.lat]);

  const places = searchDivisions(divisions, text, 6);
  const facilities = found.text === text ? found.rows : [];
  const options: Suggestion[] = [
    ...places.map((place) => ({
      id: `at:${place.code}`,
      label: place.name,
      hint: place.level === 'street' ? t('街道') : divisionOf(divisions, place.parent_code ?? '')?.name,
      icon: MapPin,
    })),
    ...facilities.map((facility) => ({
      id: `go:${facility.id}`,
      label: facility.name,
      hint: word('facility', facility.kind),
      icon: Building2,
    })),
    ...(text ? [{ id: 'q', label: t('在机构名称中找“{text}”', { text }), icon: Search }] : []),
  ];
  const here = { at: null, lng: null, lat: null, r: null, area: null, q: null, sel: null };
  const pick = ({ id }: Suggestion) => {
    setTyped(null);
    if (id === 'q') set({ q: text, sel: null });
    else if (id.startsWith('at:')) set({ ...here, at: id.slice(3) });
    else route(href(`/facilities/${id.slice(3)}`, carried(query)));
  };
  return (
    <div class="near-search">
      <Combobox
        label={t('社区、街道或机构名称')}
        placeholder={t('社区、街道或机构')}
        value={typed ?? chosen}
        onInput={setTyped}
        options={options}
        busy={found.text !== text}
        onPick={pick}
        onSubmit={(value) => {
          const [first] = places;
          if (!value.trim()) set(here);
          else if (typed !== null) pick(first ? { id: `at:${first.code}`, label: '' } : { id: 'q', label: '' });
        }}
        onClear={() => {
          setTyped(null);
          set(here);
        }}
      />
      <NearMe onFound={(place) => set({ ...here, lng: String(place.lng), lat: String(place.lat) })} />
    </div>
  );
}

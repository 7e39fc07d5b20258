import { Building2, LocateFixed, MapPin, Search } from 'lucide';
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { Button } from '../ui/button.tsx';
import { Combobox, type Suggestion } from '../ui/combobox.tsx';
import { t } from '../ui/i18n.ts';
import { href, type Query } from '../ui/url.ts';
import { word } from '../ui/words.ts';
import { type Nearby, nearby } from './nearby.ts';
import { type Division, divisionOf, round, searchDivisions } from './places.ts';
import { carried } from './search.ts';

type Set = (change: Record<string, string | null>) => void;
type Place = { lng: number; lat: number };

/** A pause this long in typing and the facilities are asked for too. */
const PAUSE_MS = 220;

/** Where the reader is, in words, as the search line shows it. */
export function placeName(query: Query, divisions: Division[]): string {
  if (query.at) return divisionOf(divisions, query.at)?.name ?? query.at;
  if (query.lng && query.lat) return query.area ? t('地图中心') : t('我的位置');
  return '';
}

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

/** Asks the device where it is, on a click and never before; says what to do when it cannot. */
function NearMe({ onFound }: { onFound: (place: Place) => void }) {
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');
  const ask = () => {
    setTrouble('');
    if (!('geolocation' in navigator)) return setTrouble(t('这台设备不能定位，请输入社区名称。'));
    setBusy(true);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setBusy(false);
        // A hundred metres is near enough for a list, and an address that is passed on says no more than that
        onFound({ lng: round(coords.longitude, 3), lat: round(coords.latitude, 3) });
      },
      (error) => {
        setBusy(false);
        setTrouble(
          error.code === error.PERMISSION_DENIED
            ? t('没有得到定位许可。没关系，输入社区名称也一样。')
            : t('暂时定不了位，请输入社区名称。'),
        );
      },
      { timeout: 10_000, maximumAge: 300_000 },
    );
  };
  return (
    <>
      <Button class="near-me" icon={LocateFixed} busy={busy} onClick={ask}>
        {t('我附近')}
      </Button>
      <p class="near-trouble small" role="status">
        {trouble}
      </p>
    </>
  );
}

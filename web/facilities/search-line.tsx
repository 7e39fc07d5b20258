import { Search } from 'lucide';
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { Combobox, type Suggestion } from '../ui/combobox.tsx';
import type { Meant } from '../ui/finder.ts';
import { t } from '../ui/i18n.ts';
import { NearMe } from '../ui/near-me.tsx';
import { type Division, placeName } from '../ui/places.ts';
import { href, type Query } from '../ui/url.ts';
import { useFinder } from '../ui/use-finder.ts';
import { carried } from './search.ts';

type Set = (change: Record<string, string | null>) => void;

const placeOf = (query: Query) => query.at ?? query.lm ?? query.q ?? '';

/**
 * One line for everything: an address, a community, a landmark, a home or words; and "near me", which asks for the
 * position only when pressed. What is typed is looked up on the device; only what is chosen goes into the address.
 */
export function SearchLine({ query, set, divisions }: { query: Query; set: Set; divisions: Division[] }) {
  const { route } = useLocation();
  const chosen = placeName(query, divisions) || query.q || '';
  const [typed, setTyped] = useState<string | null>(null);
  const [entered, setEntered] = useState(false);
  const { find, opening } = useFinder(divisions, entered || typed !== null);
  // How the chosen place was understood, for as long as it is the one chosen
  const [note, setNote] = useState({ of: '', said: '' });
  const text = (typed ?? '').trim();

  // Another address, another text in the line
  useEffect(() => setTyped(null), [query.at, query.lng, query.lm, query.q]);
  const [looked, setLooked] = useState<{ text: string; meant: Meant[] }>({ text: '', meant: [] });
  // The letter is on the screen first; on an old phone looking it up takes a moment
  useEffect(() => {
    if (!find) return;
    const timer = setTimeout(() => setLooked({ text, meant: text ? find(text) : [] }));
    return () => clearTimeout(timer);
  }, [text, find]);
  const { meant } = looked;
  const options: Suggestion[] = [
    ...meant,
    // An address is nobody's name, and is not put where others can read it
    ...(text && !meant[0]?.read ? [{ id: 'q', label: t('在机构名称中找“{text}”', { text }), icon: Search }] : []),
  ];
  const here = { at: null, lng: null, lat: null, lm: null, r: null, area: null, q: null, sel: null };
  const go = (to: Meant) => {
    setTyped(null);
    if (to.to === 'facility') return route(href(`/facilities/${to.facility}`, carried(query)));
    set({ ...here, ...to.place });
    setNote({ of: to.place.at ?? to.place.lm ?? '', said: to.said ?? '' });
  };
  const byName = () => {
    setTyped(null);
    set({ q: text, sel: null });
  };
  return (
    <div class="near-search" onFocusIn={() => setEntered(true)} onFocusOut={() => setEntered(false)}>
      <Combobox
        label={t('地址、社区、地标或机构名称')}
        placeholder={t('地址、社区或机构')}
        value={typed ?? chosen}
        onInput={setTyped}
        options={options}
        busy={opening || (find !== null && looked.text !== text)}
        onPick={({ id }) => {
          const to = meant.find((one) => one.id === id);
          if (to) go(to);
          else byName();
        }}
        onSubmit={(value) => {
          const [first] = looked.text === text || !find ? meant : find(text);
          if (!value.trim()) set(here);
          // 敬老院 asks for all that are called so; one that is misspelt is the one that is meant
          else if (typed !== null && first && (first.to === 'place' || first.exact || !first.sure)) go(first);
          else if (typed !== null) byName();
        }}
        onClear={() => {
          setTyped(null);
          set(here);
        }}
      />
      <NearMe onFound={(place) => set({ ...here, lng: String(place.lng), lat: String(place.lat) })} />
      <p class="near-said small" role="status">
        {note.said && note.of === placeOf(query) ? note.said : ''}
      </p>
    </div>
  );
}

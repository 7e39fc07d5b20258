import { Building2, type IconNode, MapPin, Signpost } from 'lucide';
import type { Named } from '../../server/landmarks/rules.ts';
import { call, client } from '../api.ts';
import { distance } from './format.ts';
import { key, t } from './i18n.ts';
import { needLandmarks, spotOf } from './landmarks.ts';
import type { Division } from './places.ts';
import { word } from './words.ts';

/** What a text in the search line can lead to. `said`: how it was understood, when it was not the name itself. */
export type Meant = {
  id: string;
  label: string;
  hint: string;
  icon: IconNode;
  /** found letter by letter, or only by a likeness */
  sure: boolean;
  exact: boolean;
  /** read out of an address: what was typed says where somebody lives */
  read?: true;
  said: string | null;
} & ({ to: 'place'; place: Record<'at' | 'lng' | 'lat' | 'lm', string | null> } | { to: 'facility'; facility: string });
/** @param only what is looked for, when it is not everything; what is not does not take a place in the list */
export type Finder = (text: string, only?: 'place' | 'community') => Meant[];

const kinds: Record<string, string> = {
  landmark: key('地标'),
  station: key('车站、机场、码头'),
  hospital: key('医院'),
  government: key('政府机关'),
  school: key('学校'),
  park: key('公园'),
  place: key('地名'),
  road: key('道路'),
};
export const landmarkKinds = Object.keys(kinds);
export const landmarkKind = (kind: string): string => t(kinds[kind] ?? kind);

const MOST = 8;
type Home = { id: string; kind: string; name: string; pinyin: string; initials: string; street_code: string };

const homes = async (): Promise<Home[]> => {
  const answer = await call((o) => client.api.v1.facilities.names.$get({}, o));
  if (!answer.ok) throw new Error(answer.failure.code);
  return answer.data.facilities;
};
let job: Promise<Finder> | undefined;

/**
 * Opens the search over all names of the district, once a visit: it then answers by itself, and nothing of what is
 * typed leaves the device. Tried again by the next who asks when it failed.
 */
export function openFinder(divisions: readonly Division[]): Promise<Finder> {
  job ??= Promise.all([import('../../server/landmarks/rules.ts'), needLandmarks(), homes()]).then(
    ([rules, landmarks, facilities]): Finder => {
      const streets = new Map(divisions.map((d) => [d.code, d.name]));
      const spots = new Map(landmarks.map((l) => [l.id, l]));
      const within = new Map(facilities.map((f) => [f.id, f]));
      const entries = rules.prepare([
        ...divisions.flatMap((d): Named[] =>
          d.level === 'grid' || d.lng === null
            ? []
            : [{ id: d.code, kind: d.level, names: [d], within: d.parent_code, accuracyM: d.accuracy_m ?? 0 }],
        ),
        ...landmarks.map(
          (l): Named => ({ id: l.id, kind: l.kind, names: l.names, within: null, accuracyM: l.accuracy_m }),
        ),
        ...facilities.map(
          (f): Named => ({ id: f.id, kind: 'facility', names: [f], within: f.street_code, accuracyM: 0 }),
        ),
      ]);
      const among = {
        all: entries,
        place: entries.filter(({ of }) => of.kind !== 'facility'),
        community: entries.filter(({ of }) => of.kind === 'community'),
      };
      const sounds = rules.soundsOf(entries);
      const about = (of: Named): string => {
        if (of.kind === 'street') return t('街道');
        if (of.kind === 'community') return streets.get(of.within ?? '') ?? '';
        if (of.kind === 'facility') return word('facility', within.get(of.id)?.kind ?? '');
        return landmarkKind(of.kind);
      };
      const meant = (of: Named, how: Pick<Meant, 'sure' | 'exact' | 'said'> & { hint: string }): Meant => {
        const base = { ...how, id: of.id, label: of.names[0]?.name ?? '' };
        if (of.kind === 'facility') return { ...base, icon: Building2, to: 'facility', facility: of.id };
        const spot = spots.get(of.id);
        const place = spot ? { at: null, ...spotOf(spot), lm: of.id } : { at: of.id, lng: null, lat: null, lm: null };
        return { ...base, icon: of.kind === 'road' ? Signpost : MapPin, to: 'place', place };
      };
      return (text, only) => {
        const entries = among[only ?? 'all'];
        const hits = rules.rank(entries, text, MOST, sounds);
        const best = hits[0]?.way;
        const list = hits.map(({ of, by, way }) => {
          const name = of.names[0]?.name ?? '';
          const alias = of.names.slice(1).find((n) => rules.clean(n.name) === by)?.name;
          const sure = way !== 'sounds' && way !== 'nearly';
          const said = sure ? null : t('没有“{text}”，按“{name}”找', { text, name: alias ?? name });
          return meant(of, {
            sure,
            exact: way === 'exact',
            said,
            hint: [alias && t('又称{name}', { name: alias }), about(of)].filter(Boolean).join(' · '),
          });
        });
        if (best === 'exact' || best === 'begins') return list;
        const read = rules.understand(entries, rules.clean(text));
        if (!read) return list;
        const far = distance(read.of.accuracyM);
        const name = read.of.names[0]?.name ?? '';
        const rest = read.rest ? t('；“{rest}”没有用上', { rest: read.rest }) : '';
        const first = meant(read.of, {
          sure: true,
          exact: true,
          hint: t('{kind}，位置准到约 {far}', { kind: levelWord(read.of), far }),
          said: t('地址读到“{name}”，位置准到约 {far}{rest}', { name, far, rest }),
        });
        first.read = true;
        return [first, ...list.filter((one) => one.id !== first.id)].slice(0, MOST);
      };
    },
  );
  job.catch(() => {
    job = undefined;
  });
  return job;
}

function levelWord(of: Named): string {
  if (of.kind === 'street') return t('读到街道');
  return of.kind === 'community' ? t('读到社区') : t('读到{kind}', { kind: landmarkKind(of.kind) });
}

// Decides what is made public of the use of funds: small numbers hidden so that no difference gives them away, names
// masked, for seven days at least and within twenty working days (政府信息公开条例 §26; 使用公示, domain §3d).
import { maskName } from '../applicants/rules.ts';
import { type Reason, type Verdict, verdict } from '../kernel/errors.ts';
import { type Fen, sum } from '../kernel/money.ts';
import { type Day, daysBetween } from '../kernel/period.ts';
import { addWorkingDays, type Calendar } from '../kernel/workdays.ts';

/** Fewer people than this are not told apart from others. */
export const FEW = 5;
/** A notice stands at least this long. */
export const NOTICE_DAYS = 7;
/** What has to be made public is made public within this many working days. */
export const WORKING_DAYS = 20;

/** What was settled for a person at a facility under a contract. `schemes`: scheme → fen of the government's part. */
export type Use = {
  person: string;
  contract: string;
  facility: string;
  governmentFen: Fen;
  schemes: Readonly<Record<string, Fen>>;
};
export type Cell = { key: string; people: ReadonlySet<string>; amountFen: Fen };
/** Null: hidden, because there are fewer than five, or because others could then be reckoned from it. */
export type Shown = { key: string; people: number | null; amountFen: Fen | null };

/**
 * Which parts of a whole that is shown must be hidden. A part with fewer than five people is; and because the whole
 * less what is shown is what is hidden, at least two parts with five people between them are hidden, or none.
 */
export function hiddenOf(cells: readonly Cell[]): Set<string> {
  const order = [...cells].sort(
    (a, b) => a.people.size - b.people.size || a.amountFen - b.amountFen || (a.key < b.key ? -1 : 1),
  );
  const hidden = order.filter((c) => c.people.size < FEW);
  const rest = order.filter((c) => c.people.size >= FEW);
  const together = () => new Set(hidden.flatMap((c) => [...c.people])).size;
  while (hidden.length > 0 && rest.length > 0 && (hidden.length < 2 || together() < FEW))
    hidden.push(rest.shift() as Cell);
  return new Set(hidden.map((c) => c.key));
}

const shown = (cells: readonly Cell[], whole: boolean): Shown[] => {
  const hidden = hiddenOf(cells);
  return cells.map(({ key, people, amountFen }) =>
    whole && !hidden.has(key) ? { key, people: people.size, amountFen } : { key, people: null, amountFen: null },
  );
};

/** The parts of one kind, by what `partsOf` says each use counts for. */
export function cellsOf<U extends Pick<Use, 'person'>>(
  uses: readonly U[],
  partsOf: (use: U) => readonly (readonly [key: string, amount: Fen])[],
): Cell[] {
  const cells = new Map<string, { people: Set<string>; amounts: Fen[] }>();
  for (const use of uses)
    for (const [key, amount] of partsOf(use)) {
      const cell = cells.get(key) ?? { people: new Set(), amounts: [] };
      cell.people.add(use.person);
      cell.amounts.push(amount);
      cells.set(key, cell);
    }
  return [...cells].map(([key, c]) => ({ key, people: c.people, amountFen: sum(c.amounts) }));
}

/** A scheme that paid nothing for somebody is not theirs. */
export const paidSchemes = (use: Pick<Use, 'schemes'>) => Object.entries(use.schemes).filter(([, n]) => n !== 0);

export type Tables = {
  total: Shown;
  schemes: Shown[];
  contracts: (Shown & { facilities: Shown[] })[];
};

/** A month's use by scheme, by contract, and within each contract by facility. What is hidden hides its parts too. */
export function tablesOf(uses: readonly Use[]): Tables {
  const [whole] = cellsOf(uses, (u) => [['', u.governmentFen]]);
  const open = (whole?.people.size ?? 0) >= FEW;
  const contracts = shown(
    cellsOf(uses, (u) => [[u.contract, u.governmentFen]]),
    open,
  );
  return {
    total: whole && open ? { key: '', people: whole.people.size, amountFen: whole.amountFen } : unsaid(whole),
    schemes: shown(cellsOf(uses, paidSchemes), open),
    contracts: contracts.map((c) => ({
      ...c,
      facilities: shown(
        cellsOf(
          uses.filter((u) => u.contract === c.key),
          (u) => [[u.facility, u.governmentFen]],
        ),
        c.people !== null,
      ),
    })),
  };
}
const unsaid = (whole: Cell | undefined): Shown => ({
  key: '',
  people: whole ? null : 0,
  amountFen: whole ? null : 0,
});

export type Line = { name_masked: string; community: string; facility: string; scheme: string; amount_fen: Fen };
export type Named = Use & { name: string; community: string };

/**
 * The masked list of a line's month: one row for each person, facility and scheme. A facility or scheme with few people
 * is left out of its rows (''), as it is left out of the tables. Ordered by what is shown, so that the order says nothing.
 */
export function maskedList(uses: readonly Named[]): Line[] {
  const few = {
    facility: hiddenOf(cellsOf(uses, (u) => [[u.facility, u.governmentFen]])),
    scheme: hiddenOf(cellsOf(uses, paidSchemes)),
  };
  const rows = Map.groupBy(
    uses.flatMap((u) => paidSchemes(u).map(([scheme, amount]) => ({ ...u, scheme, amount }))),
    (r) => JSON.stringify([r.person, r.facility, r.scheme]),
  );
  return [...rows.values()]
    .map((same) => {
      const r = same[0] as (typeof same)[number];
      return {
        name_masked: maskName(r.name),
        community: r.community,
        facility: few.facility.has(r.facility) ? '' : r.facility,
        scheme: few.scheme.has(r.scheme) ? '' : r.scheme,
        amount_fen: sum(same.map((s) => s.amount)),
      };
    })
    .filter((r) => r.amount_fen !== 0)
    .sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}
const sortKey = (r: Line) =>
  [r.community, r.name_masked, r.facility, r.scheme, String(r.amount_fen).padStart(16)].join('\u0000');

const NUMBER = /(?<!\d)\d{17}[\dXx](?!\d)|(?<!\d)1[3-9]\d{9}(?!\d)/;
/** An ID number or a mobile phone in a text. */
export const hasNumber = (text: string): boolean => NUMBER.test(text.replaceAll(/[\s-]/g, ''));

/** The rows, counted from 1, that tell who somebody is: a whole name, an ID number, a phone. */
export const unmaskedRows = (rows: readonly Line[]): number[] =>
  rows.flatMap((r, i) =>
    /^[^*]\*+$/u.test(r.name_masked) && !hasNumber(`${r.community}|${r.facility}|${r.scheme}`) ? [] : [i + 1],
  );

/** The last day on which the use of funds approved on `approved` may be made public. */
export const publishBy = (calendar: Calendar, approved: Day): Day =>
  addWorkingDays(calendar, approved, WORKING_DAYS).day;

/** Days that a notice stands, both counted. */
export const noticeDays = (n: { from: Day; to: Day }): number => daysBetween(n.from, n.to) + 1;

/** May this be published? */
export function mayDisclose(
  notice: { from: Day; to: Day; place: string; url: string | null },
  facts: { today: Day; rows: readonly Line[]; digest: string; last: { digest: string; from: Day; to: Day } | null },
): Verdict {
  const { today, rows, last } = facts;
  const known = last !== null && last.digest === facts.digest && noticeDays(last) >= NOTICE_DAYS;
  const days = noticeDays(notice);
  return verdict(
    [
      rows.length === 0 && { code: 'disclosure_nothing', pointer: '/month_on' },
      !notice.place.trim() && { code: 'disclosure_place', pointer: '/place' },
      notice.from < today && { code: 'disclosure_backdated', values: { today }, pointer: '/from_on' },
      days < NOTICE_DAYS && {
        code: 'disclosure_short',
        values: { days: Math.max(0, days), least: NOTICE_DAYS },
        pointer: '/to_on',
      },
      hasNumber(notice.place) && { code: 'disclosure_number', pointer: '/place' },
      notice.url !== null && hasNumber(notice.url) && { code: 'disclosure_number', pointer: '/url' },
      notice.url !== null && !/^https?:\/\/\S+$/.test(notice.url) && { code: 'disclosure_url', pointer: '/url' },
      ...unmaskedRows(rows).map((row): Reason => ({ code: 'disclosure_unmasked', values: { row } })),
      known && { code: 'disclosure_known', values: { from: last.from, to: last.to } },
    ],
    {},
  );
}

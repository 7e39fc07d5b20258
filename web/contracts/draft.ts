import { lotAmount } from '../../server/contracts/rules.ts';
import { addDays, addMonths, isDay } from '../../server/kernel/period.ts';
import { fenOf, yuan } from '../ui/yuan.ts';
import { conditionCodes, elementCodes, type Terms } from './words.ts';

/** Everything as typed; `last` is the last day that still counts. */
export type LotDraft = {
  id: string | null;
  facility_id: string;
  service_class: Terms['lots'][number]['service_class'];
  catalogue_code: string;
  unit: Terms['lots'][number]['unit'];
  bought: string;
  quantity: string;
  price: string;
  start: string;
  last: string;
};
export type Draft = {
  title: string;
  start: string;
  last: string;
  elements: Terms['elements'];
  long_term: NonNullable<Terms['long_term']>;
  budgets: { line_id: string; amount: string }[];
  lots: LotDraft[];
  /** per cent of the price that follows the grade; empty: none */
  holdback: string;
};

const none = { stable_content: false, continuous: false, stable_funds: false, stable_price: false };

/** The next calendar year is what is bought most of the time. */
export function emptyDraft(today: string): Draft {
  const year = Number(today.slice(0, 4)) + 1;
  return {
    title: '',
    start: `${year}-01-01`,
    last: `${year}-12-31`,
    elements: Object.fromEntries(elementCodes.map((e) => [e, ''])) as Terms['elements'],
    long_term: none,
    budgets: [],
    lots: [],
    holdback: '',
  };
}

export const draftOf = (t: Terms): Draft => ({
  title: t.title,
  holdback: t.holdback_percent == null ? '' : String(t.holdback_percent),
  start: t.start,
  last: addDays(t.end, -1),
  elements: t.elements,
  long_term: t.long_term ?? none,
  budgets: t.budgets.map((b) => ({ line_id: b.line_id, amount: yuan(b.amount_fen) })),
  lots: t.lots.map(({ end, unit_price_fen, bought, quantity, ...l }) => ({
    ...l,
    bought: String(bought),
    quantity: String(quantity),
    price: yuan(unit_price_fen),
    last: addDays(end, -1),
  })),
});

export const newLot = (d: Pick<Draft, 'start' | 'last'>): LotDraft => ({
  id: null,
  facility_id: '',
  service_class: 'nursing',
  catalogue_code: '',
  unit: 'bed_month',
  bought: '',
  quantity: '',
  price: '',
  start: d.start,
  last: d.last,
});

/** The unit a service is usually priced by. */
export const unitFor = (service: LotDraft['service_class']): LotDraft['unit'] =>
  service === 'residential' || service === 'nursing' ? 'bed_month' : 'place_month';

const whole = (text: string): number | undefined => (/^\d{1,7}$/.test(text.trim()) ? Number(text) : undefined);
const after = (last: string) => (isDay(last) ? addDays(last, 1) : '');

/** Calendar months of a lot's period, as far as it is whole months: places × months is what it can give at most. */
export function monthsOf(l: Pick<LotDraft, 'start' | 'last'>): number | null {
  if (!isDay(l.start) || !isDay(l.last) || l.last < l.start) return null;
  let n = 1;
  while (addMonths(l.start, n) <= l.last) n += 1;
  return n;
}

/** What the lots come to, as far as they are filled in. */
export const amountOf = (l: LotDraft): number | null => {
  const [quantity, price] = [whole(l.quantity), fenOf(l.price)];
  if (quantity === undefined || typeof price !== 'number' || !isDay(l.start) || !isDay(l.last) || l.last < l.start)
    return null;
  const end = addDays(l.last, 1);
  return lotAmount({ start: l.start, end, quantity }, [{ from: l.start, unitPriceFen: price }]);
};

export const overAYear = (d: Pick<Draft, 'start' | 'last'>): boolean =>
  isDay(d.start) && isDay(d.last) && addDays(d.last, 1) > addMonths(d.start, 12);

/** The terms as they are sent, and the pointers of what is not even a value. An empty number of a draft is zero. */
export function termsOf(d: Draft): {
  terms: Omit<Terms, 'lots'> & { lots: (Terms['lots'][number] & { id: string | null })[] };
  bad: string[];
} {
  const bad: string[] = [];
  const need = <T>(value: T | null | undefined, pointer: string, fallback: T): T => {
    if (value === undefined || value === null || value === '') bad.push(pointer);
    return value ?? fallback;
  };
  const count = (text: string, pointer: string) => (text.trim() === '' ? 0 : need(whole(text), pointer, 0));
  const fen = (text: string, pointer: string) => {
    const value = fenOf(text);
    return value === null ? 0 : need(value, pointer, 0);
  };
  const long = overAYear(d) && conditionCodes.some((c) => d.long_term[c]);
  const terms = {
    title: d.title.trim(),
    start: need(isDay(d.start) ? d.start : undefined, '/terms/start', ''),
    end: need(after(d.last), '/terms/end', ''),
    elements: d.elements,
    long_term: long ? d.long_term : null,
    ...(d.holdback.trim() === ''
      ? {}
      : {
          holdback_percent: need(
            /^\d{1,2}$/.test(d.holdback.trim()) ? Number(d.holdback) : undefined,
            '/terms/holdback_percent',
            0,
          ),
        }),
    budgets: d.budgets.map((b, i) => ({
      line_id: need(b.line_id, `/terms/budgets/${i}/line_id`, ''),
      amount_fen: fen(b.amount, `/terms/budgets/${i}/amount_fen`),
    })),
    lots: d.lots.map((l, i) => {
      const at = `/terms/lots/${i}`;
      return {
        id: l.id as string,
        facility_id: need(l.facility_id, `${at}/facility_id`, ''),
        service_class: l.service_class,
        catalogue_code: l.catalogue_code,
        unit: l.unit,
        bought: count(l.bought, `${at}/bought`),
        quantity: count(l.quantity, `${at}/quantity`),
        unit_price_fen: fen(l.price, `${at}/unit_price_fen`),
        start: need(isDay(l.start) ? l.start : undefined, `${at}/start`, ''),
        end: need(after(l.last), `${at}/end`, ''),
      };
    }),
  };
  return { terms, bad };
}

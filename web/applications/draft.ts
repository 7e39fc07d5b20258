import { useRef, useState } from 'preact/hooks';
import { stayLengthOf, stayLengths } from '../../server/applications/rules.ts';
import { account } from '../ui/sign-in-state.ts';

/** What a family has filled in so far. The ID number is not part of it: it is sent once and never stored on the device. */
export type Draft = {
  /** the draft on the server, once there is one, and the version of it that was read or written last */
  saved: string;
  version: number;
  /** filled in here and not yet on the server */
  unsent: boolean;
  /** whose it is: the next one to sign in here finds nothing of it */
  account: string;
  /** the search it was begun from, so that it is taken over once */
  carried: string;
  applicant: string;
  name: string;
  phone: string;
  street: string;
  community: string;
  relation: string;
  alone: string;
  service: string;
  /** for good, for a month at most, or (empty) not said */
  stay: string;
  weekdays: string[];
  choices: string[];
  any: boolean;
  radius: string;
  needs: string[];
  note: string;
  /** at the counter: taken down there, or keyed in from a paper form */
  channel: 'desk' | 'paper';
};

const empty: Draft = {
  saved: '',
  version: 0,
  unsent: false,
  account: '',
  carried: '',
  applicant: '',
  name: '',
  phone: '',
  street: '',
  community: '',
  relation: '',
  alone: '',
  service: 'residential',
  stay: '',
  weekdays: [],
  choices: [],
  any: true,
  radius: '10',
  needs: [],
  note: '',
  channel: 'desk',
};
/** What goes to the server as the wish; the rest is about the person or about the form. */
const wishes = ['service', 'stay', 'weekdays', 'choices', 'any', 'radius', 'needs', 'note'] as const;

const KEY = 'yiwei.application';

function read(): Partial<Draft> {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? '{}') as Partial<Draft>;
    return kept.account && kept.account !== owner() ? {} : kept;
  } catch {
    return {}; // storage refused or spoilt: the form starts empty
  }
}
const owner = () => account.value?.account_id ?? '';

export type Change = Partial<Draft>;
export type Drafting = {
  draft: Draft;
  change: (change: Change) => void;
  forget: () => void;
  /** as it is at this moment: an answer of the server may come between two keystrokes */
  latest: () => Draft;
};

/**
 * The draft, kept for this tab so that a lost connection, a reload or a sign-in in between loses nothing.
 * @param first from the address, or the server's draft that is gone on with
 * @param anew the next person at the counter: nothing of the one before is taken over
 */
export function useDraft(first: Change, anew = false): Drafting {
  const [draft, setDraft] = useState<Draft>(() => begin(first, anew ? {} : read()));
  const latest = useRef(draft);
  const keep = (next: Draft) => {
    latest.current = next;
    setDraft(next);
    try {
      sessionStorage.setItem(KEY, JSON.stringify({ ...next, account: owner() }));
    } catch {
      // private mode: the draft lives as long as the page
    }
  };
  const change = (wanted: Change) => {
    // Another person is another draft
    const other = wanted.applicant !== undefined && wanted.applicant !== latest.current.applicant;
    const said = wishes.some((name) => wanted[name] !== undefined) ? { unsent: true } : {};
    keep({ ...latest.current, ...(other ? { saved: '', version: 0 } : {}), ...said, ...wanted });
  };
  const forget = () => {
    latest.current = empty;
    setDraft(empty);
    try {
      sessionStorage.removeItem(KEY);
    } catch {
      // nothing was kept
    }
  };
  return { draft, change, forget, latest: () => latest.current };
}

/** What the form begins with: of the server's draft and what this tab has not sent of it, the latter; else what is new. */
export function begin(first: Change, kept: Change): Draft {
  if (first.saved) return { ...empty, ...first, ...(kept.saved === first.saved && kept.unsent ? kept : {}) };
  // One person's wishes are not the next one's
  const another = first.applicant && kept.applicant && kept.applicant !== first.applicant;
  const mine = another ? {} : kept;
  const applicant = first.applicant || mine.applicant || '';
  const found = first.carried !== undefined && first.carried !== mine.carried;
  // A search is taken over once, and into a draft of its own: one that the server has already keeps its words
  const base = found && mine.saved && !mine.unsent ? aboutPerson(mine) : mine;
  const choices = [...new Set([...(found || !first.carried ? (first.choices ?? []) : []), ...(base.choices ?? [])])];
  return {
    ...empty,
    ...base,
    ...(found ? { ...first, note: base.note || first.note || '' } : {}),
    ...(found && base.community ? { street: base.street ?? '', community: base.community } : {}),
    applicant,
    choices: choices.slice(0, MAX_CHOICES),
  };
}

const aboutPerson = ({ applicant, name, phone, street, community, relation, alone, channel }: Change): Change => ({
  applicant,
  name,
  phone,
  street,
  community,
  relation,
  alone,
  channel,
});

/** By the queue rules at most two named homes; the server checks it again under the rules of the day. */
export const MAX_CHOICES = 2;

type Service = 'residential' | 'nursing' | 'day' | 'home';
export const submission = (draft: Draft) => ({
  ...wishOf(draft),
  draft: draft.saved || null,
  seen: draft.version || null,
});

/** The wish as the server knows it: two of them say the same when their texts are the same. */
export const wishOf = (draft: Draft) => ({
  applicant_id: draft.applicant,
  service: draft.service as Service,
  choices: draft.choices,
  accept_any: draft.any,
  radius_km: Number(draft.radius),
  weekdays: draft.service === 'day' ? draft.weekdays.map(Number).sort() : [],
  stay_length: stayLengthOf(
    draft.service,
    stayLengths.find((one) => one === draft.stay),
  ),
  needs: draft.needs,
  note: draft.note.trim() || null,
});
export type Known = ReturnType<typeof wishOf> & { id: string; version: number; submitted_at: string };

/** A draft as the server has it, to be gone on with: on this device or another. */
export const resumed = (a: Omit<Known, 'submitted_at'>): Change => ({
  saved: a.id,
  version: a.version,
  unsent: false,
  applicant: a.applicant_id,
  service: a.service,
  choices: a.choices,
  any: a.accept_any,
  radius: String(a.radius_km),
  stay: a.stay_length ?? '',
  weekdays: a.weekdays.map(String),
  needs: a.needs,
  note: a.note ?? '',
});

/** Is it whole enough to be kept on the server? */
export const keepable = (draft: Draft) =>
  !!draft.applicant &&
  (draft.service !== 'day' || draft.weekdays.length > 0) &&
  (draft.any || draft.choices.length > 0);

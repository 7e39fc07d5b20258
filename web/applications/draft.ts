import { useEffect, useRef, useState } from 'preact/hooks';
import { call, client, type Failure } from '../api.ts';

/** What a family has filled in so far. The ID number is not part of it: it is sent once and never stored on the device. */
export type Draft = {
  /** the draft on the server, once there is one */
  saved: string;
  applicant: string;
  name: string;
  phone: string;
  street: string;
  community: string;
  relation: string;
  alone: string;
  service: string;
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
  applicant: '',
  name: '',
  phone: '',
  street: '',
  community: '',
  relation: '',
  alone: '',
  service: 'residential',
  weekdays: [],
  choices: [],
  any: true,
  radius: '10',
  needs: [],
  note: '',
  channel: 'desk',
};

const KEY = 'yiwei.application';

function read(): Partial<Draft> {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? '{}') as Partial<Draft>;
  } catch {
    return {}; // storage refused or spoilt: the form starts empty
  }
}

/**
 * The draft, kept for this tab so that a lost connection or a sign-in in between loses nothing.
 * @param anew the next person at the counter: nothing of the one before is taken over
 */
export function useDraft(first: Partial<Draft>, anew = false): [Draft, (change: Partial<Draft>) => void, () => void] {
  const [draft, setDraft] = useState<Draft>(() => {
    // What the server keeps is newer than this tab; and one person's wishes are not the next one's
    const kept = first.saved || anew ? {} : read();
    const another = first.applicant && kept.applicant && kept.applicant !== first.applicant;
    const mine = another ? {} : kept;
    const choices = [...new Set([...(first.choices ?? []), ...(mine.choices ?? [])])].slice(0, MAX_CHOICES);
    const applicant = first.applicant || mine.applicant || '';
    return { ...empty, ...mine, ...first, applicant, choices };
  });
  // What is kept is built on the newest state: an answer of the server may come between two keystrokes
  const latest = useRef(draft);
  const keep = (next: Draft) => {
    latest.current = next;
    setDraft(next);
    try {
      sessionStorage.setItem(KEY, JSON.stringify(next));
    } catch {
      // private mode: the draft lives as long as the page
    }
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
  return [
    draft,
    (change) => {
      // Another person is another draft
      const other = change.applicant !== undefined && change.applicant !== latest.current.applicant;
      keep({ ...latest.current, ...(other ? { saved: '' } : {}), ...change });
    },
    forget,
  ];
}

/** By the queue rules at most two named homes; the server checks it again under the rules of the day. */
export const MAX_CHOICES = 2;

type Service = 'residential' | 'nursing' | 'day' | 'home';
export const submission = (draft: Draft) => ({
  applicant_id: draft.applicant,
  service: draft.service as Service,
  choices: draft.choices,
  accept_any: draft.any,
  radius_km: Number(draft.radius),
  weekdays: draft.service === 'day' ? draft.weekdays.map(Number).sort() : [],
  needs: draft.needs,
  note: draft.note.trim() || null,
  draft: draft.saved || null,
});
type Known = Omit<ReturnType<typeof submission>, 'draft'> & { id: string };

/** A draft as the server has it, to be gone on with: on this device or another. */
export const resumed = (a: Known): Partial<Draft> => ({
  saved: a.id,
  applicant: a.applicant_id,
  service: a.service,
  choices: a.choices,
  any: a.accept_any,
  radius: String(a.radius_km),
  weekdays: a.weekdays.map(String),
  needs: a.needs,
  note: a.note ?? '',
});

const PAUSE = 1_000;
export type Saving = { state: 'none' | 'saving' | 'saved' | 'unsent'; failure?: Failure };

/**
 * Keeps the draft on the server as it is filled in: a second after the last change, and at once with `now`. The wishes as
 * they stand before anybody has touched them are not worth a draft.
 */
export function useSaving(draft: Draft, change: (change: Partial<Draft>) => void, now: boolean): Saving {
  const [saving, setSaving] = useState<Saving>({ state: draft.saved ? 'saved' : 'none' });
  const { draft: _, ...wishes } = submission(draft);
  const said = JSON.stringify(wishes);
  const sent = useRef(said);
  const whole =
    !!draft.applicant &&
    (draft.service !== 'day' || draft.weekdays.length > 0) &&
    (draft.any || draft.choices.length > 0);
  useEffect(() => {
    if (!whole || (sent.current === said && (!now || draft.saved))) return;
    setSaving({ state: 'saving' });
    const timer = setTimeout(
      async () => {
        const answer = await call((o) => client.api.v1.applications.drafts.$put({ json: submission(draft) }, o));
        if (!answer.ok) return setSaving({ state: 'unsent', failure: answer.failure });
        sent.current = said;
        change({ saved: answer.data.application_id });
        setSaving({ state: 'saved' });
      },
      now ? 0 : PAUSE,
    );
    return () => clearTimeout(timer);
  }, [said, now, whole]);
  return saving;
}

import { useState } from 'preact/hooks';

/** What a family has filled in so far. The ID number is not part of it: it is sent once and never stored on the device. */
export type Draft = {
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
};

const empty: Draft = {
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
};

const KEY = 'yiwei.application';

function read(): Partial<Draft> {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? '{}') as Partial<Draft>;
  } catch {
    return {}; // storage refused or spoilt: the form starts empty
  }
}

/** The draft, kept for this tab so that a lost connection or a sign-in in between loses nothing. */
export function useDraft(first: Partial<Draft>): [Draft, (change: Partial<Draft>) => void, () => void] {
  const [draft, setDraft] = useState<Draft>(() => {
    const kept = read();
    const choices = [...new Set([...(first.choices ?? []), ...(kept.choices ?? [])])].slice(0, MAX_CHOICES);
    return { ...empty, ...kept, ...(first.applicant ? { applicant: first.applicant } : {}), choices };
  });
  const keep = (next: Draft) => {
    setDraft(next);
    try {
      sessionStorage.setItem(KEY, JSON.stringify(next));
    } catch {
      // private mode: the draft lives as long as the page
    }
  };
  const forget = () => {
    setDraft(empty);
    try {
      sessionStorage.removeItem(KEY);
    } catch {
      // nothing was kept
    }
  };
  return [draft, (change) => keep({ ...draft, ...change }), forget];
}

/** By the queue rules at most two named homes; the server checks it again under the rules of the day. */
export const MAX_CHOICES = 2;

import { signal } from '@preact/signals';
import { type GuideAnswers, noAnswers, readAnswers } from '../../server/guide/rules.ts';

const KEY = 'yiwei.guide';

function kept(): GuideAnswers {
  try {
    return readAnswers(JSON.parse(sessionStorage.getItem(KEY) ?? 'null'));
  } catch {
    return noAnswers; // storage refused or spoilt: the questions begin anew
  }
}

/** What the guided start was told. It stays in this tab; nothing of it is sent but the filters of a search. */
export const guide = signal<GuideAnswers>(kept());

export function answer(change: Partial<GuideAnswers>): void {
  guide.value = { ...guide.value, ...change };
  try {
    sessionStorage.setItem(KEY, JSON.stringify(guide.value));
  } catch {
    // private mode: the answers live as long as the page
  }
}

export function forgetAnswers(): void {
  guide.value = noAnswers;
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // nothing was kept
  }
}

import { weekdayWord } from '../ui/bed-words.ts';
import { Notice } from '../ui/card.tsx';
import { knownFacilities } from '../ui/facilities.ts';
import { t } from '../ui/i18n.ts';
import type { Query } from '../ui/url.ts';
import { word } from '../ui/words.ts';
import { searchedLevel } from './carried.ts';
import type { Draft } from './draft.ts';

/** What came along from the search and stands in the fields below, where it can be changed. */
export function Carried({ draft, query, step }: { draft: Draft; query: Query; step: number }) {
  const level = searchedLevel(query);
  const lines = [
    ...draft.choices.map((id) => knownFacilities.value.get(id)?.name ?? ''),
    word('bed', draft.service),
    draft.service === 'day' ? draft.weekdays.map((day) => weekdayWord(Number(day))).join(t('、')) : '',
    draft.stay ? word('stay_length', draft.stay) : '',
    level ?? '',
    step === 1 ? '' : draft.note.trim(),
  ].filter(Boolean);
  if (lines.length === 0) return null;
  return (
    <Notice tone="accent">
      <strong>{t('从搜索带来，可修改')}</strong>
      <p>{lines.join(' · ')}</p>
    </Notice>
  );
}

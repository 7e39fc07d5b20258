import { type Ability, ageBands, situations } from '../../server/guide/rules.ts';
import { Select } from '../ui/field.tsx';
import { answer, guide } from '../ui/guide.ts';
import { t } from '../ui/i18n.ts';
import { codes, word } from '../ui/words.ts';
import { ageWord, situationWord } from './words.ts';

type Sex = 'male' | 'female' | null;
type Set = (change: Record<string, string | null>, options?: { replace?: boolean }) => void;

/** For whom it is reckoned. Level and sex stand in the address as on the first page; age and situation stay in the tab. */
export function PersonForm({ level, sex, set }: { level: Ability | null; sex: Sex; set: Set }) {
  const { age, situation } = guide.value;
  return (
    <section class="compare-person screen-only" aria-label={t('按哪位老人来算')}>
      <Select
        label={t('能力等级')}
        value={level ? String(level.level) : ''}
        onInput={(value) => {
          answer({ assessed: value === '' ? null : Number(value), ...(value === '' ? { everyday: {} } : {}) });
          set({ level: value || null }, { replace: true });
        }}
        empty={t('不清楚')}
        options={codes('level').map((value) => ({ value, label: word('level', value) }))}
      />
      <Select
        label={t('年纪')}
        value={age === null ? '' : String(age)}
        onInput={(value) => answer({ age: value === '' ? null : Number(value) })}
        empty={t('不清楚')}
        options={ageBands.map((band) => ({ value: String(band), label: ageWord(band) }))}
      />
      <Select
        label={t('性别')}
        value={sex ?? ''}
        onInput={(value) => {
          answer({ sex: value === '' ? null : (value as 'male' | 'female') });
          set({ sex: value || null }, { replace: true });
        }}
        empty={t('不清楚')}
        options={(['male', 'female'] as const).map((value) => ({ value, label: word('sex', value) }))}
      />
      <Select
        label={t('属于哪种情况')}
        value={situation ?? ''}
        onInput={(value) => answer({ situation: situations.find((s) => s === value) ?? null })}
        empty={t('不说')}
        options={situations.map((value) => ({ value, label: situationWord(value) }))}
      />
    </section>
  );
}

/** The same in one line, for paper. */
export function personWords(level: Ability | null, sex: Sex): string {
  const { age, situation } = guide.value;
  const parts = [
    age === null ? t('年纪不清楚') : ageWord(age),
    sex === null ? t('性别不清楚') : word('sex', sex),
    level === null ? t('等级不清楚') : t('可能为{word}，以正式评估为准', { word: word('level', level.level) }),
    situation === null || situation === 'none' ? '' : situationWord(situation),
  ];
  return t('按这位老人来算：{who}', { who: parts.filter(Boolean).join(t('、')) });
}

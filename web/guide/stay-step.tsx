import { useState } from 'preact/hooks';
import { MOST_WISHES, situations, stays, type Wish, wishes } from '../../server/guide/rules.ts';
import { Button } from '../ui/button.tsx';
import { TextInput } from '../ui/field.tsx';
import { answer, guide } from '../ui/guide.ts';
import { t } from '../ui/i18n.ts';
import { say } from '../ui/toast.tsx';
import { fenOf } from '../ui/yuan.ts';
import type { Going } from './page.tsx';
import { Answers, Question, Several } from './parts.tsx';
import { dayWord, situationWord, stayAbout, stayWord, wishWord } from './words.ts';

/** What kind of stay; for day care, on which weekdays. */
export function StayStep({ going }: { going: Going }) {
  const { stay, days } = guide.value;
  return (
    <Question title={t('想怎么住？')}>
      <Answers
        label={t('想怎么住？')}
        value={stay}
        options={stays.map((value) => ({ value, label: stayWord(value), hint: stayAbout(value) }))}
        onPick={(value) => {
          answer({ stay: value });
          if (value !== 'day') going.next();
        }}
      />
      {stay === 'day' && (
        <>
          <h2>{t('星期几去？')}</h2>
          <Several
            label={t('星期几去？')}
            value={days.map(String)}
            options={[1, 2, 3, 4, 5].map((d) => ({ value: String(d), label: dayWord(d) }))}
            onChange={(chosen) => answer({ days: chosen.map(Number).sort() })}
          />
        </>
      )}
      {stay !== null && (
        <Button look="primary" wide onClick={going.next}>
          {t('下一题')}
        </Button>
      )}
    </Question>
  );
}

/** What matters most: at most three, so that the order means something; the budget and the situation where they help. */
export function WishStep({ going }: { going: Going }) {
  const { wishes: chosen, max, situation } = guide.value;
  const [budget, setBudget] = useState(max === null ? '' : String(max));
  const [tried, setTried] = useState(false);
  const fen = fenOf(budget);
  const asks = chosen.includes('price');
  const wrong = asks && (fen == null || fen < 100);
  const pick = (list: string[]) => {
    if (list.length > MOST_WISHES) return say(t('最多选 {n} 项，请先去掉一项。', { n: MOST_WISHES }), { error: true });
    answer({ wishes: list as Wish[] });
  };
  return (
    <Question title={t('最看重什么？')}>
      <p class="muted">{t('最多选 3 项，符合的排在前面；都不选就按远近排。')}</p>
      <Several
        label={t('最看重什么？')}
        value={chosen}
        options={wishes.map((value) => ({ value, label: wishWord(value) }))}
        onChange={pick}
      />
      {asks && (
        <>
          <TextInput
            label={t('每月自己最多付多少（元）')}
            inputMode="decimal"
            value={budget}
            onInput={(text) => {
              setBudget(text);
              const yuan = fenOf(text);
              answer({ max: yuan == null || yuan < 100 ? null : yuan / 100 });
            }}
            error={tried && wrong ? t('请填数字，例如 2500') : null}
          />
          <h2>{t('有下面的情况吗？')}</h2>
          <p class="muted">{t('和补贴有关；不愿意说就不选。')}</p>
          <Answers
            label={t('有下面的情况吗？')}
            value={situation}
            options={situations.map((value) => ({ value, label: situationWord(value) }))}
            onPick={(value) => answer({ situation: value === situation ? null : value })}
            small
          />
        </>
      )}
      <Button
        look="primary"
        wide
        onClick={() => {
          setTried(true);
          if (!wrong) going.next();
        }}
      >
        {t('看结果')}
      </Button>
    </Question>
  );
}

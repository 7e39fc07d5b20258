import { ageBands, whos } from '../../server/guide/rules.ts';
import { Button } from '../ui/button.tsx';
import { answer, guide } from '../ui/guide.ts';
import { t } from '../ui/i18n.ts';
import { word } from '../ui/words.ts';
import type { Going } from './page.tsx';
import { Answers, Question } from './parts.tsx';
import { ageWord, whoWord } from './words.ts';

/** For whom: who it is, about how old, man or woman. None of it names anybody. */
export function WhoStep({ going }: { going: Going }) {
  const { who, age, sex } = guide.value;
  return (
    <Question title={t('给谁找？')}>
      <Answers
        label={t('给谁找？')}
        value={who}
        options={whos.map((value) => ({ value, label: whoWord(value) }))}
        onPick={(value) => answer({ who: value })}
        small
      />
      <h2>{t('多大年纪？')}</h2>
      <Answers
        label={t('多大年纪？')}
        value={age}
        options={ageBands.map((value) => ({ value, label: ageWord(value) }))}
        onPick={(value) => answer({ age: value })}
        small
      />
      <h2>{t('男还是女？')}</h2>
      <p class="muted">{t('房间分男女，这样才数得准空床。')}</p>
      <Answers
        label={t('男还是女？')}
        value={sex}
        options={(['male', 'female'] as const).map((value) => ({ value, label: word('sex', value) }))}
        onPick={(value) => answer({ sex: value })}
        small
      />
      <Button look="primary" wide onClick={going.next}>
        {t('下一题')}
      </Button>
    </Question>
  );
}

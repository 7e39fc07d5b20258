import { everyday } from '../../server/guide/rules.ts';
import { Button } from '../ui/button.tsx';
import { answer, guide } from '../ui/guide.ts';
import { t } from '../ui/i18n.ts';
import { codes, word } from '../ui/words.ts';
import type { Going } from './page.tsx';
import { Answers, Question } from './parts.tsx';
import { said } from './words.ts';

/** How much help: one everyday question, or the level where an assessment has given it already. */
export function HelpStep({ index, going }: { index: number; going: Going }) {
  const question = everyday[index]!;
  const { everyday: given, assessed } = guide.value;
  const value = given[question.id] ?? null;
  return (
    <Question title={said(question.ask)}>
      <p class="muted">{t('照最近一个月的情况，选最像的一句。')}</p>
      <Answers
        label={said(question.ask)}
        value={assessed === null ? value : null}
        options={question.options.map((o) => ({ value: o.id, label: said(o.text) }))}
        onPick={(id) => {
          answer({ everyday: { ...given, [question.id]: id }, assessed: null });
          going.to(index + 1 < everyday.length ? `help-${index + 2}` : 'stay');
        }}
      />
      {value !== null && assessed === null && (
        <Button look="primary" wide onClick={going.next}>
          {t('下一题')}
        </Button>
      )}
      {index === 0 && <Assessed level={assessed} going={going} />}
      <div>
        <Button
          look="quiet"
          onClick={() => {
            answer({ everyday: {}, assessed: null });
            going.to('stay');
          }}
        >
          {t('说不准，跳过自查')}
        </Button>
      </div>
    </Question>
  );
}

function Assessed({ level, going }: { level: number | null; going: Going }) {
  return (
    <details class="guide-assessed" open={level !== null}>
      <summary>{t('已经评估过？直接选等级')}</summary>
      <Answers
        label={t('老人能力等级')}
        value={level}
        options={codes('level').map((n) => ({
          value: Number(n),
          label: t('{n} 级 {word}', { n, word: word('level', n) }),
        }))}
        onPick={(n) => {
          answer({ assessed: n });
          going.to('stay');
        }}
      />
    </details>
  );
}

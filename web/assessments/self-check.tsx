import { useState } from 'preact/hooks';
import { type Answers, answered, type Facts, items, noFacts, score } from '../../server/assessments/rules.ts';
import { call, client } from '../api.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Card, Notice } from '../ui/card.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { word } from '../ui/words.ts';
import { LevelFacts } from './facts.tsx';
import { Questions, reach } from './questions.tsx';
import './assessments.css';

/** For anybody who wonders what an assessment would say. The browser computes it by the same rules; nothing leaves it. */
export default function SelfCheckPage() {
  useTitle(t('能力自查'));
  const [answers, setAnswers] = useState<Answers>({});
  const [facts, setFacts] = useState<Facts>(noFacts);
  const standard = useLoad((signal) => call((o) => client.api.v1.assessments.standard.$get({}, o), { signal }), []);
  const done = answered(items, answers);
  const open = items.find((i) => answers[i.code] === undefined);
  // Until the district's own value is there, and where there is no connection, a coma says nothing about a level here.
  const coma = standard.data?.coma_level;
  const got = score(answers, facts, { coma_level: coma ?? 0 });
  return (
    <PublicFrame>
      <div class="assess self-check stack">
        <h1>{t('能力自查')}</h1>
        <p>{t('照着老人最近一个月的情况，逐项选最像的一句。26 项都选完，就能看到可能的等级。')}</p>
        <Notice>{t('填写的内容不保存、不上传，关掉页面就没有了。')}</Notice>
        <div class="progress">
          <label for="self-progress">
            <strong>{t('已评 {n}/26 项', { n: done })}</strong>
          </label>
          <progress id="self-progress" max={items.length} value={done} />
        </div>
        <Questions answers={answers} onAnswer={(code, n) => setAnswers((was) => ({ ...was, [code]: n }))} />
        <LevelFacts of={facts} onChange={setFacts} consciousness={answers['B.3.9']} />
        <Card as="section" class="stack" aria-label={t('自查结果')}>
          {got.ok ? (
            <div role="status" class="stack-tight">
              <strong class="self-level">
                {t('可能为{word}（{n} 级），以正式评估为准', { word: word('level', got.level), n: got.level })}
              </strong>
              <p>{t('总分 {total}', { total: got.total })}</p>
              <p>{t('要申请床位或补贴，须由两位评估员上门正式评估。')}</p>
            </div>
          ) : (
            <p class="muted">{t('评完 26 项后显示总分和等级。')}</p>
          )}
          <div class="row">
            {open ? (
              <Button
                onClick={() => {
                  const next = document.getElementById(`item-${open.code}`);
                  if (next) reach(next);
                }}
              >
                {t('到没评的一项')}
              </Button>
            ) : (
              <ButtonLink look="primary" href="/apply">
                {t('去申请')}
              </ButtonLink>
            )}
            {done > 0 && (
              <Button
                onClick={() => {
                  setAnswers({});
                  setFacts(noFacts);
                }}
              >
                {t('全部清空')}
              </Button>
            )}
          </div>
        </Card>
      </div>
    </PublicFrame>
  );
}

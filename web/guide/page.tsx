import { ArrowLeft } from 'lucide';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { everyday } from '../../server/guide/rules.ts';
import { Button } from '../ui/button.tsx';
import { forgetAnswers, guide } from '../ui/guide.ts';
import { t } from '../ui/i18n.ts';
import { PublicFrame } from '../ui/public-frame.tsx';
import { say } from '../ui/toast.tsx';
import { useQuery } from '../ui/url.ts';
import { HelpStep } from './help-step.tsx';
import { Result } from './result.tsx';
import { StayStep, WishStep } from './stay-step.tsx';
import { WhereStep } from './where-step.tsx';
import { WhoStep } from './who-step.tsx';
import './guide.css';

export type Going = { next: () => void; to: (step: string) => void };

const helps = everyday.map((_, i) => `help-${i + 1}`);
const steps = ['who', 'where', ...helps, 'stay', 'wishes', 'result'];
const QUESTIONS = 5;
/** Which of the five questions a step belongs to. */
const numberOf = (step: string) => ['who', 'where', 'help', 'stay', 'wishes'].findIndex((q) => step.startsWith(q)) + 1;

/** Five plain questions, one at a time; the address says which, the answers stay in the tab. */
export default function GuidePage() {
  const { query, set } = useQuery();
  const step = steps.includes(query.step ?? '') ? (query.step as string) : 'who';
  const assessed = guide.value.assessed !== null;
  const at = steps.indexOf(step);
  const to = (where: string) => set({ step: where === 'who' ? null : where, ids: query.ids });
  // Whoever knows the level is not asked for it
  const after = assessed && step === 'help-1' ? 'stay' : steps[at + 1];
  const before = assessed && step === 'stay' ? 'help-1' : steps[at - 1];
  const going: Going = { next: () => to(after ?? 'result'), to };
  const head = useRef<HTMLDivElement>(null);
  const opened = useRef(step);
  // before the next key is pressed, which would otherwise be typed nowhere
  useLayoutEffect(() => {
    if (opened.current === step) return;
    opened.current = step;
    scrollTo(0, 0);
    head.current?.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
  }, [step]);
  return (
    <PublicFrame>
      <div class="guide stack" ref={head}>
        {step === 'result' ? (
          <Result going={going} />
        ) : (
          <>
            <Progress step={step} />
            {step === 'who' && <WhoStep going={going} />}
            {step === 'where' && <WhereStep going={going} />}
            {helps.includes(step) && <HelpStep key={step} index={helps.indexOf(step)} going={going} />}
            {step === 'stay' && <StayStep going={going} />}
            {step === 'wishes' && <WishStep going={going} />}
            {before && (
              <div>
                <Button class="back" look="quiet" icon={ArrowLeft} onClick={() => to(before)}>
                  {t('上一题')}
                </Button>
              </div>
            )}
          </>
        )}
        <Kept />
      </div>
    </PublicFrame>
  );
}

function Progress({ step }: { step: string }) {
  const n = numberOf(step);
  const part = helps.indexOf(step) + 1;
  const text = part
    ? t('第 {n} 题，共 {of} 题（小题 {part}/{parts}）', { n, of: QUESTIONS, part, parts: helps.length })
    : t('第 {n} 题，共 {of} 题', { n, of: QUESTIONS });
  return (
    <div class="guide-progress">
      <label for="guide-progress" class="muted">
        {text}
      </label>
      <progress id="guide-progress" max={steps.length - 1} value={steps.indexOf(step)} />
    </div>
  );
}

/** Where the answers are, said on every step, and the way to be rid of them. */
function Kept() {
  const { set } = useQuery();
  return (
    <div class="guide-kept small muted screen-only">
      <p>{t('您的回答只留在这台设备的这个页面里，关掉就没有了；查找时只发送地点、类型、等级、性别这些筛选条件。')}</p>
      <Button
        look="quiet"
        onClick={() => {
          forgetAnswers();
          set({ step: null, ids: null });
          say(t('已清除您的回答'));
        }}
      >
        {t('清除我的回答')}
      </Button>
    </div>
  );
}

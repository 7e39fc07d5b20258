import { ChevronsLeft, ChevronsRight } from 'lucide';
import { useEffect, useState } from 'preact/hooks';
import { addDays, type Day, daysBetween, weekdayOf } from '../../server/kernel/period.ts';
import { weekdayWord } from '../ui/bed-words.ts';
import { Button } from '../ui/button.tsx';
import { date } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { DAYS_AHEAD, DAYS_BACK, within } from './data.ts';

export const dayWord = (day: Day) => t('{date} {weekday}', { date: date(day), weekday: weekdayWord(weekdayOf(day)) });

const WAIT_MS = 150;

/** Any day from a month ago to two months ahead; the page follows once the hand rests. */
export function DaySlider({ on, today, onChange }: { on: Day; today: Day; onChange: (day: Day) => void }) {
  const [held, setHeld] = useState<number | null>(null);
  const offset = held ?? daysBetween(today, on);
  const shown = addDays(today, offset);
  useEffect(() => {
    if (held === null) return;
    const timer = setTimeout(() => {
      onChange(addDays(today, held));
      setHeld(null);
    }, WAIT_MS);
    return () => clearTimeout(timer);
  }, [held]);
  const go = (day: Day) => onChange(within(day, today));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a row of controls, not a form
    <div class="dayslider" role="group" aria-label={t('看哪一天')}>
      <div class="row dayslider-buttons">
        <Button look="quiet" icon={ChevronsLeft} onClick={() => go(addDays(on, -7))}>
          {t('前 7 天')}
        </Button>
        <Button aria-pressed={on === today} onClick={() => go(today)}>
          {t('今天')}
        </Button>
        <Button aria-pressed={on === addDays(today, 1)} onClick={() => go(addDays(today, 1))}>
          {t('明天')}
        </Button>
        <Button look="quiet" icon={ChevronsRight} onClick={() => go(addDays(on, 7))}>
          {t('后 7 天')}
        </Button>
      </div>
      <input
        type="range"
        class="dayslider-range"
        aria-label={t('日期')}
        aria-valuetext={dayWord(shown)}
        min={-DAYS_BACK}
        max={DAYS_AHEAD}
        value={offset}
        onInput={(event) => setHeld(Number(event.currentTarget.value))}
      />
      <output class="dayslider-day">{dayWord(shown)}</output>
    </div>
  );
}

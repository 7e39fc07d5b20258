import { boardStates } from '../../server/board/rules.ts';
import { BedShape } from '../ui/badge.tsx';
import { number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import type { Board } from './data.ts';

/** 480 = 59 + 3 + …: every state with its number, each a filter, and the sum in sight. */
export function Legend({
  counts,
  state,
  onState,
}: {
  counts: Board['counts'];
  state: string | undefined;
  onState: (state: string | null) => void;
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a row of filters, not a form
    <div class="legend" role="group" aria-label={t('按状态查看')}>
      <button type="button" class="legend-part legend-sum" aria-pressed={!state} onClick={() => onState(null)}>
        <strong class="num">{number(counts.filed)}</strong>
        <span>{t('总床位')}</span>
      </button>
      {boardStates.map((one, i) => (
        <span key={one} class="legend-term">
          <span class="legend-sign" aria-hidden="true">
            {i === 0 ? '=' : '+'}
          </span>
          <button
            type="button"
            class="legend-part"
            aria-pressed={state === one}
            onClick={() => onState(state === one ? null : one)}
          >
            <strong class="num">{number(counts[one])}</strong>
            <BedShape state={one} named />
          </button>
        </span>
      ))}
    </div>
  );
}

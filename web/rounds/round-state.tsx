import { type Shape, StatusDot, type Tone } from '../ui/badge.tsx';
import { t } from '../ui/i18n.ts';
import { type Round, type State, short, stateWord } from './words.ts';

const looks: Record<State, [shape: Shape, tone: Tone]> = {
  draft: ['ring', 'amber'],
  run: ['half', 'accent'],
  published: ['check', 'accent'],
  cancelled: ['dash', 'stale'],
};

export function RoundState({ of }: { of: Pick<Round, 'state'> }) {
  const [shape, tone] = looks[of.state];
  return (
    <StatusDot shape={shape} tone={tone}>
      {stateWord(of.state)}
    </StatusDot>
  );
}

/** The independent checker's word; a round that has not run has none. */
export function Checked({ of }: { of: Pick<Round, 'clean' | 'state' | 'ran_at'> }) {
  if (!of.ran_at) return <span class="muted">{t('尚未核验')}</span>;
  if (of.clean === null)
    return (
      <StatusDot shape="ring" tone="amber">
        {t('没有核验')}
      </StatusDot>
    );
  return of.clean ? (
    <StatusDot shape="check" tone="accent">
      {t('核验通过')}
    </StatusDot>
  ) : (
    <StatusDot shape="cross" tone="red">
      {t('核验未通过')}
    </StatusDot>
  );
}

/** A digest or seed: its ends for the eye, the whole to copy. */
export function Digest({ of, whole }: { of: string | null; whole?: boolean }) {
  if (!of) return <span class="muted">{t('尚无')}</span>;
  return (
    <code class="digest" title={of}>
      {whole ? of : short(of)}
    </code>
  );
}

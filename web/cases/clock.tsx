import type { Colour, Unit } from '../../server/clocks/rules.ts';
import { type Shape, StatusDot, type Tone } from '../ui/badge.tsx';
import { t } from '../ui/i18n.ts';
import { pauseWord } from './words.ts';

type Clock = { colour: Colour; left: number | null; unit: Unit; paused?: string | null };

const looks: Record<Colour, [shape: Shape, tone: Tone]> = {
  green: ['ring', 'accent'],
  amber: ['half', 'amber'],
  red: ['triangle', 'red'],
  paused: ['dash', 'stale'],
  stopped: ['check', 'stale'],
};

/** How a deadline stands, in words, with a shape and a colour of its own. */
export function ClockState({ of }: { of: Clock }) {
  const [shape, tone] = looks[of.colour];
  return (
    <StatusDot shape={shape} tone={tone}>
      {clockText(of)}
    </StatusDot>
  );
}

function clockText({ colour, left, unit, paused }: Clock): string {
  if (colour === 'stopped') return t('已办完');
  if (colour === 'paused' || left === null) return paused ? t('暂停（{why}）', { why: pauseWord(paused) }) : t('暂停');
  const working = unit === 'working';
  if (colour === 'red') {
    if (left === 0) return t('已逾期');
    return working ? t('逾期 {n} 工作日', { n: -left }) : t('逾期 {n} 天', { n: -left });
  }
  if (left === 0) return t('今天到期');
  return working ? t('剩 {n} 工作日', { n: left }) : t('剩 {n} 天', { n: left });
}

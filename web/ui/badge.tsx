import type { IconNode } from 'lucide';
import type { ComponentChildren, JSX } from 'preact';
import { key, t } from './i18n.ts';
import { Icon } from './icon.tsx';
import './badge.css';

export type Tone = 'plain' | 'accent' | 'amber' | 'stale' | 'red';

/** A short word in a box. The word carries the meaning; the colour only helps to find it. */
export function Badge({
  tone = 'plain',
  icon,
  children,
}: {
  tone?: Tone;
  icon?: IconNode;
  children: ComponentChildren;
}) {
  return (
    <span class={`badge badge-${tone}`}>
      {icon && <Icon of={icon} />}
      {children}
    </span>
  );
}

const shapes = {
  dot: <circle cx="6" cy="6" r="5" fill="currentColor" />,
  ring: <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" stroke-width="2" />,
  half: (
    <>
      <circle cx="6" cy="6" r="4.25" fill="none" stroke="currentColor" stroke-width="1.5" />
      <path d="M6 1.5a4.500 4.500 0 0 0 0 9z" fill="currentColor" />
    </>
  ),
  square: <rect x="1.500" y="1.500" width="9" height="9" rx="1.500" fill="currentColor" />,
  triangle: <path d="M6 1 11.500 11H.5z" fill="currentColor" />,
  cross: <path d="m2 2 8 8M10 2l-8 8" stroke="currentColor" stroke-width="2.500" stroke-linecap="round" />,
  check: (
    <path
      d="m1.500 6.500 3 3 6-7"
      fill="none"
      stroke="currentColor"
      stroke-width="2.200"
      stroke-linecap="round"
      stroke-linejoin="round"
    />
  ),
  dash: <path d="M1.500 6h9" stroke="currentColor" stroke-width="2.500" stroke-linecap="round" />,
};
export type Shape = keyof typeof shapes;

/** A state: shape and words, with a colour as a third cue. */
export function StatusDot({ shape, tone, children }: { shape: Shape; tone: Tone; children: ComponentChildren }) {
  return (
    <span class={`status tone-${tone}`}>
      <svg viewBox="0 0 12 12" aria-hidden="true">
        {shapes[shape]}
      </svg>
      <span class="status-text">{children}</span>
    </span>
  );
}

/** What a bed is doing on a day; `free` is computed from beds and claims, never stored. */
export type BedState = 'free' | 'locked' | 'reserved' | 'occupied' | 'away' | 'cleaning' | 'out_of_service';

const beds: Record<BedState, { word: string; tone: Tone }> = {
  free: { word: key('空闲'), tone: 'accent' },
  locked: { word: key('锁定'), tone: 'amber' },
  reserved: { word: key('预留'), tone: 'amber' },
  occupied: { word: key('在住'), tone: 'plain' },
  away: { word: key('请假/住院'), tone: 'plain' },
  cleaning: { word: key('待清洁'), tone: 'stale' },
  out_of_service: { word: key('维修/停用'), tone: 'stale' },
};
export const bedWord = (state: BedState) => t(beds[state].word);

/**
 * The bed as a small drawing: hollow is free, a clock is locked, a flag is reserved, a sleeper lives there, an arrow is
 * away, broken lines wait to be cleaned, a stroke is out of service. Named for readers.
 */
export function BedShape({ state, named }: { state: BedState; named?: boolean }) {
  const { word, tone } = beds[state];
  const name = t(word);
  const drawing = (
    <span
      class={`bed tone-${tone}`}
      {...(named ? { 'aria-hidden': true } : { role: 'img', 'aria-label': name })}
      title={name}
    >
      <svg
        viewBox="0 0 28 22"
        fill="none"
        stroke="currentColor"
        stroke-width="1.800"
        stroke-linecap="round"
        stroke-linejoin="round"
        aria-hidden="true"
      >
        <path
          d="M2.500 4v14M25.500 18v-5a3 3 0 0 0-3-3h-20M2.500 15h23"
          stroke-dasharray={state === 'cleaning' ? '2.500 3' : undefined}
        />
        {marks[state]}
      </svg>
    </span>
  );
  return named ? (
    <span class="status">
      {drawing}
      <span class="status-text">{name}</span>
    </span>
  ) : (
    drawing
  );
}

const marks: Partial<Record<BedState, JSX.Element>> = {
  occupied: (
    <path d="M6.500 7.200h.01M10 10V7.500a1.500 1.500 0 0 1 1.500-1.500H20a4 4 0 0 1 4 4" stroke-width="3.600" />
  ),
  away: <path d="M10 6.500h9m-3-3 3 3-3 3" />,
  locked: (
    <>
      <circle cx="14" cy="5" r="4" />
      <path d="M14 3v2l1.500 1" />
    </>
  ),
  reserved: <path d="M11 10V1.500l7 2.500-7 2.500" fill="currentColor" />,
  out_of_service: <path d="m5 20 18-18" stroke-width="2.400" />,
};

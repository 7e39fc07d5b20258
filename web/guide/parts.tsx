import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { useTitle } from '../ui/page.tsx';
import { ReadAloud } from '../ui/read-aloud.tsx';

/** One question: its heading is where the focus begins; all of it can be read aloud. */
export function Question({ title, children }: { title: string; children: ComponentChildren }) {
  useTitle(title);
  const read = useRef<HTMLDivElement>(null!);
  return (
    <div class="stack" ref={read}>
      <div class="row-between">
        <h1 tabIndex={-1}>{title}</h1>
        <ReadAloud of={read} />
      </div>
      {children}
    </div>
  );
}

/** One of several, a big answer each. Pressing one is the answer; `onPick` may go on to the next question. */
export function Answers<V extends string | number>({
  label,
  value,
  options,
  onPick,
  small,
}: {
  label: string;
  value: V | null;
  options: readonly { value: V; label: string; hint?: string }[];
  onPick: (value: V) => void;
  /** several beside each other, for short words */
  small?: boolean;
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: buttons are no fields of a form
    <div class={`guide-answers${small ? ' guide-small' : ''}`} role="group" aria-label={label}>
      {options.map((o) => (
        <button
          type="button"
          key={o.value}
          class="guide-answer"
          data-read
          aria-pressed={o.value === value}
          onClick={() => onPick(o.value)}
        >
          <strong>{o.label}</strong>
          {o.hint && <small>{o.hint}</small>}
        </button>
      ))}
    </div>
  );
}

/** Any of several, as big answers that stay pressed. */
export function Several({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: readonly string[];
  options: readonly { value: string; label: string }[];
  onChange: (value: string[]) => void;
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: buttons are no fields of a form
    <div class="guide-answers guide-small" role="group" aria-label={label}>
      {options.map((o) => {
        const on = value.includes(o.value);
        return (
          <button
            type="button"
            key={o.value}
            class="guide-answer"
            data-read
            aria-pressed={on}
            onClick={() => onChange(on ? value.filter((v) => v !== o.value) : [...value, o.value])}
          >
            <strong>{o.label}</strong>
          </button>
        );
      })}
    </div>
  );
}

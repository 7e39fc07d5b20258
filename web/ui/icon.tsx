import type { IconNode } from 'lucide';
import { h } from 'preact';

/** A lucide icon node drawn in the current colour. Decorative unless `label` is given. Import nodes one by one: `import { Bed } from 'lucide'`. */
export function Icon({ of, label, class: name = '' }: { of: IconNode; label?: string; class?: string }) {
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: decorative, or named by aria-label
    <svg
      class={`icon ${name}`}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
    >
      {of.map(([tag, attributes]) => h(tag, attributes as Record<string, string>))}
    </svg>
  );
}

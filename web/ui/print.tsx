import type { ComponentChildren } from 'preact';

/** Only on paper: letterheads, addresses, the date of printing. */
export const PrintOnly = ({ children }: { children: ComponentChildren }) => <div class="print-only">{children}</div>;

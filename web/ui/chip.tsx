import { ChevronDown } from 'lucide';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Button } from './button.tsx';
import { t } from './i18n.ts';
import { Icon } from './icon.tsx';
import './chip.css';

/** The row of chips above a list; scrolls sideways on a phone so that it stays one line. */
export function Chips({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot scroll sideways
    <div class="chips chips-scroll" role="group" aria-label={label}>
      {children}
    </div>
  );
}

/**
 * A filter: a chip that opens a small panel (a sheet from below on a phone). The chip shows what is chosen (`summary`).
 * Changes apply at once; Escape, a tap outside and 完成 close it and give the focus back to the chip.
 */
export function FilterChip({
  label,
  summary,
  onClear,
  done,
  children,
}: {
  label: string;
  /** What is chosen, in words; null when nothing is. */
  summary: string | null;
  onClear?: () => void;
  /** Words on the closing button, such as 「看 12 处」. */
  done?: string;
  children: ComponentChildren;
}) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const wrap = useRef<HTMLDivElement>(null);
  const chip = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);

  const close = () => {
    setOpen(false);
    chip.current?.focus();
  };

  // At once, not after the next picture: an Escape that comes before would leave the focus in a panel that is gone
  useLayoutEffect(() => {
    if (!open) return;
    panel.current?.querySelector<HTMLElement>('input, select, button')?.focus({ preventScroll: true });
    keepInView(panel.current);
  }, [open]);
  useEffect(() => {
    if (!open) return;
    const outside = (event: PointerEvent) => {
      if (!wrap.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears the Escape and the leaving of what is inside
    <div
      class="chip-wrap"
      ref={wrap}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && open) {
          event.stopPropagation();
          close();
        }
      }}
      onFocusOut={(event) => {
        const next = event.relatedTarget as Node | null;
        if (open && next && !event.currentTarget.contains(next)) setOpen(false);
      }}
    >
      <button
        type="button"
        ref={chip}
        class={`chip${summary ? ' chip-on' : ''}`}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        aria-haspopup="dialog"
        onClick={() => setOpen(!open)}
      >
        {summary ? t('{name}：{value}', { name: label, value: summary }) : label}
        <Icon of={ChevronDown} />
      </button>
      {open && (
        <>
          {/* A tap beside the sheet closes it; the keyboard has Escape and the button */}
          <div class="chip-scrim" onClick={close} aria-hidden="true" />
          <div class="panel" id={id} ref={panel} role="dialog" aria-label={label}>
            {children}
            <div class="panel-foot">
              <Button look="quiet" onClick={onClear} why={summary ? null : t('没有选择')}>
                {t('清除')}
              </Button>
              <Button look="primary" onClick={close}>
                {done ?? t('完成')}
              </Button>
            </div>
          </div>
        </>
      )}
    </div>
  );
}

/** A chip that is simply on or off. */
export function ToggleChip({
  on,
  onChange,
  children,
}: {
  on: boolean;
  onChange: (on: boolean) => void;
  children: ComponentChildren;
}) {
  return (
    <button type="button" class="chip" aria-pressed={on} onClick={() => onChange(!on)}>
      {children}
    </button>
  );
}

/** A panel that would leave the window on the right is moved back in. */
function keepInView(node: HTMLElement | null) {
  if (!node || matchMedia('(max-width: 719px)').matches) return;
  const over = node.getBoundingClientRect().right - (document.documentElement.clientWidth - 8);
  if (over > 0) node.style.left = `${-over}px`;
}

import type { IconNode } from 'lucide';
import type { ButtonHTMLAttributes, ComponentChildren, Ref, TargetedMouseEvent } from 'preact';
import { t } from './i18n.ts';
import { Icon } from './icon.tsx';
import './button.css';

type Look = 'primary' | 'secondary' | 'quiet' | 'danger';
type Common = { look?: Look; icon?: IconNode; wide?: boolean; children?: ComponentChildren; class?: string };

/**
 * One action. `busy` keeps the focus and the width, says so to assistive technology and swallows further clicks.
 * `why` says why it cannot be used now: the button stays focusable and carries the reason.
 */
export function Button({
  look = 'secondary',
  icon,
  wide,
  busy,
  why,
  children,
  onClick,
  class: name = '',
  buttonRef,
  ...rest
}: Common & {
  busy?: boolean;
  why?: string | null;
  onClick?: (event: TargetedMouseEvent<HTMLButtonElement>) => void;
  buttonRef?: Ref<HTMLButtonElement>;
} & Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'ref' | 'onClick' | 'icon' | 'class' | 'className'>) {
  const off = busy || !!why;
  return (
    <button
      type="button"
      {...rest}
      ref={buttonRef}
      class={`btn btn-${look}${wide ? ' btn-wide' : ''} ${name}`}
      aria-disabled={off || undefined}
      aria-busy={busy || undefined}
      title={why ?? rest.title}
      onClick={(event) => {
        if (off) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {busy ? <span class="btn-spin" aria-hidden="true" /> : icon && <Icon of={icon} />}
      {children}
      {why && <span class="visually-hidden">{t('（{text}）', { text: why })}</span>}
    </button>
  );
}

/** A link that looks like a button: it goes somewhere, it does nothing. */
export function ButtonLink({
  look = 'secondary',
  icon,
  wide,
  children,
  class: name = '',
  ...rest
}: Common & { href: string; download?: string; target?: string; rel?: string; onClick?: (event: MouseEvent) => void }) {
  return (
    <a {...rest} class={`btn btn-${look}${wide ? ' btn-wide' : ''} ${name}`}>
      {icon && <Icon of={icon} />}
      {children}
    </a>
  );
}

/** A square button whose name is only spoken and shown as a tip. */
export function IconButton({
  icon,
  label,
  class: name = '',
  buttonRef,
  ...rest
}: { icon: IconNode; label: string; class?: string; buttonRef?: Ref<HTMLButtonElement> } & Omit<
  ButtonHTMLAttributes<HTMLButtonElement>,
  'ref' | 'icon' | 'label' | 'class' | 'className'
>) {
  return (
    <button type="button" {...rest} ref={buttonRef} class={`btn btn-icon ${name}`} aria-label={label} title={label}>
      <Icon of={icon} />
    </button>
  );
}

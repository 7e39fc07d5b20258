import { signal } from '@preact/signals';
import { CircleAlert, CircleCheck, X } from 'lucide';
import { Button, IconButton } from './button.tsx';
import { t } from './i18n.ts';
import { Icon } from './icon.tsx';
import './toast.css';

type Toast = { id: number; text: string; error: boolean; undo?: () => void };

const toasts = signal<Toast[]>([]);
let last = 0;

/**
 * Says what has just happened, in the corner and to screen readers. Plain news leaves by itself after 10 s; an error and
 * anything with 撤销 stays until closed, since nobody should have to hurry.
 */
export function say(text: string, options: { error?: boolean; undo?: () => void } = {}): void {
  const id = ++last;
  toasts.value = [...toasts.value.slice(-2), { id, text, error: !!options.error, undo: options.undo }];
  if (!options.error && !options.undo) setTimeout(() => unsay(id), 10_000);
}

const unsay = (id: number) => {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
};

/** Where say() appears. Once, at the end of the page; the live regions exist from the start so that readers hear them. */
export function StatusRegion() {
  const all = toasts.value;
  return (
    <div class="toasts">
      <div role="alert">{all.filter((toast) => toast.error).map(show)}</div>
      <div role="status">{all.filter((toast) => !toast.error).map(show)}</div>
    </div>
  );
}

const show = (toast: Toast) => (
  <div key={toast.id} class={`toast${toast.error ? ' toast-error' : ''}`}>
    <Icon of={toast.error ? CircleAlert : CircleCheck} />
    <span class="toast-text">{toast.text}</span>
    {toast.undo && (
      <Button
        look="quiet"
        onClick={() => {
          toast.undo?.();
          unsay(toast.id);
        }}
      >
        {t('撤销')}
      </Button>
    )}
    <IconButton icon={X} label={t('关闭')} onClick={() => unsay(toast.id)} />
  </div>
);

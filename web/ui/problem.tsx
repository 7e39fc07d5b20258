import { CircleAlert, RotateCw, WifiOff } from 'lucide';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Failure } from '../api.ts';
import { Button } from './button.tsx';
import { hotline } from './config.ts';
import { t } from './i18n.ts';
import { Icon } from './icon.tsx';
import './card.css';
import './empty.css';

/**
 * A failed call, said in full: what happened, every reason, the field each is about (a link to it), and what to do next.
 * After a form was sent it takes the focus, so that the first thing read is what to mend.
 */
export function Problem({ of, onRetry, focus = true }: { of: Failure; onRetry?: () => void; focus?: boolean }) {
  const box = useRef<HTMLDivElement>(null);
  // Every new failure is read out, also one with the same words
  useLayoutEffect(() => {
    if (focus) box.current?.focus();
  }, [of]);
  const [only] = of.reasons;
  const saidAlready = of.reasons.length === 1 && only?.message === of.title && !(only.pointer && fieldAt(only.pointer));
  const unexpected = of.kind === 'problem' && of.status >= 500;
  return (
    <div class={`notice ${of.kind === 'offline' ? 'notice-amber' : 'notice-red'}`} role="alert" tabIndex={-1} ref={box}>
      <Icon of={of.kind === 'offline' ? WifiOff : CircleAlert} />
      <div class="notice-body">
        <strong>{of.title}</strong>
        {of.detail && of.detail !== of.title && <p>{of.detail}</p>}
        {!saidAlready && of.reasons.length > 0 && (
          <ul class="stack-tight">
            {of.reasons.map((reason) => (
              <li key={`${reason.code}${reason.pointer ?? ''}`}>
                ·{' '}
                {reason.pointer && fieldAt(reason.pointer) ? (
                  <Jump to={reason.pointer}>{reason.message}</Jump>
                ) : (
                  reason.message
                )}
              </li>
            ))}
          </ul>
        )}
        {unexpected && (
          <p>
            {t('请拨打 {phone}，并告诉工作人员这个编号：', { phone: hotline() })} <code>{of.id ?? of.code}</code>
          </p>
        )}
        {onRetry && of.retry && (
          <div>
            <Button icon={RotateCw} onClick={onRetry}>
              {t('再试一次')}
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}

const fieldAt = (pointer: string) => document.querySelector<HTMLElement>(`[data-pointer="${CSS.escape(pointer)}"]`);

function Jump({ to, children }: { to: string; children: string }) {
  return (
    <button
      type="button"
      class="link"
      onClick={() => fieldAt(to)?.querySelector<HTMLElement>('input, select, textarea, button')?.focus()}
    >
      {children}
    </button>
  );
}

/** The messages for one field, to be handed to its `error` slot: `error={errorAt(failure, '/contact/phone')}`. */
export function errorAt(failure: Failure | undefined, pointer: string): string | null {
  const found = failure?.reasons.filter((reason) => reason.pointer === pointer).map((reason) => reason.message);
  return found?.length ? found.join(t('；')) : null;
}

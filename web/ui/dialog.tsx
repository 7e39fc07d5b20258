import { X } from 'lucide';
import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { Button, IconButton } from './button.tsx';
import { t } from './i18n.ts';
import './dialog.css';

/**
 * A modal over the page, on the browser's own <dialog>. Escape and the cross call `onClose`; the focus returns to where
 * it was. Rendered only while `open`, so its state starts new each time.
 */
export function Dialog({
  open,
  title,
  onClose,
  wide,
  foot,
  children,
}: {
  open: boolean;
  title: string;
  onClose: () => void;
  wide?: boolean;
  foot?: ComponentChildren;
  children: ComponentChildren;
}) {
  return open ? <Opened {...{ title, onClose, wide, foot }}>{children}</Opened> : null;
}

function Opened({
  title,
  onClose,
  wide,
  foot,
  children,
}: {
  title: string;
  onClose: () => void;
  wide?: boolean;
  foot?: ComponentChildren;
  children: ComponentChildren;
}) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  // At once, not after the next picture: an Escape that comes before would go to the page behind
  useLayoutEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    const node = dialog.current;
    node?.showModal();
    return () => {
      // A node taken out of the page while open leaves the focus nowhere, and while it is open nothing else takes it.
      node?.close();
      if (before?.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={`dialog${wide ? ' dialog-wide' : ''}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div class="dialog-head">
        <h2 id={id}>{title}</h2>
        <IconButton icon={X} label={t('关闭')} onClick={onClose} />
      </div>
      <div class="dialog-body">{children}</div>
      {foot && <div class="dialog-foot">{foot}</div>}
    </dialog>
  );
}

/** Asks before something that cannot be taken back: says what will happen, the button repeats the verb. */
export function Confirm({
  open,
  title,
  verb,
  danger,
  busy,
  onConfirm,
  onClose,
  children,
}: {
  open: boolean;
  title: string;
  verb: string;
  danger?: boolean;
  busy?: boolean;
  onConfirm: () => void;
  onClose: () => void;
  children: ComponentChildren;
}) {
  return (
    <Dialog
      {...{ open, title, onClose }}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look={danger ? 'danger' : 'primary'} busy={busy} onClick={onConfirm}>
            {verb}
          </Button>
        </>
      }
    >
      <div class="stack">{children}</div>
    </Dialog>
  );
}

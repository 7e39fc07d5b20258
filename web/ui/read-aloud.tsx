import { Printer, Square, Volume2 } from 'lucide';
import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Button } from './button.tsx';
import { lang, t } from './i18n.ts';

/**
 * Reads a part of the page aloud, only when asked, with the device's own voice (nothing leaves the device). Hidden where
 * there is none. What is marked `data-unread` or hidden from readers is left out, and buttons but those marked `data-read`.
 */
export function ReadAloud({ of, label }: { of: RefObject<HTMLElement>; label?: string }) {
  const [reading, setReading] = useState(false);
  const able = typeof speechSynthesis !== 'undefined';
  useEffect(() => {
    if (!able) return;
    return () => speechSynthesis.cancel();
  }, [able]);
  if (!able) return null;
  const toggle = () => {
    speechSynthesis.cancel();
    if (reading || !of.current) return setReading(false);
    const parts = sentences(of.current);
    for (const [index, text] of parts.entries()) {
      const say = new SpeechSynthesisUtterance(text);
      say.lang = lang.value === 'en' ? 'en-GB' : 'zh-CN';
      say.rate = 0.9;
      if (index === parts.length - 1) say.onend = () => setReading(false);
      say.onerror = () => setReading(false);
      speechSynthesis.speak(say);
    }
    setReading(parts.length > 0);
  };
  return (
    <Button class="screen-only" icon={reading ? Square : Volume2} aria-pressed={reading} onClick={toggle}>
      {reading ? t('停止朗读') : (label ?? t('朗读'))}
    </Button>
  );
}

/** At the head of a page people take with them: heard or on paper. */
export function ReadOrPrint({ of, label }: { of: RefObject<HTMLElement>; label?: string }) {
  return (
    <div class="row screen-only" data-unread>
      <ReadAloud of={of} />
      <Button icon={Printer} onClick={() => print()}>
        {label ?? t('打印')}
      </Button>
    </div>
  );
}

/** Visible text by line; long utterances are cut because some engines fall silent after 15 s. */
function sentences(root: HTMLElement): string[] {
  const copy = root.cloneNode(true) as HTMLElement;
  for (const node of copy.querySelectorAll(
    '[data-unread], [aria-hidden=true], button:not([data-read]), script, style, svg, .print-only',
  ))
    node.remove();
  for (const node of copy.querySelectorAll('p, li, h1, h2, h3, h4, dt, dd, tr, div, section, button'))
    node.append('\n');
  // Full stop, exclamation mark, question mark and semicolon of Chinese.
  return (copy.textContent ?? '')
    .replace(/[\u3002\uff01\uff1f\uff1b]/g, '    .split(/\n/)\n')
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter(Boolean);
}

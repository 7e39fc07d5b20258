import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { Dialog } from '../ui/dialog.tsx';
import { t } from '../ui/i18n.ts';
import type { Choice } from './choice.ts';
import { type Place, type Verb, verbs } from './data.ts';
import { stepFrom, steps } from './grid.tsx';
import { linksOf } from './links.ts';
import { verbWords } from './words.ts';

/** The whole board by keyboard; letters are heard anywhere on the page where no text is written. */
export function useBoardKeys(of: {
  grid: RefObject<HTMLDivElement>;
  choice: Choice;
  chosen: readonly Place[];
  onVerb: (verb: Verb) => void;
  onPick: (bed: string, how: { shift: boolean; more: boolean }) => void;
  onEscape: () => void;
  onUndo: () => void;
  onHelp: () => void;
  /** may the forms of the stay be opened */
  links: boolean;
}): void {
  const { route } = useLocation();
  const now = useRef(of);
  now.current = of;
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      const { grid, choice, chosen, links } = now.current;
      const at = event.target as HTMLElement;
      if (event.altKey || at.closest('input, select, textarea, dialog, [contenteditable]')) return;
      const inGrid = !!grid.current?.contains(at);
      const bed = at.closest<HTMLElement>('[data-bed]')?.dataset.bed ?? choice.current;
      const done = () => event.preventDefault();
      if (event.ctrlKey || event.metaKey) {
        if (event.key.toLowerCase() === 'a' && (inGrid || at === document.body)) {
          done();
          choice.floor();
        }
        return;
      }
      if (steps.includes(event.key) && inGrid && grid.current) {
        done();
        const next = stepFrom(grid.current, bed, event.key as 'Home');
        if (!next) return;
        choice.focus(next);
        if (event.shiftKey) now.current.onPick(next, { shift: true, more: false });
        return;
      }
      if (event.key === ' ' && inGrid && bed) {
        done();
        choice.toggle(bed);
        return;
      }
      if (event.key === 'Escape') return now.current.onEscape();
      if (event.key === '?') return now.current.onHelp();
      const letter = event.key.toUpperCase();
      const verb = verbs.find((v) => verbWords[v].letter === letter);
      if (verb) return now.current.onVerb(verb);
      if (letter === 'U') return now.current.onUndo();
      if (letter === 'M') return choice.setTicking(!choice.ticking);
      const [only] = chosen;
      const link = links && chosen.length === 1 && only && linksOf(only).find((one) => one.letter === letter);
      if (link) route(link.href);
    };
    // a space let go over a button would press it as well
    const up = (event: KeyboardEvent) => {
      if (event.key === ' ' && now.current.grid.current?.contains(event.target as Node)) event.preventDefault();
    };
    document.addEventListener('keydown', hear);
    document.addEventListener('keyup', up);
    return () => {
      document.removeEventListener('keydown', hear);
      document.removeEventListener('keyup', up);
    };
  }, []);
}

export function KeysHelp({ onClose }: { onClose: () => void }) {
  const lines: [string, string][] = [
    ['↑ ↓ ← →', t('在床位间移动；按住 Shift 连选')],
    ['Home End', t('本层第一张、最后一张')],
    ['PageUp PageDown', t('上一层、下一层')],
    ['Enter', t('选中这张床并打开')],
    [t('空格'), t('加选或取消这张床')],
    ['Ctrl A', t('选中本层看得见的全部床位')],
    ['M', t('多选')],
    ...verbs.map((verb): [string, string] => [verbWords[verb].letter, t(verbWords[verb].does)]),
    ['J F H L R', t('请假/住院、返回、换床、退住、入住（只选一张床时）')],
    ['U', t('撤销刚才的操作')],
    ['Esc', t('取消选择')],
  ];
  return (
    <Dialog open title={t('快捷键')} onClose={onClose}>
      <dl class="facts keys">
        {lines.map(([keys, does]) => [
          <dt key={`${keys}-k`}>
            <kbd>{keys}</kbd>
          </dt>,
          <dd key={`${keys}-d`}>{does}</dd>,
        ])}
      </dl>
    </Dialog>
  );
}

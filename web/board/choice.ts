import type { RefObject } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { Place } from './data.ts';

/** Which beds are chosen, and on which the keyboard stands. Kept by id, so that news of the board does not lose it. */
export function useChoice(grid: RefObject<HTMLDivElement>, places: ReadonlyMap<string, Place>) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [current, setCurrent] = useState<string | null>(null);
  const [anchor, setAnchor] = useState<string | null>(null);
  const [ticking, setTicking] = useState(false);
  const chosen = useMemo(() => [...places.values()].filter((p) => ids.has(p.bed.id)), [places, ids]);
  const tiles = () => [...(grid.current?.querySelectorAll<HTMLElement>('[data-bed]') ?? [])];
  const toggle = (bed: string) => {
    const next = new Set(ids);
    if (!next.delete(bed)) next.add(bed);
    setIds(next);
    setAnchor(bed);
  };
  const between = (from: string, to: string): string[] => {
    const order = tiles().map((tile) => tile.dataset.bed!);
    const [a, b] = [order.indexOf(from), order.indexOf(to)];
    return a < 0 || b < 0 ? [to] : order.slice(Math.min(a, b), Math.max(a, b) + 1);
  };
  return {
    ids,
    chosen,
    current: current !== null && places.has(current) ? current : null,
    ticking,
    setTicking,
    toggle,
    pick(bed: string, { shift, more }: { shift: boolean; more: boolean }) {
      setCurrent(bed);
      if (shift && anchor) setIds(new Set([...(more ? ids : []), ...between(anchor, bed)]));
      else if (more || ticking) toggle(bed);
      else {
        setIds(new Set([bed]));
        setAnchor(bed);
      }
    },
    hold(bed: string) {
      setTicking(true);
      setCurrent(bed);
      setIds(new Set([...ids, bed]));
      setAnchor(bed);
    },
    focus(bed: string) {
      setCurrent(bed);
      tiles()
        .find((tile) => tile.dataset.bed === bed)
        ?.focus();
    },
    /** every bed in sight on the floor on which the keyboard stands */
    floor() {
      const here = tiles().find((tile) => tile.dataset.bed === current) ?? tiles()[0];
      const floor = here?.closest('[data-floor]');
      const all = [...(floor?.querySelectorAll<HTMLElement>('[data-bed]') ?? [])].map((tile) => tile.dataset.bed!);
      setIds(new Set([...(ticking ? ids : []), ...all]));
    },
    clear() {
      setIds(new Set());
      setTicking(false);
    },
    /** after something was done: nothing is chosen, and a keyboard goes on where it stood */
    settle() {
      setIds(new Set());
      setTicking(false);
      const lost = document.activeElement === document.body || document.activeElement?.closest('.actions');
      if (lost && current && matchMedia('(pointer: fine)').matches)
        requestAnimationFrame(() =>
          tiles()
            .find((tile) => tile.dataset.bed === current)
            ?.focus(),
        );
    },
  };
}
export type Choice = ReturnType<typeof useChoice>;

import { useEffect, useRef, useState } from 'preact/hooks';
import { number } from './format.ts';
import type { Line, Plot } from './history-plot.ts';
import './history.css';

/** An axis of a few units has ticks at halves. */
const count = (n: number) => number(n, Number.isInteger(n) ? 0 : 1);

/**
 * Lines over days on a canvas; what they say stands beside it in words. uPlot comes after the page, and is drawn anew
 * when the reader changes how things look, or `of` is another.
 */
export function PlotCanvas({
  of,
  days,
  lines,
  tick,
  plot,
  onPoint,
}: {
  of: object;
  days: string[];
  lines: Line[];
  tick: (day: string) => string;
  plot: { current: Plot | null };
  onPoint: (index: number) => void;
}) {
  const node = useRef<HTMLDivElement>(null!);
  const [look, setLook] = useState(0);
  useEffect(() => {
    const watch = new MutationObserver(() => setLook((n) => n + 1));
    watch.observe(document.documentElement, { attributes: true });
    return () => watch.disconnect();
  }, []);
  useEffect(() => {
    let gone = false;
    void import('./history-plot.ts').then(({ drawPlot }) => {
      if (!gone) plot.current = drawPlot(node.current, days, lines, tick, count, onPoint);
    });
    return () => {
      gone = true;
      plot.current?.close();
      plot.current = null;
    };
  }, [of, look]);
  return <div class="history-canvas" ref={node} aria-hidden="true" />;
}

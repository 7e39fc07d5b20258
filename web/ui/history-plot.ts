import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

/** One line, null where there is none: a token of tokens.css for its colour, and a dash so that nothing hangs on colour alone. */
export type Line = { values: (number | null)[]; token: string; width: number; dash?: number[] };
export type Plot = { point(index: number): void; close(): void };

/**
 * Draws lines over days on a canvas as wide as `node`, from zero, in the colours of the moment; follows the width of
 * the page. Nothing moves by itself, so reduced motion has nothing to reduce.
 * @param days 'YYYY-MM-DD' of each point
 * @param tick how a day is written at the axis
 * @param onPoint the index under the pointer
 */
export function drawPlot(
  node: HTMLElement,
  days: string[],
  lines: Line[],
  tick: (day: string) => string,
  count: (n: number) => string,
  onPoint: (index: number) => void,
): Plot {
  const look = getComputedStyle(node);
  const token = (name: string) => look.getPropertyValue(`--${name}`).trim();
  const font = `${look.fontSize} ${look.fontFamily}`;
  const size = Number.parseFloat(look.fontSize);
  const dayOf = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10);
  const axis = { stroke: token('ink-2'), font, ticks: { show: false } };
  const height = () => Math.round(Math.min(360, Math.max(220, node.clientWidth * 0.42)));
  const plot = new uPlot(
    {
      width: node.clientWidth,
      height: height(),
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false } },
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'UTC'),
      scales: { y: { range: (_plot, _min, max) => [0, Math.max(1, max * 1.06)] } },
      axes: [
        {
          ...axis,
          grid: { show: false },
          space: size * 6,
          size: size * 2.4,
          values: (_plot, at) => at.map((s) => tick(dayOf(s))),
        },
        { ...axis, grid: { stroke: token('line'), width: 1 }, size: size * 3.6, values: (_plot, at) => at.map(count) },
      ],
      series: [
        {},
        ...lines.map((line) => ({
          stroke: token(line.token),
          width: line.width,
          ...(line.dash ? { dash: line.dash } : {}),
          points: { show: false },
        })),
      ],
      hooks: { setCursor: [(p) => p.cursor.idx != null && onPoint(p.cursor.idx)] },
    },
    [days.map((day) => Date.parse(`${day}T00:00:00Z`) / 1000), ...lines.map((line) => line.values)],
    node,
  );
  const watch = new ResizeObserver(() => {
    if (node.clientWidth > 0 && node.clientWidth !== plot.width)
      plot.setSize({ width: node.clientWidth, height: height() });
  });
  watch.observe(node);
  return {
    point: (index) => plot.setCursor({ left: plot.valToPos(plot.data[0][index] ?? 0, 'x'), top: 0 }, false),
    close: () => {
      watch.disconnect();
      plot.destroy();
    },
  };
}

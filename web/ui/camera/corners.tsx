import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp } from 'lucide';
import { useEffect, useRef, useState } from 'preact/hooks';
import { IconButton } from '../button.tsx';
import { key, t } from '../i18n.ts';
import { isConvex, type Point, type Quad, within } from './geometry.ts';
import { canvasOf } from './photo.ts';
import type { Pixels } from './pixels.ts';
import './camera.css';

const names = [key('左上角'), key('右上角'), key('右下角'), key('左下角')] as const;
const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] } as const;
type Way = keyof typeof ways;
/** One step of a key or an arrow button: so much of the longer side. */
const STEP = 0.008;

/**
 * The photo with its four corners to be put right: dragged, moved by the arrow keys (with Shift five times as far), or by
 * one of four arrow buttons for those who can do neither (WCAG 2.5.7).
 */
export function Corners({ photo, quad, onChange }: { photo: Pixels; quad: Quad; onChange: (quad: Quad) => void }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState(0);
  const held = useRef<number | null>(null);
  useEffect(() => void (canvas.current && canvasOf(photo, canvas.current)), [photo]);
  const { width, height } = photo;
  const put = (i: number, at: Point) => {
    const next = quad.map((p, k) => (k === i ? within(at, width, height) : p)) as unknown as Quad;
    if (isConvex(next)) onChange(next);
  };
  const move = (i: number, way: Way, far = 1) => {
    const by = STEP * Math.max(width, height) * far;
    const [dx, dy] = ways[way];
    put(i, { x: quad[i]!.x + dx * by, y: quad[i]!.y + dy * by });
  };
  const drag = (event: PointerEvent) => {
    const rect = box.current?.getBoundingClientRect();
    if (held.current === null || !rect) return;
    put(held.current, {
      x: ((event.clientX - rect.left) / rect.width) * width,
      y: ((event.clientY - rect.top) / rect.height) * height,
    });
  };
  const percent = (value: number, of: number) => `${(value / of) * 100}%`;
  return (
    <div class="stack-tight">
      <div class="corners-room">
        <div class="corners" ref={box}>
          <canvas ref={canvas} role="img" aria-label={t('拍到的照片')} />
          <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
            <polygon points={quad.map((p) => `${p.x},${p.y}`).join(' ')} vector-effect="non-scaling-stroke" />
          </svg>
          {quad.map((p, i) => (
            <button
              key={names[i]}
              type="button"
              class="corner"
              style={{ left: percent(p.x, width), top: percent(p.y, height) }}
              aria-label={t('{corner}，按方向键移动', { corner: t(names[i]!) })}
              onFocus={() => setChosen(i)}
              onPointerDown={(event) => {
                held.current = i;
                event.currentTarget.setPointerCapture(event.pointerId);
              }}
              onPointerMove={drag}
              onPointerUp={() => {
                held.current = null;
              }}
              onPointerCancel={() => {
                held.current = null;
              }}
              onKeyDown={(event) => {
                if (!(event.key in ways)) return;
                event.preventDefault();
                move(i, event.key as Way, event.shiftKey ? 5 : 1);
              }}
            >
              <span class={chosen === i ? 'corner-dot is-chosen' : 'corner-dot'} />
            </button>
          ))}
        </div>
      </div>
      <fieldset class="corner-pad">
        <legend class="small">{t('拖不准？选一个角，再点箭头')}</legend>
        <div class="row corner-names">
          {names.map((name, i) => (
            <button
              key={name}
              type="button"
              class="btn btn-secondary"
              aria-pressed={chosen === i}
              onClick={() => setChosen(i)}
            >
              {t(name)}
            </button>
          ))}
        </div>
        <div class="row">
          <IconButton icon={ArrowLeft} label={t('往左')} onClick={() => move(chosen, 'ArrowLeft')} />
          <IconButton icon={ArrowUp} label={t('往上')} onClick={() => move(chosen, 'ArrowUp')} />
          <IconButton icon={ArrowDown} label={t('往下')} onClick={() => move(chosen, 'ArrowDown')} />
          <IconButton icon={ArrowRight} label={t('往右')} onClick={() => move(chosen, 'ArrowRight')} />
        </div>
      </fieldset>
    </div>
  );
}

import { type Map as LeafletMap, point } from 'leaflet';
import { zh } from '../i18n.ts';

/** A name on the ground: at a place, or along a line. Shown from zoom `from`; the lower `rank` wins the room. */
export type Label = {
  kind: string;
  text: string;
  from: number;
  rank: number;
  at?: [number, number];
  along?: [number, number][];
};

/** Between strangers 岳阳楼 is enough; the full 岳阳楼街道 comes with room. */
const SUFFIX = new RegExp(zh('(街道|管理处)$'));

type Box = { x1: number; y1: number; x2: number; y2: number };
const meets = (a: Box, b: Box) => a.x1 < b.x2 && b.x1 < a.x2 && a.y1 < b.y2 && b.y1 < a.y2;

/**
 * Writes names so that none covers another or a marker: greedy by rank, anew after each move. The names are a picture,
 * hidden from screen readers; `scale` is the size of the writing, `taken` are layer points already used by markers.
 */
export function addLabels(
  map: LeafletMap,
  labels: Label[],
  scale: number,
  taken: () => { x: number; y: number }[],
): () => void {
  const pane = map.createPane('names');
  pane.style.zIndex = '350';
  pane.style.pointerEvents = 'none';
  pane.classList.add('leaflet-zoom-hide');
  pane.setAttribute('aria-hidden', 'true');
  pane.lang = 'zh-CN';
  const ranked = [...labels].sort((a, b) => a.rank - b.rank);

  const write = () => {
    const zoom = map.getZoom();
    const size = map.getSize();
    const corner = map.containerPointToLayerPoint(point(0, 0));
    const view: Box = { x1: corner.x, y1: corner.y, x2: corner.x + size.x, y2: corner.y + size.y };
    const full: Box[] = taken().map(({ x, y }) => ({
      x1: x - 22 * scale,
      y1: y - 22 * scale,
      x2: x + 22 * scale,
      y2: y + 22 * scale,
    }));
    const nodes: HTMLElement[] = [];
    for (const label of ranked) {
      if (zoom < label.from) continue;
      const text = zoom < 14 && label.kind === 'street' ? label.text.replace(SUFFIX, '') : label.text;
      const water = label.kind === 'lake' || label.kind === 'river';
      const width = (text.length * (water ? 17 : 13) + 6) * scale;
      const high = 16 * scale;
      const spot = label.at
        ? { ...map.latLngToLayerPoint(label.at), angle: 0 }
        : spotAlong(map, label.along ?? [], view, width);
      if (!spot) continue;
      // Beside a station or a landmark, not on it.
      const lift = label.at && !['lake', 'street'].includes(label.kind) ? 13 * scale : 0;
      const cos = Math.abs(Math.cos(spot.angle));
      const sin = Math.abs(Math.sin(spot.angle));
      const half = { x: (width * cos + high * sin) / 2, y: (width * sin + high * cos) / 2 };
      const box = { x1: spot.x - half.x, y1: spot.y + lift - half.y, x2: spot.x + half.x, y2: spot.y + lift + half.y };
      if (box.x1 < view.x1 || box.x2 > view.x2 || box.y1 < view.y1 || box.y2 > view.y2) continue;
      if (full.some((other) => meets(box, other))) continue;
      full.push(box);
      const node = document.createElement('span');
      // Along a steep river characters stand upright one under another; turned on their side nobody reads them.
      const steep = Math.abs(spot.angle) > Math.PI / 3;
      const lean = steep ? spot.angle - Math.sign(spot.angle) * (Math.PI / 2) : spot.angle;
      node.className = `name name-${label.kind}${steep ? ' name-upright' : ''}`;
      node.textContent = text;
      node.style.transform = `translate(${Math.round(spot.x)}px, ${Math.round(spot.y + lift)}px) translate(-50%, -50%) rotate(${lean}rad)`;
      nodes.push(node);
      if (lift) {
        const dot = document.createElement('span');
        dot.className = `name-dot name-dot-${label.kind}`;
        dot.style.transform = `translate(${Math.round(spot.x)}px, ${Math.round(spot.y)}px) translate(-50%, -50%)`;
        nodes.push(dot);
      }
    }
    pane.replaceChildren(...nodes);
  };
  map.on('zoomend moveend resize', write);
  return write;
}

/** The middle of the longest straight-enough stretch in view, read left to right; null when the name is longer than it. */
function spotAlong(map: LeafletMap, path: [number, number][], view: Box, width: number) {
  const points = path.map((at) => map.latLngToLayerPoint(at));
  const inside = points.filter((p) => p.x > view.x1 && p.x < view.x2 && p.y > view.y1 && p.y < view.y2);
  if (inside.length < 2) return null;
  const first = inside[0]!;
  const last = inside.at(-1)!;
  const centre = inside[Math.floor(inside.length / 2)]!;
  if (Math.hypot(last.x - first.x, last.y - first.y) < width * 1.1) return null;
  const index = points.indexOf(centre);
  const a = points[Math.max(0, index - 1)]!;
  const b = points[Math.min(points.length - 1, index + 1)]!;
  let angle = Math.atan2(b.y - a.y, b.x - a.x);
  if (angle > Math.PI / 2) angle -= Math.PI;
  if (angle < -Math.PI / 2) angle += Math.PI;
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, angle };
}

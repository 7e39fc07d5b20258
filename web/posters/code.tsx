import { useMemo } from 'preact/hooks';
import { encodeQR } from 'qr';

/**
 * The code of an address as one path of black squares on white, whatever the page's colours: a camera needs the light
 * margin of four squares and the contrast. A quarter of it may be dirty or torn (level Q).
 */
export default function Code({ text, label }: { text: string; label: string }) {
  const { size, path } = useMemo(() => {
    const rows = encodeQR(text, 'raw', { ecc: 'quartile', border: 4 });
    const d = rows.map((row, y) => row.map((on, x) => (on ? `M${x} ${y}h1v1h-1z` : '')).join('')).join('');
    return { size: rows.length, path: d };
  }, [text]);
  return (
    <svg class="poster-code" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <rect class="poster-white" width={size} height={size} />
      <path class="poster-black" d={path} />
    </svg>
  );
}

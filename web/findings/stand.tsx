import { StatusDot } from '../ui/badge.tsx';
import type { Listed } from './shapes.ts';
import { standOf } from './words.ts';

export function Stand({ of }: { of: Pick<Listed, 'status' | 'colour'> }) {
  const { says, ...mark } = standOf(of);
  return <StatusDot {...mark}>{says}</StatusDot>;
}

/** Photos of a step or a visit, small, each opening large. */
export function PhotoRow({ ids, of }: { ids: readonly string[]; of: (n: number) => string }) {
  if (ids.length === 0) return null;
  return (
    <ul class="finding-photos">
      {ids.map((id, i) => (
        <li key={id}>
          <a href={`/api/v1/inspection-photos/${id}`} target="_blank" rel="noopener">
            <img src={`/api/v1/inspection-photos/${id}?edge=480`} alt={of(i + 1)} loading="lazy" />
          </a>
        </li>
      ))}
    </ul>
  );
}

import { useEffect, useState } from 'preact/hooks';
import type { Finder } from './finder.ts';
import type { Division } from './places.ts';

export type Finding = { find: Finder | null; opening: boolean; failed: boolean };

/**
 * The search over the district's names, opened from when it is wanted and the divisions are there; after a failure it is
 * tried again when wanted anew.
 */
export function useFinder(divisions: readonly Division[], wanted: boolean): Finding {
  const [finder, setFinder] = useState<{ find: Finder } | 'opening' | 'failed' | null>(null);
  useEffect(() => {
    if (!wanted || divisions.length === 0 || (finder && finder !== 'failed')) return;
    setFinder('opening');
    import('./finder.ts')
      .then(({ openFinder }) => openFinder(divisions))
      .then(
        (find) => setFinder({ find }),
        () => setFinder('failed'),
      );
  }, [wanted, divisions.length]);
  const find = finder && typeof finder === 'object' ? finder.find : null;
  return { find, opening: wanted && !find && finder !== 'failed', failed: finder === 'failed' };
}

import { useEffect, useState } from 'preact/hooks';

const WIDE = '(min-width: 900px)';

/** Whether list and map have room beside each other. A phone does not fetch the map before it is asked for. */
export function useWide(): boolean {
  const [wide, setWide] = useState(() => matchMedia(WIDE).matches);
  useEffect(() => {
    const query = matchMedia(WIDE);
    const change = () => setWide(query.matches);
    query.addEventListener('change', change);
    return () => query.removeEventListener('change', change);
  }, []);
  return wide;
}

import { useEffect, useState } from 'preact/hooks';

const query = '(min-width: 1024px)';

/** Is there room for the list and the case beside each other? The same width as the frame's own. */
export function useWide(): boolean {
  const [wide, setWide] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const hear = () => setWide(media.matches);
    media.addEventListener('change', hear);
    return () => media.removeEventListener('change', hear);
  }, []);
  return wide;
}

import { LocateFixed } from 'lucide';
import { useRef, useState } from 'preact/hooks';
import { Button } from './button.tsx';
import { t } from './i18n.ts';
import type { Place } from './map/types.ts';
import { round } from './places.ts';

/** Asks the device where it is, on a click and never before; says what to do when it cannot. */
export function NearMe({ onFound }: { onFound: (place: Place) => void }) {
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');
  const note = useRef<HTMLParagraphElement>(null);
  /** What is wrong, and the field to use instead. */
  const give = (up: string) => {
    setTrouble(up);
    note.current?.closest('search, form')?.querySelector<HTMLElement>('input')?.focus();
  };
  const ask = () => {
    setTrouble('');
    if (!('geolocation' in navigator)) return give(t('这台设备不能定位，请输入社区名称。'));
    setBusy(true);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setBusy(false);
        // A hundred metres is near enough for a list, and an address that is passed on says no more than that
        onFound({ lng: round(coords.longitude, 3), lat: round(coords.latitude, 3) });
      },
      (error) => {
        setBusy(false);
        give(
          error.code === error.PERMISSION_DENIED
            ? t('没有得到定位许可。没关系，输入社区名称也一样。')
            : t('暂时定不了位，请输入社区名称。'),
        );
      },
      { timeout: 10_000, maximumAge: 300_000 },
    );
  };
  return (
    <>
      <Button class="near-me" icon={LocateFixed} busy={busy} onClick={ask}>
        {t('我附近')}
      </Button>
      <p class="near-trouble small" role="status" ref={note}>
        {trouble}
      </p>
    </>
  );
}

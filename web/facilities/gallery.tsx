import { ChevronLeft, ChevronRight } from 'lucide';
import { useEffect, useState } from 'preact/hooks';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { t } from '../ui/i18n.ts';
import './gallery.css';

export type Photo = { id: string; caption: string; width: number; height: number; url: string; thumb_url: string };

/** The photos of a facility; each opens large, and the arrow keys go on from there. Loaded when they come near. */
export function Gallery({ of }: { of: Photo[] }) {
  const [at, setAt] = useState<number>();
  return (
    <>
      <ul class="gallery">
        {of.map((photo, index) => (
          <li key={photo.id}>
            <button type="button" class="gallery-open" onClick={() => setAt(index)}>
              <img src={photo.thumb_url} alt={photo.caption} width={photo.width} height={photo.height} loading="lazy" />
            </button>
            <p class="small muted" aria-hidden="true">
              {photo.caption}
            </p>
          </li>
        ))}
      </ul>
      {at !== undefined && <Large of={of} at={at} onMove={setAt} onClose={() => setAt(undefined)} />}
    </>
  );
}

function Large({
  of,
  at,
  onMove,
  onClose,
}: {
  of: Photo[];
  at: number;
  onMove: (at: number) => void;
  onClose: () => void;
}) {
  const photo = of[at];
  const last = of.length - 1;
  useEffect(() => {
    const move = (event: KeyboardEvent) => {
      if (event.key === 'ArrowLeft' && at > 0) onMove(at - 1);
      if (event.key === 'ArrowRight' && at < last) onMove(at + 1);
    };
    addEventListener('keydown', move);
    return () => removeEventListener('keydown', move);
  }, [at, last, onMove]);
  if (!photo) return null;
  return (
    <Dialog
      open
      wide
      title={t('照片 {n} / {of}', { n: at + 1, of: of.length })}
      onClose={onClose}
      foot={
        <>
          <Button icon={ChevronLeft} why={at === 0 ? t('已是第一张') : null} onClick={() => onMove(at - 1)}>
            {t('上一张')}
          </Button>
          <Button icon={ChevronRight} why={at === last ? t('已是最后一张') : null} onClick={() => onMove(at + 1)}>
            {t('下一张')}
          </Button>
        </>
      }
    >
      <figure class="gallery-large" aria-live="polite">
        <img src={photo.url} alt={photo.caption} width={photo.width} height={photo.height} />
        <figcaption aria-hidden="true">{photo.caption}</figcaption>
      </figure>
    </Dialog>
  );
}

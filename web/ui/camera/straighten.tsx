import { Camera, Check, Crop, RotateCw } from 'lucide';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../button.tsx';
import { Notice } from '../card.tsx';
import { Dialog } from '../dialog.tsx';
import { Loading } from '../empty.tsx';
import { Checkbox } from '../field.tsx';
import { number } from '../format.ts';
import { t } from '../i18n.ts';
import { Icon } from '../icon.tsx';
import { Corners } from './corners.tsx';
import { cornersOf, type Quad, turned } from './geometry.ts';
import { type Page, pdfOf } from './pdf.ts';
import { canvasOf, compressed, cornersIn, flatten, openPhoto } from './photo.ts';
import type { Pixels } from './pixels.ts';
import './camera.css';

/** A paper of more pages than these is a file for a scanner. */
const MOST_PAGES = 6;
type Done = { page: Page; blob: Blob };

/**
 * A photo of a paper made ready to send: its corners found and put right by hand, straightened, turned, its contrast raised
 * when wished, and written anew as a small JPEG; several pages become one PDF.
 * @param plain a portrait: nothing to straighten
 * @param onUnreadable the browser cannot open the picture: the caller sends the file itself, or says why not
 */
export default function Straighten({
  file,
  plain,
  onDone,
  onUnreadable,
  onClose,
}: {
  file: File;
  plain: boolean;
  onDone: (file: File) => void;
  onUnreadable: (file: File) => void;
  onClose: () => void;
}) {
  const [current, setCurrent] = useState(file);
  const [photo, setPhoto] = useState<Pixels>();
  const [quad, setQuad] = useState<Quad>();
  const [found, setFound] = useState(true);
  const [stage, setStage] = useState<'corners' | 'look'>('corners');
  const [clear, setClear] = useState(false);
  const [flat, setFlat] = useState<Pixels>();
  const [made, setMade] = useState<Blob>();
  const [pages, setPages] = useState<Done[]>([]);
  const view = useRef<HTMLCanvasElement>(null);

  useEffect(() => {
    let stale = false;
    setPhoto(undefined);
    setQuad(undefined);
    void (async () => {
      const opened = await openPhoto(current);
      if (stale) return;
      if (!opened) return onUnreadable(current);
      const whole = { quad: cornersOf(opened.width, opened.height), found: true };
      const corners = plain ? whole : await cornersIn(opened);
      if (stale) return;
      setPhoto(opened);
      setQuad(corners.quad);
      setFound(corners.found);
      setStage(plain ? 'look' : 'corners');
    })();
    return () => {
      stale = true;
    };
  }, [current]);
  useEffect(() => {
    if (stage !== 'look' || !photo || !quad) return;
    let stale = false;
    setMade(undefined);
    void (async () => {
      const next = await flatten(photo, quad, clear);
      if (stale || !next) return;
      setFlat(next);
      const blob = await compressed(next);
      if (!stale && blob) setMade(blob);
    })();
    return () => {
      stale = true;
    };
  }, [stage, photo, quad, clear]);
  useEffect(() => void (flat && view.current && canvasOf(flat, view.current)), [flat, stage]);

  const keep = async (): Promise<Done[]> => {
    if (!made || !flat) return pages;
    const jpeg = new Uint8Array(await made.arrayBuffer());
    return [...pages, { page: { jpeg, width: flat.width, height: flat.height }, blob: made }];
  };
  const finish = async () => {
    const all = await keep();
    const name = file.name.replace(/\.\w+$/, '') || 'photo';
    const only = all.length === 1 ? all[0] : undefined;
    onDone(
      only
        ? new File([only.blob], `${name}.jpg`, { type: 'image/jpeg' })
        : new File([pdfOf(all.map((one) => one.page)) as Uint8Array<ArrayBuffer>], `${name}.pdf`, {
            type: 'application/pdf',
          }),
    );
  };
  const another = async (next: File | undefined) => {
    if (!next) return;
    setPages(await keep());
    setFlat(undefined);
    setCurrent(next);
  };
  const ready = photo && quad;
  return (
    <Dialog
      open
      wide
      title={plain ? t('看看照片') : stage === 'corners' ? t('对准四个角') : t('看看字清不清')}
      onClose={onClose}
      foot={
        stage === 'corners' ? (
          <Button look="primary" icon={Crop} why={ready ? null : t('正在打开照片')} onClick={() => setStage('look')}>
            {t('拉正')}
          </Button>
        ) : (
          <>
            {!plain && <Button onClick={() => setStage('corners')}>{t('重新对角')}</Button>}
            <Button look="primary" icon={Check} why={made ? null : t('正在处理照片')} onClick={finish}>
              {pages.length > 0 ? t('用这 {n} 页', { n: pages.length + 1 }) : t('就用这张')}
            </Button>
          </>
        )
      }
    >
      <div class="stack">
        {!ready && <Loading cards={1} />}
        {ready && stage === 'corners' && (
          <>
            {!found && (
              <Notice tone="amber">{t('没有认出纸的边，请把四个点拖到纸的四个角；不用裁的话直接点“拉正”。')}</Notice>
            )}
            <Corners photo={photo} quad={quad} onChange={setQuad} />
          </>
        )}
        {ready && stage === 'look' && (
          <>
            <div class="flat-room">
              <canvas ref={view} class="flat" role="img" aria-label={t('处理好的照片')} />
            </div>
            <div class="row">
              <Button icon={RotateCw} onClick={() => setQuad(turned(quad))}>
                {t('转 90 度')}
              </Button>
              {!plain && pages.length + 1 < MOST_PAGES && (
                <label class={`btn btn-secondary pick-next${made ? '' : ' is-waiting'}`}>
                  <Icon of={Camera} />
                  {t('再拍一页')}
                  <input
                    type="file"
                    class="visually-hidden"
                    accept="image/*"
                    capture="environment"
                    disabled={!made}
                    onChange={(event) => void another(event.currentTarget.files?.[0])}
                  />
                </label>
              )}
            </div>
            {!plain && <Checkbox label={t('增强对比（去阴影，字更黑）')} checked={clear} onChange={setClear} />}
            <p class="small muted" role="status">
              {made && flat
                ? t('{w} × {h}，{kb} KB（原来 {mb} MB）；已去掉照片里的位置信息', {
                    w: flat.width,
                    h: flat.height,
                    kb: number(made.size / 1024),
                    mb: number(current.size / 1024 / 1024, 1),
                  })
                : t('正在处理照片')}
            </p>
          </>
        )}
      </div>
    </Dialog>
  );
}

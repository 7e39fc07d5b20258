import { ImagePlus, Trash2 } from 'lucide';
import { useEffect, useRef, useState } from 'preact/hooks';
import { MAX_PHOTOS } from '../../server/findings/rules.ts';
import { pictureKind } from '../../server/profiles/rules.ts';
import { IconButton } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { t } from '../ui/i18n.ts';
import { Icon } from '../ui/icon.tsx';

/** What leaves the phone: no longer edge than is kept, so that a photo goes through where the signal is weak. */
const EDGE = 1600;
async function smaller(file: File): Promise<File> {
  if (file.size < 1_500_000) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const scale = Math.min(1, EDGE / Math.max(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', 0.85));
    return blob ? new File([blob], file.name, { type: 'image/jpeg' }) : file;
  } catch {
    // A picture this browser cannot open is judged by the server, which says what is wrong with it.
    return file;
  }
}

/** Photos to go with a step: chosen or taken, shown before they are sent, each can be taken out again. */
export function PhotosField({
  files,
  onChange,
  error,
  optional,
}: {
  files: readonly File[];
  onChange: (files: File[]) => void;
  error?: string | null;
  optional?: boolean;
}) {
  const input = useRef<HTMLInputElement>(null);
  const [wrong, setWrong] = useState<string>();
  const [seen, setSeen] = useState<string[]>([]);
  useEffect(() => {
    const urls = files.map((file) => URL.createObjectURL(file));
    setSeen(urls);
    return () => {
      for (const url of urls) URL.revokeObjectURL(url);
    };
  }, [files]);
  const add = async (chosen: readonly File[]) => {
    const good: File[] = [];
    let bad = false;
    for (const file of chosen) {
      if (pictureKind(new Uint8Array(await file.slice(0, 16).arrayBuffer()))) good.push(await smaller(file));
      else bad = true;
    }
    setWrong(bad ? t('有文件不是 JPG、PNG 或 WebP 照片，没有加上') : undefined);
    onChange([...files, ...good].slice(0, MAX_PHOTOS));
    if (input.current) input.current.value = '';
  };
  return (
    <div class="stack-tight">
      <Field
        label={t('现场照片')}
        hint={t('最多 {n} 张；不要拍到老人的脸，拍摄地点和时间会自动去掉', { n: MAX_PHOTOS })}
        pointer="/photos"
        optional={optional}
        error={wrong ?? error ?? null}
      >
        {(bind) => (
          <input
            {...bind}
            ref={input}
            type="file"
            class="input"
            accept="image/jpeg,image/png,image/webp"
            multiple
            disabled={files.length >= MAX_PHOTOS}
            onChange={(event) => void add([...(event.currentTarget.files ?? [])])}
          />
        )}
      </Field>
      {seen.length > 0 && (
        <ul class="finding-photos">
          {seen.map((url, i) => (
            <li key={url}>
              <img src={url} alt={t('第 {n} 张照片的预览', { n: i + 1 })} />
              <IconButton
                icon={Trash2}
                label={t('去掉第 {n} 张照片', { n: i + 1 })}
                onClick={() => onChange(files.filter((_, at) => at !== i))}
              />
            </li>
          ))}
        </ul>
      )}
      {seen.length === 0 && !optional && (
        <p class="small muted row">
          <Icon of={ImagePlus} />
          {t('到机构现场至少拍一张')}
        </p>
      )}
    </div>
  );
}

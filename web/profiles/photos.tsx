import { ArrowDown, ArrowUp, ImagePlus, Trash2 } from 'lucide';
import { useEffect, useState } from 'preact/hooks';
import { say as sentence } from '../../server/kernel/messages.ts';
import { MAX_BYTES, MAX_PHOTOS, pictureKind } from '../../server/profiles/rules.ts';
import { call, client } from '../api.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Confirm, Dialog } from '../ui/dialog.tsx';
import { Field, TextInput } from '../ui/field.tsx';
import { lang, t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import type { Profile } from './profile-page.tsx';

type Photo = Profile['photos'][number];

/** The photos in order: add, reword, move, take down. Shown to the public at once. */
export function Photos({ of, own, onDone }: { of: Profile; own: boolean; onDone: () => void }) {
  const [adding, setAdding] = useState(false);
  const [wording, setWording] = useState<Photo | null>(null);
  const [removing, setRemoving] = useState<Photo | null>(null);
  const { photos } = of;
  const { run, busy, failure } = useAction((intent, list: { id: string; caption: string }[]) =>
    call(
      (o) => client.api.v1.facilities[':id'].photos.$put({ param: { id: of.facility.id }, json: { photos: list } }, o),
      { intent, ifMatch: of.version },
    ),
  );
  const save = async (list: Photo[], done: string) => {
    const saved = await run(list.map(({ id, caption }) => ({ id, caption })));
    if (saved.ok) say(done);
    onDone();
    return saved.ok;
  };
  const move = (from: number, to: number) => {
    const list = [...photos];
    const [one] = list.splice(from, 1);
    if (one) list.splice(to, 0, one);
    void save(list, t('顺序已保存'));
  };
  return (
    <div class="stack-tight">
      {failure && <Problem of={failure} />}
      {photos.length === 0 && <p>{t('未填报')}</p>}
      {photos.length > 0 && (
        <ol class="profile-photos">
          {photos.map((photo, index) => (
            <li key={photo.id}>
              <img src={photo.thumb_url} alt={photo.caption} width={photo.width} height={photo.height} loading="lazy" />
              <p class="small" aria-hidden="true">
                {photo.caption}
              </p>
              {own && (
                <div class="row">
                  <IconButton
                    icon={ArrowUp}
                    label={t('前移：{caption}', { caption: photo.caption })}
                    disabled={index === 0 || busy}
                    onClick={() => move(index, index - 1)}
                  />
                  <IconButton
                    icon={ArrowDown}
                    label={t('后移：{caption}', { caption: photo.caption })}
                    disabled={index === photos.length - 1 || busy}
                    onClick={() => move(index, index + 1)}
                  />
                  <Button onClick={() => setWording(photo)}>{t('改说明')}</Button>
                  <IconButton
                    icon={Trash2}
                    label={t('撤下：{caption}', { caption: photo.caption })}
                    onClick={() => setRemoving(photo)}
                  />
                </div>
              )}
            </li>
          ))}
        </ol>
      )}
      {own && (
        <div class="row">
          <Button
            icon={ImagePlus}
            why={photos.length >= MAX_PHOTOS ? t('最多 {n} 张', { n: MAX_PHOTOS }) : null}
            onClick={() => setAdding(true)}
          >
            {t('加照片')}
          </Button>
          <span class="muted small">
            {t('最多 {n} 张；不要拍到老人的脸，拍摄地点和时间会自动去掉。', { n: MAX_PHOTOS })}
          </span>
        </div>
      )}
      {adding && <Add facility={of.facility.id} onClose={() => setAdding(false)} onDone={onDone} />}
      {wording && (
        <Reword
          of={wording}
          onClose={() => setWording(null)}
          onSave={async (caption) => {
            const list = photos.map((p) => (p.id === wording.id ? { ...p, caption } : p));
            if (await save(list, t('说明已保存'))) setWording(null);
          }}
        />
      )}
      <Confirm
        open={removing !== null}
        title={t('撤下这张照片')}
        verb={t('撤下')}
        danger
        busy={busy}
        onClose={() => setRemoving(null)}
        onConfirm={async () => {
          const list = photos.filter((p) => p.id !== removing?.id);
          setRemoving(null);
          await save(list, t('照片已撤下'));
        }}
      >
        <p>{t('公众页面不再显示这张照片，记录保留。')}</p>
      </Confirm>
    </div>
  );
}

function Reword({ of, onClose, onSave }: { of: Photo; onClose: () => void; onSave: (caption: string) => void }) {
  const [caption, setCaption] = useState(of.caption);
  const empty = caption.trim() === '';
  return (
    <Dialog
      open
      title={t('改照片说明')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" why={empty ? t('请写说明') : null} onClick={() => onSave(caption)}>
            {t('保存')}
          </Button>
        </>
      }
    >
      <Caption value={caption} onInput={setCaption} />
    </Dialog>
  );
}

const Caption = (props: { value: string; onInput: (value: string) => void; error?: string | null }) => (
  <TextInput
    {...props}
    label={t('照片说明')}
    hint={t('照片上是什么，如“一楼餐厅，有扶手和防滑地面”；看不到照片的人会听到这句话')}
    pointer="/caption"
    maxLength={80}
  />
);

/** One photo: looked at here before it is sent, by the rules the server asks again. */
function Add({ facility, onClose, onDone }: { facility: string; onClose: () => void; onDone: () => void }) {
  const [file, setFile] = useState<File>();
  const [seen, setSeen] = useState<string>();
  const [wrong, setWrong] = useState<string>();
  const [caption, setCaption] = useState('');
  const [tried, setTried] = useState(false);
  const { run, busy, failure } = useAction((intent, words: string, _name: string) =>
    call(
      (o) =>
        client.api.v1.facilities[':id'].photos.$post(
          { param: { id: facility }, form: { caption: words, file: file as File } },
          o,
        ),
      { intent, timeoutMs: 180_000 },
    ),
  );
  useEffect(() => {
    if (!file) return setSeen(undefined);
    const url = URL.createObjectURL(file);
    setSeen(url);
    return () => URL.revokeObjectURL(url);
  }, [file]);
  const choose = async (next: File | undefined) => {
    if (!next) return;
    const head = new Uint8Array(await next.slice(0, 16).arrayBuffer());
    const reason =
      next.size > MAX_BYTES
        ? sentence(lang.value, 'picture_too_large', { limit: MAX_BYTES / 1e6 })
        : pictureKind(head)
          ? undefined
          : sentence(lang.value, 'picture_kind');
    setWrong(reason);
    setFile(reason ? undefined : next);
  };
  const send = async () => {
    setTried(true);
    if (!file || !caption.trim()) return;
    const done = await run(caption.trim(), `${file.name} ${file.size} ${file.lastModified}`);
    if (!done.ok) return;
    say(t('照片已加上，公众页面随即显示'));
    onDone();
    onClose();
  };
  return (
    <Dialog
      open
      title={t('加照片')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={send}>
            {t('上传')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <Field
          label={t('照片文件')}
          hint={t('JPG、PNG 或 WebP，不超过 20 MB')}
          pointer="/file"
          error={wrong ?? (tried && !file ? t('请选择照片') : null)}
        >
          {(bind) => (
            <input
              {...bind}
              type="file"
              class="input"
              accept="image/jpeg,image/png,image/webp"
              onChange={(event) => void choose(event.currentTarget.files?.[0])}
            />
          )}
        </Field>
        {seen && <img class="profile-preview" src={seen} alt={t('所选照片的预览')} />}
        <Caption
          value={caption}
          onInput={setCaption}
          error={tried && !caption.trim() ? t('请写说明') : errorAt(failure, '/caption')}
        />
        {busy && <p role="status">{t('正在上传和处理照片，大照片可能要十几秒。')}</p>}
      </div>
    </Dialog>
  );
}

import { Camera, Crop, FileUp, Upload as UploadIcon, X } from 'lucide';
import { useEffect, useState } from 'preact/hooks';
import { type DocumentType, documentTypes, mayTake } from '../../server/documents/rules.ts';
import { type DocumentCode, documentMessages } from '../../server/kernel/document-messages.ts';
import type { Reason } from '../../server/kernel/errors.ts';
import { dayOf } from '../../server/kernel/period.ts';
import { personMessages } from '../../server/kernel/person-messages.ts';
import { sayFrom } from '../../server/kernel/say.ts';
import { beginsAs, MAX_BYTES, readFile } from '../../server/uploads/rules.ts';
import { Button, IconButton } from './button.tsx';
import { Notice } from './card.tsx';
import { Dialog } from './dialog.tsx';
import { Checkbox, DateInput, Field, Select, TextInput } from './field.tsx';
import { now, number } from './format.ts';
import { lang, t } from './i18n.ts';
import { Icon } from './icon.tsx';
import { useAction } from './load.ts';
import { paperName, paperWords } from './papers.ts';
import { errorAt, Problem } from './problem.tsx';
import { type Facts, giveUp, maySend, type Sending, sendings, startSending, takeUp } from './sendings.ts';
import { say } from './toast.tsx';
import './library.css';

/** Papers that carry no end: the question is not asked first. */
const lasting: readonly DocumentType[] = [
  'id_card',
  'household_register',
  'photo',
  'marriage_certificate',
  'kinship_proof',
];

const sentence = sayFrom({ ...documentMessages, date_in_future: personMessages.date_in_future });

/** What stands against the file itself, before a byte of it is sent: the same rules the server asks. */
async function against(file: File, type: DocumentType): Promise<Reason<DocumentCode> | null> {
  if (file.size === 0) return { code: 'file_empty' };
  if (file.size > MAX_BYTES) return { code: 'file_too_large', values: { limit: MAX_BYTES / 1024 / 1024 } };
  const found = readFile(new Uint8Array(await file.arrayBuffer()), type);
  return found.ok ? null : (found.reasons[0] ?? null);
}

/** A photo is opened up to this size: it is written anew much smaller before it is sent. */
const MOST_OPENED = 40 * 1024 * 1024;
type Straightener = typeof import('./camera/straighten.tsx').default;

/** Is this a picture at all, as far as its first bytes say? Whether the browser can open it is seen by opening it. */
async function isPicture(file: File): Promise<boolean> {
  const kind = beginsAs(new Uint8Array(await file.slice(0, 32).arrayBuffer()));
  return kind === 'jpg' || kind === 'png' || kind === 'heic';
}

/** Brings one paper: what it is, its dates, and its picture from the camera or a file. Sending goes on after it closes. */
export function UploadDialog({
  applicant,
  type: asked,
  onClose,
}: {
  applicant: string;
  /** the paper that is missing; else the reader chooses */
  type?: DocumentType;
  onClose: () => void;
}) {
  const today = dayOf(now.value);
  const [type, setType] = useState<DocumentType | ''>(asked ?? '');
  const [title, setTitle] = useState('');
  const [issued, setIssued] = useState(asked === 'photo' ? today : '');
  const [expires, setExpires] = useState('');
  const [forGood, setForGood] = useState(!!asked && lasting.includes(asked));
  const [file, setFile] = useState<File>();
  const [wrong, setWrong] = useState<string>();
  const [shot, setShot] = useState<{ file: File; With: Straightener }>();
  const [tried, setTried] = useState(false);
  const { run, busy, failure } = useAction((intent, facts: Facts) =>
    startSending(applicant, facts, file as File, intent),
  );
  const choose = async (next: File | undefined, as: DocumentType | '') => {
    if (!next) return;
    const reason = await against(next, as || 'id_card');
    setFile(reason ? undefined : next);
    setWrong(reason ? sentence(lang.value, reason.code, reason.values) : undefined);
    return reason;
  };
  /** To be straightened and made small first; what is no picture is refused here, in the same words. */
  const shoot = async (next: File | undefined) => {
    if (!next) return;
    if (next.size > MOST_OPENED) {
      setFile(undefined);
      setWrong(sentence(lang.value, 'file_too_large', { limit: MOST_OPENED / 1024 / 1024 }));
      return;
    }
    if (!(await isPicture(next))) return void choose(next, type);
    setWrong(undefined);
    const loaded = await import('./camera/straighten.tsx').catch(() => null);
    if (loaded) setShot({ file: next, With: loaded.default });
    else void choose(next, type);
  };
  /** A file as it is; a photo that is too large, or of a kind only some browsers open, is made into one that will do. */
  const take = async (next: File | undefined) => {
    const reason = await choose(next, type);
    if (next && (reason?.code === 'file_heic' || reason?.code === 'file_too_large') && (await isPicture(next)))
      void shoot(next);
  };
  const pick = (value: string) => {
    const next = value as DocumentType;
    setType(next);
    setForGood(lasting.includes(next));
    if (next === 'photo' && !issued) setIssued(today);
    if (file) void choose(file, next);
  };
  const facts =
    type && issued
      ? {
          type,
          title: type === 'other' ? title.trim() : null,
          issued_on: issued,
          expires_on: forGood ? null : expires || null,
        }
      : null;
  const checked = facts && mayTake({ ...facts, issuedOn: facts.issued_on, expiresOn: facts.expires_on }, today);
  const found = (pointer: string) => {
    const reason = tried && checked && !checked.ok ? checked.reasons.find((r) => r.pointer === pointer) : undefined;
    return reason ? sentence(lang.value, reason.code, reason.values) : errorAt(failure, pointer);
  };
  const send = async () => {
    setTried(true);
    if (!file || !facts || !checked?.ok || (!forGood && !expires)) return;
    const sent = await run(facts);
    if (!sent.ok) return;
    say(sent.data.known ? t('这份材料已经在库里，不必再传') : t('开始上传，可以继续做别的'));
    onClose();
  };
  if (!maySend())
    return (
      <Dialog open title={t('上传材料')} onClose={onClose}>
        <Notice tone="red">
          {t('当前网址没有加密（不是 https），为保护隐私不能上传材料。请用加密网址打开，或到社区前台办理。')}
        </Notice>
      </Dialog>
    );
  return (
    <Dialog
      open
      title={asked ? t('上传{paper}', { paper: t(paperWords[asked]) }) : t('上传材料')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" icon={UploadIcon} busy={busy} onClick={send}>
            {t('上传')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        {!asked && (
          <Select
            label={t('是什么材料')}
            pointer="/type"
            value={type}
            empty={t('请选择')}
            options={documentTypes.map((value) => ({ value, label: t(paperWords[value]) }))}
            onInput={pick}
            error={tried && !type ? t('请选一种') : errorAt(failure, '/type')}
          />
        )}
        {type === 'other' && (
          <TextInput
            label={t('材料名称')}
            pointer="/title"
            value={title}
            maxLength={60}
            onInput={setTitle}
            error={found('/title')}
          />
        )}
        <FileField
          file={file}
          wrong={wrong ?? (tried && !file ? t('请拍照或选择文件') : null)}
          onPick={take}
          onShoot={shoot}
        />
        {shot && (
          <shot.With
            file={shot.file}
            plain={type === 'photo'}
            onClose={() => setShot(undefined)}
            onUnreadable={(next) => {
              setShot(undefined);
              void choose(next, type);
            }}
            onDone={(next) => {
              setShot(undefined);
              void choose(next, type);
            }}
          />
        )}
        <DateInput
          label={type === 'photo' ? t('拍摄日期') : t('签发日期')}
          pointer="/issued_on"
          value={issued}
          max={today}
          onInput={setIssued}
          error={tried && !issued ? t('请选日期') : found('/issued_on')}
        />
        {type !== 'photo' && (
          <>
            <Checkbox label={t('长期有效，或没有写有效期')} checked={forGood} onChange={setForGood} />
            {!forGood && (
              <DateInput
                label={t('有效期至')}
                hint={t('证件上写的最后一天')}
                pointer="/expires_on"
                value={expires}
                min={issued || undefined}
                onInput={setExpires}
                error={tried && !expires ? t('请选日期') : found('/expires_on')}
              />
            )}
          </>
        )}
      </div>
    </Dialog>
  );
}

/** The picture: on a phone straight from the camera, anywhere a file. */
function FileField({
  file,
  wrong,
  onPick,
  onShoot,
}: {
  file: File | undefined;
  wrong: string | null;
  onPick: (file: File | undefined) => void;
  /** from the camera, or to be straightened afterwards */
  onShoot: (file: File | undefined) => void;
}) {
  const taken = (then: (file: File | undefined) => void) => (event: { currentTarget: HTMLInputElement }) => {
    then(event.currentTarget.files?.[0]);
    // the same file may be chosen again after it was mended
    event.currentTarget.value = '';
  };
  return (
    <Field
      label={t('照片或扫描件')}
      hint={t('JPG、PNG 或 PDF，不超过 10 MB；四角拍全，字看得清')}
      error={wrong}
      pointer="/size"
    >
      {(bind) => (
        <div class="stack-tight">
          <div class="pick-file">
            <label class="btn btn-secondary">
              <Icon of={FileUp} />
              {t('选择文件')}
              <input
                {...bind}
                type="file"
                class="visually-hidden"
                accept="image/jpeg,image/png,application/pdf"
                onChange={taken(onPick)}
              />
            </label>
            <label class="btn btn-secondary pick-camera">
              <Icon of={Camera} />
              {t('拍照')}
              <input
                type="file"
                class="visually-hidden"
                accept="image/jpeg,image/png"
                capture="environment"
                onChange={taken(onShoot)}
              />
            </label>
          </div>
          {file && (
            <div class="row">
              <p class="small" role="status">
                {t('已选：{name}（{mb} MB）', { name: file.name, mb: number(file.size / 1024 / 1024, 1) })}
              </p>
              {file.type.startsWith('image/') && (
                <Button look="quiet" icon={Crop} onClick={() => onShoot(file)}>
                  {t('拉正、压缩')}
                </Button>
              )}
            </div>
          )}
        </div>
      )}
    </Field>
  );
}

/** What is under way for a person, and what became of it. */
export function Sendings({ applicant }: { applicant: string }) {
  useEffect(() => void takeUp(), []);
  const own = sendings.value.filter((one) => one.applicant === applicant);
  return (
    <div role="status" class="stack-tight">
      {own.map((one) => (
        <Row key={one.id} of={one} />
      ))}
    </div>
  );
}

function Row({ of }: { of: Sending }) {
  const percent = Math.floor((of.received / of.size) * 100);
  const name = paperName(of);
  const said =
    of.state === 'failed'
      ? t('没有传成：{why}', { why: of.failure?.title ?? '' })
      : of.state === 'waiting'
        ? of.kept
          ? t('网络断了，已传 {n}%。联网后自动继续，关掉本页也不会丢。', { n: percent })
          : t('网络断了，已传 {n}%。联网后自动继续，请不要关闭本页。', { n: percent })
        : percent < 100
          ? t('正在上传 {n}%', { n: percent })
          : t('已传完，正在入库');
  return (
    <div class={`notice ${of.state === 'failed' ? 'notice-red' : of.state === 'waiting' ? 'notice-amber' : ''}`}>
      <div class="notice-body">
        <strong>{name}</strong>
        <p>{said}</p>
        {of.state !== 'failed' && (
          <progress class="sending" max={100} value={percent} aria-label={t('{name}的上传进度', { name })} />
        )}
      </div>
      <IconButton
        icon={X}
        label={of.state === 'failed' ? t('知道了') : t('取消上传')}
        onClick={() => void giveUp(of.id)}
      />
    </div>
  );
}

import type { InferResponseType } from 'hono/client';
import { Download } from 'lucide';
import { useState } from 'preact/hooks';
import { type ImportKind, importKinds, type Mapping } from '../../server/imports/rules.ts';
import { FILE_LIMITS } from '../../server/kernel/table.ts';
import { call, client, type Result } from '../api.ts';
import { ButtonLink } from '../ui/button.tsx';
import { Card, Notice } from '../ui/card.tsx';
import { Field, RadioGroup } from '../ui/field.tsx';
import { number } from '../ui/format.ts';
import { lang, t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { OwnFacility } from '../ui/own-facility.tsx';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { useQuery } from '../ui/url.ts';
import { Exports } from './exports.tsx';
import { History } from './history.tsx';
import { Preview } from './preview.tsx';
import { kindWord } from './words.ts';
import './imports.css';

type Routes = (typeof client.api.v1.facilities)[':id']['imports'][':kind'];
export type Seen = InferResponseType<Routes['preview']['$post'], 200>;
export type Mode = 'full' | 'partial';
/** Without a mapping the one remembered is asked for. */
export type Asked = { mode: Mode; mapping?: Mapping };

/** Sends the file itself as the body, and beside it how it is to be read. */
export function sendFile<R>(
  door: (headers: Record<string, string>, init: RequestInit) => Promise<Result<R>>,
  file: File,
  options: object,
) {
  const said = encodeURIComponent(JSON.stringify({ ...options, file_name: file.name.slice(0, 120) }));
  return door({ 'Content-Type': 'application/octet-stream', 'Import-Options': said }, { body: file });
}
/** Reading a large file and comparing it takes its time. */
export const PATIENCE_MS = 180_000;

/** Lists brought in from files, and everything of the home taken out as files. */
export default function ImportPage() {
  return <OwnFacility title={t('导入导出')}>{(facility) => <Imports facility={facility} />}</OwnFacility>;
}

function Imports({ facility }: { facility: string }) {
  useTitle(t('导入导出'));
  const { query, set } = useQuery();
  const kind: ImportKind = query.kind === 'residents' ? 'residents' : 'beds';
  const [turn, setTurn] = useState(0);
  return (
    <StaffFrame
      title={t('导入导出')}
      list={
        <div class="stack imports">
          <Card as="section" class="stack">
            <h2>{t('导入一份名单')}</h2>
            <RadioGroup
              row
              label={t('导入什么')}
              value={kind}
              onChange={(value) => set({ kind: value })}
              options={importKinds.map((value) => ({ value, label: kindWord(value) }))}
            />
            <Import key={`${kind} ${turn}`} facility={facility} kind={kind} onDone={() => setTurn(turn + 1)} />
          </Card>
          <Exports facility={facility} />
          <History facility={facility} turn={turn} />
        </div>
      }
    />
  );
}

function Import({ facility, kind, onDone }: { facility: string; kind: ImportKind; onDone: () => void }) {
  const [file, setFile] = useState<File>();
  const [mode, setMode] = useState<Mode>('partial');
  const [wrong, setWrong] = useState<string | null>(null);
  const [seen, setSeen] = useState<{ asked: Asked; answer: Seen; turn: number }>();
  const { run, busy, failure, clear } = useAction((intent, next: File, asked: Asked) =>
    sendFile(
      (headers, init) =>
        call(
          (o) =>
            client.api.v1.facilities[':id'].imports[':kind'].preview.$post(
              { param: { id: facility, kind }, header: { 'import-options': headers['Import-Options'] ?? '' } },
              { headers: { ...o.headers, ...headers }, init: { ...o.init, ...init } },
            ),
          { intent, timeoutMs: PATIENCE_MS },
        ),
      next,
      asked,
    ),
  );
  const look = async (next: File | undefined, asked: Asked) => {
    if (!next) return setWrong(t('请选择文件'));
    setWrong(null);
    clear();
    const done = await run(next, asked);
    setSeen(done.ok ? { asked, answer: done.data, turn: (seen?.turn ?? 0) + 1 } : undefined);
  };
  const take = (next: File | undefined | null) => {
    if (!next) return;
    setFile(next);
    setSeen(undefined);
    if (next.size > FILE_LIMITS.megabytes * 1024 * 1024)
      return setWrong(t('文件超过 {n} MB，请分开保存后再导入', { n: FILE_LIMITS.megabytes }));
    void look(next, { mode });
  };
  const choose = (next: Mode) => {
    setMode(next);
    if (seen) void look(file, { ...seen.asked, mode: next });
  };
  return (
    <>
      <p class="muted">
        {t('Excel（.xlsx）或 CSV 都可以，列名不必和模板一样。选好文件就会试运行：只看会改什么，不会写入。')}
      </p>
      <div>
        <ButtonLink
          icon={Download}
          href={`/api/v1/import-templates/${kind}?lang=${lang.value}`}
          download={`${kind}.xlsx`}
        >
          {t('下载模板')}
        </ButtonLink>
      </div>
      <Drop file={file} wrong={wrong} onTake={take} />
      <RadioGroup
        label={t('这份文件是')}
        value={mode}
        onChange={(value) => choose(value as Mode)}
        options={[
          { value: 'partial', label: t('其中一部分'), hint: t('文件里没有的，保持不变') },
          {
            value: 'full',
            label: t('全部名单'),
            hint:
              kind === 'beds'
                ? t('文件里没有的床位会停用；有人的床位不会')
                : t('在住的每一位都要在文件里；离开的写明日期和去向'),
          },
        ]}
      />
      {busy && (
        <div role="status" class="stack-tight">
          <progress class="import-progress" aria-label={t('正在读取和核对')} />
          <p class="muted small">{t('正在读取和核对，大文件要十几秒…')}</p>
        </div>
      )}
      {failure && <Problem of={failure} onRetry={() => look(file, { mode })} />}
      {seen && file && !busy && (
        <Preview
          key={seen.turn}
          facility={facility}
          kind={kind}
          file={file}
          asked={seen.asked}
          seen={seen.answer}
          onAgain={(mapping) => look(file, { mode, mapping })}
          onDone={onDone}
        />
      )}
    </>
  );
}

/** A file by choosing, dropping or pasting; cells pasted from a spreadsheet are a file too. */
function Drop({
  file,
  wrong,
  onTake,
}: {
  file: File | undefined;
  wrong: string | null;
  onTake: (file: File | null | undefined) => void;
}) {
  const [over, setOver] = useState(false);
  const pasted = (event: ClipboardEvent) => {
    const data = event.clipboardData;
    const text = data?.getData('text/plain') ?? '';
    if (!data?.files[0] && !text.includes('\n')) return;
    event.preventDefault();
    onTake(data?.files[0] ?? new File([text], t('粘贴的表格.csv'), { type: 'text/csv' }));
  };
  return (
    // The input inside works by keyboard; dropping is a shortcut for the mouse.
    <section
      aria-label={t('名单文件')}
      class={`drop${over ? ' drop-over' : ''}`}
      onPaste={pasted}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onTake(event.dataTransfer?.files[0]);
      }}
    >
      <Field label={t('名单文件')} pointer="/file" error={wrong} hint={t('可以拖到这里，也可以复制表格后在这里粘贴')}>
        {(bind) => (
          <input
            {...bind}
            {...({ type: 'file' } as object)}
            list={undefined}
            class="input"
            accept=".xlsx,.csv,.txt,text/csv"
            onChange={(event) => onTake(event.currentTarget.files?.[0])}
          />
        )}
      </Field>
      {file && (
        <p class="muted small">
          {file.name} · {number(Math.ceil(file.size / 1024))} KB
        </p>
      )}
      {!file && <Notice>{t('身份证号一列请设为“文本”，否则表格软件会改掉后几位。')}</Notice>}
    </section>
  );
}

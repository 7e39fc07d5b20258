import type { InferResponseType } from 'hono/client';
import { useState } from 'preact/hooks';
import { columnNames } from '../../server/categories/rules.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { csv, download } from '../ui/csv.ts';
import { Loading } from '../ui/empty.tsx';
import { Field, Select } from '../ui/field.tsx';
import { moment } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { errorAt, Problem } from '../ui/problem.tsx';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { codes, word } from '../ui/words.ts';
import { Preview } from './preview.tsx';
import './categories.css';

export type Seen = InferResponseType<(typeof client.api.v1)['category-lists']['preview']['$post'], 200>;
type Import = InferResponseType<(typeof client.api.v1)['category-lists']['$get'], 200>['imports'][number];
export type Sent = {
  source: 'civil_affairs' | 'disabled_federation' | 'health' | 'veterans';
  file_name: string;
  file: string;
};

const BIGGEST = 700_000;

/** Lists of other departments: looked at first, then taken over; and those taken over before. */
export default function ListsPage() {
  return (
    <Guard roles={['officer']}>
      <Lists />
    </Guard>
  );
}

function Lists() {
  useTitle(t('类别名单'));
  const history = useLoad((signal) => call((o) => client.api.v1['category-lists'].$get({}, o), { signal }), []);
  return (
    <StaffFrame
      title={t('类别名单')}
      list={
        <div class="stack lists">
          <Upload onDone={history.reload} />
          <section class="stack-tight">
            <h2>{t('导入过的名单')}</h2>
            {history.failure && <Problem of={history.failure} onRetry={history.reload} focus={false} />}
            {!history.data && !history.failure && <Loading cards={1} />}
            {history.data && (
              <Table
                caption={t('导入过的名单')}
                hideCaption
                columns={columns()}
                rows={history.data.imports}
                rowKey={(row) => row.id}
                empty={t('还没有导入过')}
              />
            )}
          </section>
        </div>
      }
    />
  );
}

/** The file's own headings: Chinese in both languages. */
const headings = Object.values(columnNames).map(([zh]) => zh);

function Upload({ onDone }: { onDone: () => void }) {
  const [source, setSource] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const [tried, setTried] = useState(false);
  const [seen, setSeen] = useState<{ sent: Sent; answer: Seen }>();
  const preview = useAction((intent, json: Sent) =>
    call((o) => client.api.v1['category-lists'].preview.$post({ json }, o), { intent, timeoutMs: 60_000 }),
  );
  const wrong = !file ? t('请选择文件') : file.size > BIGGEST ? t('文件超过 700 KB，请分批导入') : null;
  const look = async () => {
    setTried(true);
    if (!source || !file || wrong) return;
    const sent = { source: source as Sent['source'], file_name: file.name.slice(0, 120), file: await base64(file) };
    const done = await preview.run(sent);
    setSeen(done.ok ? { sent, answer: done.data } : undefined);
  };
  return (
    <>
      <Card as="section" class="stack">
        <div class="row-between">
          <h2>{t('导入一份名单')}</h2>
          <Button look="quiet" onClick={() => download(`${t('名单模板')}.csv`, csv([headings]))}>
            {t('下载模板')}
          </Button>
        </div>
        <p class="muted">
          {t(
            '民政、残联、卫健、退役军人事务的名单，CSV 格式（UTF-8 或 GB18030）。先预览，看清楚再导入；预览不保存任何内容。',
          )}
        </p>
        {preview.failure && <Problem of={preview.failure} onRetry={look} />}
        <form
          class="lists-form"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            look();
          }}
        >
          <Select
            label={t('哪个部门的')}
            value={source}
            onInput={setSource}
            empty={t('请选择')}
            options={codes('source').map((value) => ({ value, label: word('source', value) }))}
            error={tried && !source ? t('请选择部门') : null}
          />
          <Field
            label={t('名单文件')}
            pointer="/file"
            error={(tried ? wrong : null) ?? errorAt(preview.failure, '/file')}
          >
            {(bind) => (
              <input
                {...bind}
                {...({ type: 'file' } as object)}
                list={undefined}
                class="input"
                accept=".csv,text/csv"
                onChange={(event) => {
                  setFile(event.currentTarget.files?.[0] ?? null);
                  setSeen(undefined);
                }}
              />
            )}
          </Field>
          <Button type="submit" look={seen ? 'secondary' : 'primary'} busy={preview.busy}>
            {t('预览')}
          </Button>
        </form>
      </Card>
      {seen && (
        <Preview
          key={seen.answer.sha256}
          of={seen.answer}
          sent={seen.sent}
          onDone={() => {
            setSeen(undefined);
            onDone();
          }}
        />
      )}
    </>
  );
}

/** The bytes as they are: which encoding they are in is the server's to find out. */
async function base64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(text);
}

function columns(): Column<Import>[] {
  return [
    { key: 'file', head: t('文件'), nowrap: true, cell: (row) => <span title={row.sha256}>{row.file_name}</span> },
    { key: 'source', head: t('部门'), nowrap: true, cell: (row) => word('source', row.source) },
    { key: 'rows', head: t('行数'), end: true, cell: (row) => row.rows },
    {
      key: 'counts',
      head: t('结果'),
      nowrap: true,
      cell: ({ counts }) => countsText(counts),
    },
    {
      key: 'sha',
      head: t('文件指纹'),
      nowrap: true,
      cell: (row) => <code title={row.sha256}>{row.sha256.slice(0, 12)}</code>,
    },
    { key: 'at', head: t('导入'), nowrap: true, cell: (row) => `${moment(row.made_at)} ${row.made_by ?? ''}` },
  ];
}

/** What a list changed; what it did not is left out. */
function countsText(counts: Import['counts']): string {
  const parts: [number | undefined, string][] = [
    [counts.added, t('新增 {n}', { n: counts.added ?? 0 })],
    [counts.changed, t('改期 {n}', { n: counts.changed ?? 0 })],
    [counts.listed, t('列入找人 {n}', { n: counts.listed ?? 0 })],
    [counts.unchanged, t('不变 {n}', { n: counts.unchanged ?? 0 })],
    [counts.young, t('不满年龄 {n}', { n: counts.young ?? 0 })],
    [counts.errors, t('错误 {n}', { n: counts.errors ?? 0 })],
  ];
  return parts.flatMap(([n, text]) => (n ? [text] : [])).join(' · ');
}

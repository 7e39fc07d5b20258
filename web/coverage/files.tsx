import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/card.tsx';
import { Field, RadioGroup, TextInput } from '../ui/field.tsx';
import { number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { inLanguage } from '../ui/queue-words.ts';
import { Table } from '../ui/table.tsx';
import { say } from '../ui/toast.tsx';

type Kind = 'areas' | 'times';
const octets = { 'Content-Type': 'application/octet-stream' };
const WAIT_MS = 120_000;

/** A file of ways on foot: looked at first, with every fault and its row; taken over whole or not at all. */
export function TravelFile({ onDone }: { onDone: () => void }) {
  const [kind, setKind] = useState<Kind>('areas');
  const [file, setFile] = useState<File | null>(null);
  const [source, setSource] = useState('');
  const [tried, setTried] = useState(false);
  const preview = useAction((_, what: Kind, body: File) =>
    call(
      ({ headers, init }) =>
        client.api.v1.coverage.imports[':kind'].preview.$post(
          { param: { kind: what } },
          { headers: { ...headers, ...octets }, init: { ...init, body } },
        ),
      { timeoutMs: WAIT_MS },
    ),
  );
  type Seen = Extract<Awaited<ReturnType<typeof preview.run>>, { ok: true }>['data'];
  const [seen, setSeen] = useState<Seen | null>(null);
  const take = useAction((intent, what: Kind, body: File, sha256: string, from: string) =>
    call(
      ({ headers, init }) =>
        client.api.v1.coverage.imports[':kind'].$post(
          { param: { kind: what }, query: { sha256, source: from } },
          { headers: { ...headers, ...octets }, init: { ...init, body } },
        ),
      { intent, timeoutMs: WAIT_MS },
    ),
  );
  const look = async (next: File | null, what: Kind) => {
    setFile(next);
    setSeen(null);
    if (!next) return;
    const answer = await preview.run(what, next);
    if (answer.ok) setSeen(answer.data);
  };
  const send = async () => {
    setTried(true);
    if (!file || !seen || !source.trim()) return;
    if (!(await take.run(kind, file, seen.sha256, source.trim())).ok) return;
    say(t('文件已导入，从现在起有文件之处按文件'));
    setFile(null);
    setSeen(null);
    setSource('');
    setTried(false);
    onDone();
  };
  const failure = preview.failure ?? take.failure;
  return (
    <details class="coverage-form">
      <summary>{t('导入步行文件')}</summary>
      <div class="stack-tight">
        <RadioGroup
          label={t('种类')}
          row
          value={kind}
          onChange={(value) => {
            setKind(value as Kind);
            void look(file, value as Kind);
          }}
          options={[
            {
              value: 'areas',
              label: t('等时圈'),
              hint: t('GeoJSON 面，属性 facility（机构名称或编号）和 minutes，WGS84 坐标'),
            },
            { value: 'times', label: t('步行分钟表'), hint: t('CSV，表头 from（社区或网格代码）、facility、minutes') },
          ]}
        />
        <Field label={t('文件')}>
          {(bind) => (
            <input
              {...bind}
              class="input"
              type="file"
              accept={kind === 'areas' ? '.geojson,.json' : '.csv'}
              key={kind}
              onChange={(event) => void look(event.currentTarget.files?.[0] ?? null, kind)}
            />
          )}
        </Field>
        {failure && <Problem of={failure} />}
        {seen && seen.faults === 0 && (
          <Notice tone="accent">
            {t('读到 {n} 行，没有错误。', { n: number(seen.rows) })}
            {seen.same && t('与现在用的是同一份。')}
          </Notice>
        )}
        {seen && seen.faults > 0 && (
          <>
            <Notice tone="red">
              {t('有 {n} 处错误，一行也不会导入。请改好后再选一次文件。', { n: number(seen.faults) })}
            </Notice>
            <Table
              maxHeight="var(--list-max)"
              caption={t('文件里的错误')}
              rows={seen.first}
              rowKey={(f) => `${f.row}${f.code}${f.message_zh}`}
              columns={[
                { key: 'row', head: t('行'), end: true, cell: (f) => number(f.row) },
                { key: 'what', head: t('错误'), cell: (f) => inLanguage(f.message_zh, f.message_en) },
              ]}
            />
          </>
        )}
        {seen && seen.faults === 0 && !seen.same && (
          <>
            <TextInput
              label={t('来源')}
              hint={t('会写在页面上，例如“市规划院步行路网，2026 年”')}
              value={source}
              maxLength={120}
              onInput={setSource}
              error={tried && !source.trim() ? t('请写明来源') : null}
            />
            <div class="row">
              <Button look="primary" busy={take.busy} onClick={send}>
                {t('导入')}
              </Button>
            </div>
          </>
        )}
      </div>
    </details>
  );
}

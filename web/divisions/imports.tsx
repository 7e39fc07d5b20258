import type { InferResponseType } from 'hono/client';
import { useState } from 'preact/hooks';
import { dayOf } from '../../server/kernel/period.ts';
import { gridHeadings, systems } from '../../server/outlines/rules.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Card, Facts, Notice } from '../ui/card.tsx';
import { csv, download } from '../ui/csv.ts';
import { DateInput, Field, Select, TextInput } from '../ui/field.tsx';
import { now, number, unfiled } from '../ui/format.ts';
import { key, lang, t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { say } from '../ui/toast.tsx';
import { AreaMap, areasOf } from './outline-map.tsx';

type Drawn = InferResponseType<typeof client.api.v1.outlines.imports.preview.$post, 200>;
type Listing = InferResponseType<typeof client.api.v1.outlines.grids.imports.preview.$post, 200>;
type Wrong = Drawn['errors'][number];
type System = (typeof systems)[number];
type Asked = { file_name: string; system: System; from: string };

const systemWords: Record<System, string> = {
  wgs84: key('WGS84（GPS、OSM）'),
  cgcs2000: key('CGCS2000（测绘成果、天地图）'),
  gcj02: key('GCJ-02（高德、腾讯）'),
  bd09: key('BD-09（百度）'),
};
const PATIENCE_MS = 180_000;
const LARGEST = 20 * 1024 * 1024;

/** Outlines and lists of grids from files: looked at first, then taken over whole or not at all. */
export function Imports() {
  const [turn, setTurn] = useState(0);
  return (
    <div class="stack">
      <FromFile
        key={`outlines ${turn}`}
        title={t('导入边界')}
        about={t('GeoJSON 文件，每个图形写明区划编码（code）或名称（name）。有一处不对就全部不导入。')}
        accept=".geojson,.json,application/geo+json,application/json"
        preview={(headers, init, intent) =>
          call((o) => client.api.v1.outlines.imports.preview.$post({ header: headers }, { ...o, ...init }), {
            intent,
            timeoutMs: PATIENCE_MS,
          })
        }
        take={(headers, init, intent) =>
          call((o) => client.api.v1.outlines.imports.$post({ header: headers }, { ...o, ...init }), {
            intent,
            timeoutMs: PATIENCE_MS,
          })
        }
        said={({ outlines }) => t('已导入 {n} 个边界', { n: number(outlines) })}
        onDone={() => setTurn(turn + 1)}
      >
        {(seen: Drawn) => <OutlinesSeen of={seen} />}
      </FromFile>
      <FromFile
        key={`grids ${turn}`}
        title={t('导入网格名册')}
        about={t('Excel（XLSX）或 CSV，一行一个网格。已有的编码按表更新，新编码设为新网格；空着的格子不改登记。')}
        template={() => download(`${t('网格名册模板')}.csv`, csv([gridHeadings]))}
        accept=".csv,.xlsx,text/csv"
        preview={(headers, init, intent) =>
          call((o) => client.api.v1.outlines.grids.imports.preview.$post({ header: headers }, { ...o, ...init }), {
            intent,
            timeoutMs: PATIENCE_MS,
          })
        }
        take={(headers, init, intent) =>
          call((o) => client.api.v1.outlines.grids.imports.$post({ header: headers }, { ...o, ...init }), {
            intent,
            timeoutMs: PATIENCE_MS,
          })
        }
        said={({ changed, begun }) => t('已更新 {changed} 个网格，新设 {begun} 个', { changed, begun })}
        onDone={() => setTurn(turn + 1)}
      >
        {(seen: Listing) => <GridsSeen of={seen} />}
      </FromFile>
    </div>
  );
}

type Headers = { 'import-options': string };

function FromFile<S extends { sha256: string; errors: Wrong[] }, D>({
  title,
  about,
  template,
  accept,
  preview,
  take,
  said,
  onDone,
  children,
}: {
  title: string;
  about: string;
  template?: () => void;
  accept: string;
  preview: (headers: Headers, init: object, intent: string) => Promise<import('../api.ts').Result<S>>;
  take: (headers: Headers, init: object, intent: string) => Promise<import('../api.ts').Result<D>>;
  said: (done: D) => string;
  onDone: () => void;
  children: (seen: S) => preact.ComponentChildren;
}) {
  const [file, setFile] = useState<File>();
  const [system, setSystem] = useState('');
  const [from, setFrom] = useState(dayOf(now.value));
  const [source, setSource] = useState('');
  const [tried, setTried] = useState(false);
  const [seen, setSeen] = useState<S>();
  const asked = (): Asked => ({ file_name: file?.name.slice(0, 120) ?? '', system: system as System, from });
  const sent = (options: object, to: typeof preview | typeof take, intent: string) =>
    to(
      { 'import-options': encodeURIComponent(JSON.stringify(options)) },
      { headers: { 'Content-Type': 'application/octet-stream' }, init: { body: file } },
      intent,
    );
  const looking = useAction(
    (intent, options: Asked) => sent(options, preview, intent) as Promise<import('../api.ts').Result<S>>,
  );
  const taking = useAction(
    (intent, options: Asked & { sha256: string; source: string }) =>
      sent(options, take, intent) as Promise<import('../api.ts').Result<D>>,
  );
  const wrong = !file ? t('请选择文件') : file.size > LARGEST ? t('文件超过 20 MB') : null;
  const failure = taking.failure ?? looking.failure;
  const look = async () => {
    setTried(true);
    if (wrong || !system || !from) return;
    const done = await looking.run(asked());
    setSeen(done.ok ? done.data : undefined);
  };
  const save = async () => {
    if (!seen || !source.trim()) return;
    const done = await taking.run({ ...asked(), sha256: seen.sha256, source: source.trim() });
    if (!done.ok) return;
    say(said(done.data));
    onDone();
  };
  const changed =
    <V,>(set: (value: V) => void) =>
    (value: V) => {
      set(value);
      setSeen(undefined);
    };
  return (
    <Card as="section" class="stack">
      <div class="row-between">
        <h2>{title}</h2>
        {template && (
          <Button look="quiet" onClick={template}>
            {t('下载模板')}
          </Button>
        )}
      </div>
      <p class="muted">{about}</p>
      {failure && <Problem of={failure} />}
      <form
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          look();
        }}
      >
        <div class="division-form">
          <Field label={t('文件')} pointer="/file" error={(tried ? wrong : null) ?? errorAt(failure, '/file')}>
            {(bind) => (
              <input
                {...bind}
                {...({ type: 'file' } as object)}
                list={undefined}
                class="input"
                accept={accept}
                onChange={(event) => changed(setFile)(event.currentTarget.files?.[0])}
              />
            )}
          </Field>
          <Select
            label={t('坐标系')}
            pointer="/system"
            value={system}
            onInput={changed(setSystem)}
            empty={t('请选择')}
            options={systems.map((value) => ({ value, label: t(systemWords[value]) }))}
            error={tried && !system ? t('请选择坐标系') : null}
          />
          <DateInput
            label={t('自哪天起')}
            pointer="/from"
            value={from}
            onInput={changed(setFrom)}
            error={errorAt(failure, '/from')}
          />
          <TextInput
            label={t('来源或文号')}
            pointer="/source"
            value={source}
            maxLength={200}
            onInput={setSource}
            error={tried && seen && !source.trim() ? t('请写明来源') : errorAt(failure, '/source')}
          />
        </div>
        <div class="row">
          <Button type="submit" look={seen ? 'secondary' : 'primary'} busy={looking.busy}>
            {t('预览')}
          </Button>
        </div>
      </form>
      {seen && (
        <section class="stack" aria-live="polite">
          {seen.errors.length > 0 && (
            <>
              <Notice tone="red">
                <strong>{t('有 {n} 处问题，不能导入', { n: seen.errors.length })}</strong>
              </Notice>
              <Table
                caption={t('问题')}
                columns={wrongColumns()}
                rows={seen.errors}
                rowKey={(e) => `${e.no} ${e.code} ${e.message_zh}`}
                maxHeight="24rem"
              />
            </>
          )}
          {children(seen)}
          <div class="row">
            <Button
              look="primary"
              busy={taking.busy}
              why={seen.errors.length > 0 ? t('请改正文件后重新预览') : source.trim() ? null : t('请先写明来源或文号')}
              onClick={save}
            >
              {t('全部导入')}
            </Button>
          </div>
        </section>
      )}
    </Card>
  );
}

const wrongColumns = (): Column<Wrong>[] => [
  { key: 'no', head: t('序号'), nowrap: true, cell: (e) => (e.no === 0 ? t('整个文件') : t('第 {n} 个', { n: e.no })) },
  { key: 'name', head: t('名称'), cell: (e) => e.name || '—' },
  { key: 'what', head: t('问题'), cell: (e) => (lang.value === 'en' ? e.message_en : e.message_zh) },
];

function OutlinesSeen({ of }: { of: Drawn }) {
  const wrong = new Set(
    of.outlines.features
      .filter((f) => of.errors.some((e) => e.name === f.properties.name))
      .map((f) => f.properties.code),
  );
  return (
    <div class="stack-tight">
      <p>{t('文件里可画出 {n} 个边界。', { n: of.outlines.features.length })}</p>
      <AreaMap label={t('导入预览图')} areas={areasOf(of.outlines, wrong)} rows={[]} />
      {wrong.size > 0 && <p class="small muted">{t('虚线的有问题。')}</p>}
    </div>
  );
}

function GridsSeen({ of }: { of: Listing }) {
  return (
    <div class="stack-tight">
      <Facts
        of={[
          [t('更新'), t('{n} 个', { n: number(of.counts.changed) })],
          [t('新设'), t('{n} 个', { n: number(of.counts.begun) })],
          [t('没有变化'), t('{n} 个', { n: number(of.counts.same) })],
          [
            t('全区老人'),
            t('{before} 人 → {after} 人', { before: number(of.seniors_before), after: number(of.seniors_after) }),
          ],
        ]}
      />
      {of.rows.length > 0 && (
        <Table
          caption={t('变化')}
          maxHeight="24rem"
          rows={of.rows}
          rowKey={(r) => r.code}
          columns={[
            { key: 'name', head: t('名称'), cell: (r) => r.name },
            { key: 'code', head: t('编码'), nowrap: true, cell: (r) => <span class="num">{r.code}</span> },
            { key: 'how', head: t('变化'), nowrap: true, cell: (r) => (r.fresh ? t('新设') : t('更新')) },
            {
              key: 'seniors',
              head: t('老人'),
              end: true,
              cell: (r) =>
                r.seniors === r.seniors_before || r.seniors_before === null
                  ? r.seniors === null
                    ? unfiled()
                    : number(r.seniors)
                  : `${number(r.seniors_before)} → ${number(r.seniors)}`,
            },
          ]}
        />
      )}
    </div>
  );
}

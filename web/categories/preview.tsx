import { useState } from 'preact/hooks';
import { columnNames, type Column as ListColumn } from '../../server/categories/rules.ts';
import { call, client } from '../api.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Card, Facts, Notice } from '../ui/card.tsx';
import { Confirm } from '../ui/dialog.tsx';
import { date } from '../ui/format.ts';
import { lang, t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { say } from '../ui/toast.tsx';
import { word } from '../ui/words.ts';
import type { Seen, Sent } from './lists.tsx';
import { changeWord } from './words.ts';

/** What a list would change, what is wrong with it, and the two ways to take it over. */
export function Preview({ of, sent, onDone }: { of: Seen; sent: Sent; onDone: () => void }) {
  const { counts } = of;
  const [asking, setAsking] = useState(false);
  const { run, busy, failure } = useAction((intent, rows: 'all' | 'good_only') =>
    call((o) => client.api.v1['category-lists'].$post({ json: { ...sent, sha256: of.sha256, rows } }, o), {
      intent,
      timeoutMs: 60_000,
    }),
  );
  const good = counts.added + counts.changed + counts.listed;
  const take = async (rows: 'all' | 'good_only') => {
    const done = await run(rows);
    setAsking(false);
    if (!done.ok) return;
    const { added, changed, listed } = done.data.counts;
    say(t('已导入：新增 {added}，改期 {changed}，列入找人 {listed}', { added, changed, listed }));
    onDone();
  };
  return (
    <Card as="section" class="stack">
      <h2>{t('预览：{file}', { file: sent.file_name })}</h2>
      {failure && <Problem of={failure} />}
      <Facts
        of={[
          [t('行数'), of.rows],
          [t('新增'), t('{n} 条类别', { n: counts.added })],
          [t('改截止日期'), t('{n} 条', { n: counts.changed })],
          [t('没有变化'), t('{n} 条', { n: counts.unchanged })],
          [t('未登记的人'), t('{n} 条，加密保存，列入政策找人', { n: counts.listed })],
          ...(counts.young ? [[t('不满年龄'), t('{n} 条，不保存', { n: counts.young })] as [string, string]] : []),
        ]}
      />
      {of.errors.length > 0 && (
        <>
          <Notice tone="red">
            <strong>{t('有 {n} 处错误', { n: counts.errors })}</strong>
            <p>{t('请改正文件后重新预览；也可以只导入正确的行。')}</p>
          </Notice>
          <Table
            caption={t('错误')}
            columns={errorColumns()}
            rows={of.errors}
            rowKey={(e) => `${e.row} ${e.column} ${e.code}`}
            maxHeight="24rem"
          />
        </>
      )}
      {of.changes.length > 0 && (
        <Table
          caption={t('变化')}
          columns={changeColumns()}
          rows={of.changes}
          rowKey={(c) => `${c.row}`}
          maxHeight="24rem"
        />
      )}
      {of.missing.length > 0 && (
        <details>
          <summary>{t('上次名单有、这次没有的 {n} 人：不会自动终止，请逐一核对', { n: of.missing.length })}</summary>
          <ul class="missing">
            {of.missing.map((one) => (
              <li key={`${one.applicant_id} ${one.kind}`}>
                {one.name} <span class="muted num">{one.id_no_masked}</span> <Badge>{word('category', one.kind)}</Badge>
              </li>
            ))}
          </ul>
        </details>
      )}
      <div class="row">
        {counts.errors === 0 ? (
          <Button
            look="primary"
            busy={busy}
            why={of.rows === 0 ? t('没有可导入的行') : null}
            onClick={() => take('all')}
          >
            {t('全部导入')}
          </Button>
        ) : (
          <Button busy={busy} why={good === 0 ? t('没有可导入的行') : null} onClick={() => setAsking(true)}>
            {t('只导入正确的行…')}
          </Button>
        )}
      </div>
      <Confirm
        open={asking}
        title={t('只导入正确的行？')}
        verb={t('导入 {n} 条', { n: good })}
        busy={busy}
        onConfirm={() => take('good_only')}
        onClose={() => setAsking(false)}
      >
        <p>{t('有错误的行不会导入，记录里会写明错误的处数。改正后可以再导入一次，已导入的不会重复。')}</p>
      </Confirm>
    </Card>
  );
}

function errorColumns(): Column<Seen['errors'][number]>[] {
  const language = lang.value === 'en' ? 1 : 0;
  return [
    { key: 'row', head: t('行'), nowrap: true, cell: (e) => t('第 {n} 行', { n: e.row }) },
    { key: 'column', head: t('列'), nowrap: true, cell: (e) => columnNames[e.column as ListColumn]?.[language] ?? '' },
    { key: 'what', head: t('问题'), cell: (e) => (lang.value === 'en' ? e.message_en : e.message_zh) },
  ];
}

function changeColumns(): Column<Seen['changes'][number]>[] {
  return [
    { key: 'row', head: t('行'), nowrap: true, cell: (c) => t('第 {n} 行', { n: c.row }) },
    { key: 'name', head: t('姓名'), nowrap: true, cell: (c) => c.name },
    { key: 'id', head: t('证件'), nowrap: true, cell: (c) => <span class="num">{c.id_no_masked}</span> },
    { key: 'kind', head: t('类别'), nowrap: true, cell: (c) => word('category', c.kind) },
    {
      key: 'during',
      head: t('起止'),
      nowrap: true,
      cell: (c) =>
        c.how === 'changed'
          ? t('{start} 至 {end}（原为 {before}）', {
              start: date(c.start),
              end: until(c.last_day),
              before: until(c.last_day_before),
            })
          : c.last_day
            ? t('{start} 至 {end}', { start: date(c.start), end: date(c.last_day) })
            : t('{start} 起，长期', { start: date(c.start) }),
    },
    { key: 'how', head: t('变化'), nowrap: true, cell: (c) => changeWord(c.how) },
  ];
}

const until = (day: string | null) => (day ? date(day) : t('长期'));

import { RotateCw } from 'lucide';
import { useState } from 'preact/hooks';
import { fieldsOf, type ImportKind, type Mapping, wordOf } from '../../server/imports/rules.ts';
import { Button } from '../ui/button.tsx';
import { Select } from '../ui/field.tsx';
import { lang, t } from '../ui/i18n.ts';
import { word } from '../ui/words.ts';
import type { Seen } from './page.tsx';
import { fieldWord } from './words.ts';

/** What may be chosen for a word that nobody knew. */
function choices(kind: ImportKind, field: string): { value: string; label: string }[] {
  const shape = fieldsOf[kind].find((f) => f.key === field)?.shape;
  if (shape === 'level')
    return ['0', '1', '2', '3', '4'].map((value) => ({ value, label: `${value} · ${word('level', value)}` }));
  if (typeof shape !== 'object') return [];
  const codes = Object.keys('words' in shape ? shape.words : shape.list);
  return codes.map((value) => ({ value, label: lang.value === 'en' ? value : wordOf(shape, value) }));
}

const yearCodes = ['import_day_short', 'import_day_roc'];

/** Which column and which word is which, where the file does not say it by itself; remembered with the import. */
export function Columns({
  kind,
  seen,
  onAgain,
}: {
  kind: ImportKind;
  seen: Seen;
  onAgain: (mapping: Mapping) => void;
}) {
  const taken = Object.fromEntries(seen.columns.flatMap((c) => (c.field ? [[c.field, c.heading]] : [])));
  const [columns, setColumns] = useState<Record<string, string>>(taken);
  const [words, setWords] = useState<Record<string, Record<string, string>>>(seen.mapping.words ?? {});
  const [dates, setDates] = useState<string>(seen.mapping.dates ?? '');
  const [sheet, setSheet] = useState<string>(seen.sheet ?? '');
  const missing = seen.errors.some((e) => e.code === 'import_column_missing' || e.code === 'import_column_twice');
  const years = dates !== '' || [...seen.errors, ...seen.warnings].some((e) => yearCodes.includes(e.code));
  const ignored = seen.columns.filter((c) => c.field === null).map((c) => c.heading);
  const again = () =>
    onAgain({
      // A field that was known by its heading and is none now: the file is said not to have it.
      columns: Object.fromEntries(
        fieldsOf[kind].flatMap((f) => {
          const heading = columns[f.key] ?? '';
          return heading || taken[f.key] ? [[f.key, heading]] : [];
        }),
      ),
      words,
      ...(dates ? { dates: dates as 'roc' | 'gregorian' } : {}),
      ...(sheet && seen.sheets.length > 1 ? { sheet } : {}),
    });
  const button = (
    <div>
      <Button icon={RotateCw} onClick={again}>
        {t('按这样重新试运行')}
      </Button>
    </div>
  );
  return (
    <>
      {seen.words.length > 0 && (
        <fieldset class="import-words">
          <legend>{t('词语的对应')}</legend>
          <div class="import-grid">
            {seen.words.map(({ column, word: said, times }) => (
              <Select
                key={`${column} ${said}`}
                label={t('{field}写的“{word}”（{n} 处）是', { field: fieldWord(kind, column), word: said, n: times })}
                value={words[column]?.[said] ?? ''}
                empty={t('请选择')}
                options={choices(kind, column)}
                onInput={(value) => setWords({ ...words, [column]: { ...words[column], [said]: value } })}
              />
            ))}
          </div>
          {button}
        </fieldset>
      )}
      <details open={missing || years}>
        <summary>
          {ignored.length
            ? t('列的对应（{n} 列不导入：{names}）', { n: ignored.length, names: ignored.slice(0, 6).join(t('、')) })
            : t('列的对应（每一列都认出来了）')}
        </summary>
        <div class="stack import-columns">
          <div class="import-grid">
            {seen.sheets.length > 1 && (
              <Select
                label={t('工作表')}
                value={sheet}
                options={seen.sheets.map((value) => ({ value, label: value }))}
                onInput={setSheet}
              />
            )}
            {years && (
              <Select
                label={t('年份不足四位的日期')}
                value={dates}
                empty={t('没有说明')}
                options={[
                  { value: 'roc', label: t('民国纪年') },
                  { value: 'gregorian', label: t('公元纪年') },
                ]}
                onInput={setDates}
              />
            )}
            {fieldsOf[kind]
              .filter((f) => !f.ours || taken[f.key])
              .map((f) => (
                <Select
                  key={f.key}
                  label={`${fieldWord(kind, f.key)}${f.needed ? ' *' : ''}`}
                  value={columns[f.key] ?? ''}
                  empty={t('文件里没有这一列')}
                  options={seen.columns.map((c) => ({ value: c.heading, label: `${c.letter} · ${c.heading}` }))}
                  onInput={(value) => setColumns({ ...columns, [f.key]: value })}
                />
              ))}
          </div>
          {button}
        </div>
      </details>
    </>
  );
}

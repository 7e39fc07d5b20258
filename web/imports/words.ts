import { fieldsOf, type ImportKind, wordOf } from '../../server/imports/rules.ts';
import { date, money, unfiled } from '../ui/format.ts';
import { key, lang, t } from '../ui/i18n.ts';

const kinds: Record<ImportKind, string> = { beds: key('房间床位'), residents: key('在住老人') };
export const kindWord = (kind: ImportKind) => t(kinds[kind]);

const others: Record<string, string> = { retired_on: key('停用日期'), bed: key('床位') };
const fieldAt = (kind: ImportKind, field: string) => fieldsOf[kind].find((f) => f.key === field);

/** What a field of a list is called to the reader. */
export function fieldWord(kind: ImportKind, field: string): string {
  const known = fieldAt(kind, field);
  if (known) return lang.value === 'en' ? known.en : known.zh;
  return others[field] ? t(others[field]) : field;
}

/** What a value of a field is to the reader; null is not filled in. */
export function valueWord(kind: ImportKind, field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return unfiled();
  const shape = fieldAt(kind, field)?.shape;
  if (typeof value === 'boolean') return value ? t('是') : t('否');
  if (shape === 'fee') return money(Number(value));
  if (shape === 'day' || field === 'retired_on') return date(String(value));
  const one = (code: unknown) => (shape && lang.value === 'zh' ? wordOf(shape, String(code)) : String(code));
  if (!Array.isArray(value)) return one(value);
  return value.length ? value.map(one).join(t('、')) : t('没有');
}

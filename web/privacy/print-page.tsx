import { ChevronLeft, Printer } from 'lucide';
import { useRoute } from 'preact-iso';
import { addDays } from '../../server/kernel/period.ts';
import { columnWords, type Part, parts } from '../../server/privacy/rules.ts';
import { call, client } from '../api.ts';
import { weekdayWord } from '../ui/bed-words.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { told } from '../ui/consent-terms.tsx';
import { Loading } from '../ui/empty.tsx';
import { date, moment, money, unfiled } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { relationWord } from '../ui/helper-words.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { paperWords } from '../ui/papers.ts';
import { Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { word } from '../ui/words.ts';
import './privacy.css';

/** Everything kept about a person, to be read and printed. */
export default function PrintPage() {
  return (
    <Guard roles={['family', 'desk']}>
      <Sheet id={useRoute().params.applicantId ?? ''} />
    </Guard>
  );
}

function Sheet({ id }: { id: string }) {
  useTitle(t('全部信息'));
  const { data, failure, reload } = useLoad(
    (signal) =>
      call((o) => client.api.v1.applicants[':id'].privacy.export.$post({ param: { id }, json: {} }, o), { signal }),
    [id],
  );
  const rows = data?.data as Record<string, Record<string, unknown>[]> | undefined;
  return (
    <PublicFrame>
      <div class="privacy privacy-print stack">
        <div class="row-between screen-only">
          <ButtonLink class="back" look="quiet" icon={ChevronLeft} href={`/me/privacy/${id}?tab=copy`}>
            {t('返回')}
          </ButtonLink>
          <Button icon={Printer} onClick={() => print()}>
            {t('打印')}
          </Button>
        </div>
        <h1>{t('全部信息')}</h1>
        {failure && <Problem of={failure} onRetry={reload} focus={false} />}
        {!data && !failure && <Loading cards={2} />}
        {data && rows && (
          <>
            <p>
              {t('{date}从系统取出。证件号和电话只显示一部分；没有列出的种类，就是没有记录。', {
                date: date(data.made_at),
              })}
            </p>
            {parts
              .filter((p) => (rows[p.key] ?? []).length > 0)
              .map((p) => (
                <Records key={p.key} of={p} rows={rows[p.key] ?? []} />
              ))}
          </>
        )}
      </div>
    </PublicFrame>
  );
}

function Records({ of: part, rows }: { of: Part; rows: Record<string, unknown>[] }) {
  return (
    <section aria-label={told(part.title)}>
      <h2>{t('{what}（{n} 条）', { what: told(part.title), n: rows.length })}</h2>
      {rows.map((row, i) => (
        <table key={String(i)}>
          <caption class="visually-hidden">{t('{what}，第 {n} 条', { what: told(part.title), n: i + 1 })}</caption>
          <tbody>
            {part.columns.map((column) => (
              <tr key={column}>
                <th scope="row">{nameOf(column)}</th>
                <td>
                  {column === 'id' && part.table === 'documents' ? (
                    <Image id={String(row.id)} gone={row.file_removed_at !== null || row.content_type === null} />
                  ) : (
                    shown(part.table, column, row[column])
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </section>
  );
}

const Image = ({ id, gone }: { id: string; gone: boolean }) =>
  gone ? <span>{id}</span> : <a href={`/api/v1/documents/${id}/file?as=inline`}>{t('看影像（{id}）', { id })}</a>;

type Table = Parameters<typeof word>[0];
/** Which of the house's words a column's codes are. */
const codes: Record<string, Table> = {
  'applicants.sex': 'sex',
  'categories.kind': 'category',
  'applications.service': 'bed',
  'opinions.department': 'department',
  'assessments.level': 'level',
  'assessments.initial_level': 'level',
  'placements.care_level': 'level',
  'categories.source': 'source',
  'applications.status': 'status',
  'application_events.event': 'event',
  'application_events.before': 'status',
  'application_events.after': 'status',
  'opinions.outcome': 'opinion',
  'opinions.reason': 'opinion_reason',
  'public_notices.scheme': 'scheme',
  'entitlements.scheme': 'scheme',
};

const SPAN = /^\[(\d{4}-\d\d-\d\d),(\d{4}-\d\d-\d\d)?\)$/;
/** Days from the first to the last, both counted; the record ends with the day after. */
const span = (from: string, end: string | undefined) =>
  end ? t('{from}至{to}', { from: date(from), to: date(addDays(end, -1)) }) : t('{day}起', { day: date(from) });
/** `{[1,3),[5,6)}` are Monday, Tuesday and Friday. */
const weekdays = (value: string) =>
  [...value.matchAll(/\[(\d),(\d)\)/g)]
    .flatMap(([, from, end]) => Array.from({ length: Number(end) - Number(from) }, (_, i) => Number(from) + i))
    .map(weekdayWord)
    .join(t('、'));
const nameOf = (key: string) => (columnWords[key] ? told(columnWords[key]) : key);

/** A value as people read it; an unknown one is said to be unknown, a code without a word stands as it is. */
function shown(table: string, column: string, value: unknown): string {
  if (value === null || value === undefined) return unfiled();
  if (typeof value === 'boolean') return value ? t('是') : t('否');
  const words = codes[`${table}.${column}`];
  if (words) return word(words, String(value));
  if (column === 'relation' && table !== 'assessments') return relationWord(String(value));
  if (table === 'documents' && column === 'type')
    return t(paperWords[value as keyof typeof paperWords] ?? String(value));
  if (column.endsWith('_fen')) return money(Number(value));
  const [, from, end] = typeof value === 'string' ? (SPAN.exec(value) ?? []) : [];
  if (from) return span(from, end);
  if (column === 'weekdays') return weekdays(String(value));
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)) return date(value);
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(value)) return moment(new Date(value));
  if (typeof value !== 'object') return String(value);
  const inside = Array.isArray(value)
    ? value.map((one) => shown(table, column, one))
    : Object.entries(value).map(([name, one]) =>
        column === 'schemes'
          ? `${word('scheme', name)} ${money(Number(one))}`
          : `${nameOf(name)} ${shown('', name, one)}`,
      );
  return inside.join(t('、')) || t('无');
}

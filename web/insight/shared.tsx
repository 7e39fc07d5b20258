import { Download } from 'lucide';
import type { ComponentChildren } from 'preact';
import { Button } from '../ui/button.tsx';
import { csv, download } from '../ui/csv.ts';
import { Loading } from '../ui/empty.tsx';
import { Select } from '../ui/field.tsx';
import { key, t } from '../ui/i18n.ts';
import type { Loaded } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import type { Query } from '../ui/url.ts';
import { codes, type Word, word } from '../ui/words.ts';

export type Set = (change: Record<string, string | null>, options?: { replace?: boolean }) => void;
export type TabProps = { query: Query; set: Set };

/** What is loaded, or that it is on its way or could not be had; the last answer stays meanwhile. */
export function Shown<T>({ of, children }: { of: Loaded<T>; children: (data: T) => ComponentChildren }) {
  return (
    <div class="insight-part" aria-busy={of.loading}>
      {of.failure && <Problem of={of.failure} onRetry={of.reload} focus={false} />}
      {!of.data && !of.failure && <Loading />}
      {of.data && children(of.data)}
    </div>
  );
}

/** One filter of a tab, kept in the address. */
export function Pick({
  query,
  set,
  name,
  label,
  options,
  clears = [],
}: TabProps & { name: string; label: string; options: { value: string; label: string }[]; clears?: string[] }) {
  return (
    <Select
      label={label}
      value={query[name] ?? ''}
      empty={t('全部')}
      options={options}
      onInput={(value) => set({ [name]: value || null, ...Object.fromEntries(clears.map((c) => [c, null])) })}
    />
  );
}

export const streetOptions = (streets: readonly { code: string; name: string }[]) =>
  streets.map((s) => ({ value: s.code, label: s.name }));
export const wordOptions = (table: Word) => codes(table).map((value) => ({ value, label: word(table, value) }));

const tracks = { A: key('A 特困供养'), B: key('B 困难与优抚'), C: key('C 失能或高龄'), D: key('D 普通') } as const;
export const trackWord = (track: string | null) =>
  track === null ? t('未定通道') : t(tracks[track as keyof typeof tracks] ?? track);
export const trackOptions = () => Object.keys(tracks).map((value) => ({ value, label: trackWord(value) }));

export function SaveCsv({ file, rows }: { file: string; rows: () => (string | number | null)[][] }) {
  return (
    <div class="row screen-only">
      <Button icon={Download} onClick={() => download(`${file}.csv`, csv(rows()))}>
        {t('下载 CSV')}
      </Button>
    </div>
  );
}

/** Calendar days as a reader counts them, '—' where there is nothing to count. */
export const daysWord = (n: number | null) => (n === null ? '—' : t('{n} 天', { n }));

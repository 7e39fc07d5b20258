import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Bench } from './compare.ts';

type Entry = { file: string; css?: string[]; imports?: string[]; dynamicImports?: string[]; isEntry?: boolean };

const DIST = join(import.meta.dirname, '../../web/dist');
const AIM_KB = 120;
/** What `/` shows is loaded on demand, and so belongs to the first page (web/app.tsx names the same module). */
const FIRST = 'facilities/nearby-page.tsx';

/** Script and style that the first page needs before it can be used, gzipped, from vite's manifest. */
export async function firstPageBench({ print }: Pick<Bench, 'print'>): Promise<void> {
  const path = join(DIST, '.vite/manifest.json');
  if (!existsSync(path)) {
    print('first page', 'web/dist is not built: npm run build');
    return;
  }
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Record<string, Entry>;
  const files = new Set<string>();
  const seen = new Set<string>();
  const take = (key: string) => {
    const entry = manifest[key];
    if (!entry || seen.has(key)) return;
    seen.add(key);
    files.add(entry.file);
    for (const css of entry.css ?? []) files.add(css);
    for (const next of entry.imports ?? []) take(next);
  };
  if (!manifest[FIRST]) throw new Error(`the first page is no longer ${FIRST}`);
  for (const [key, entry] of Object.entries(manifest)) if (entry.isEntry) take(key);
  for (const key of [...seen]) for (const lazy of manifest[key]?.dynamicImports ?? []) if (lazy === FIRST) take(lazy);
  const sizes = [...files].map((file) => gzipSync(readFileSync(join(DIST, file)), { level: 9 }).length);
  const kb = sizes.reduce((a, b) => a + b, 0) / 1024;
  print('first page: gzipped script and style', `${kb.toFixed(1)} KB in ${files.size} files (aim ≤ ${AIM_KB} KB)`);
}

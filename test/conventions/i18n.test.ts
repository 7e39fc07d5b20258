import { existsSync, globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

/**
 * English is complete: every t('…') and key('…') in web/<folder> has its English in web/ui/en/<folder>.ts (or en/ui.ts),
 * with the same placeholders; no dictionary holds a text nobody shows; no Chinese is shown without going through t().
 */
type Entry = string | readonly [string, string];

const web = new URL('../../web/', import.meta.url);
const sources = globSync('**/*.{ts,tsx}', { cwd: web }).filter(
  (file) =>
    !file.startsWith('dist') &&
    !file.includes('node_modules') &&
    !file.startsWith('ui/en/') &&
    file !== 'vite.config.ts' &&
    !file.endsWith('.d.ts'),
);
/** web/ui, web/app.tsx, web/api.ts share `ui`; a page folder has its own dictionary. */
const folderOf = (file: string) => (file.includes('/') ? (file.split('/')[0] as string) : 'ui');

const marked = /\b(t|key|zh)\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g;
const plain = (text: string) => text.replace(/\\(.)/g, '$1');
const holes = (text: string) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]))].sort();
const code = (file: string) =>
  readFileSync(new URL(file, web), 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|[^:'"`])\/\/.*$/gm, '$1');

const used = new Map<string, Set<string>>();
for (const file of sources) {
  const texts = used.get(folderOf(file)) ?? new Set();
  for (const [, how, single, double] of code(file).matchAll(marked))
    if (how !== 'zh') texts.add(plain(single ?? double ?? ''));
  used.set(folderOf(file), texts);
}

async function dictionary(folder: string): Promise<Record<string, Entry>> {
  const file = new URL(`ui/en/${folder}.ts`, web);
  return existsSync(file) ? ((await import(file.href)) as { default: Record<string, Entry> }).default : {};
}
const shared = await dictionary('ui');
const folders = [
  ...new Set([...used.keys(), ...globSync('ui/en/*.ts', { cwd: web }).map((file) => file.slice(6, -3))]),
];

describe.each(folders)('the texts of web/%s', (folder) => {
  const texts = [...(used.get(folder) ?? [])];
  test('all have their English', async () => {
    const own = await dictionary(folder);
    expect(texts.filter((text) => own[text] === undefined && shared[text] === undefined)).toEqual([]);
  });
  test('keep their placeholders in English', async () => {
    const own = await dictionary(folder);
    const wrong = Object.entries(own).flatMap(([text, entry]) =>
      (typeof entry === 'string' ? [entry] : entry)
        // "1 bed" may say its number in words, so the form for one may leave {n} out.
        .filter((form, index) => {
          const missing = holes(text).filter(
            (hole) => !holes(form).includes(hole) && !(Array.isArray(entry) && index === 0 && hole === 'n'),
          );
          const extra = holes(form).filter((hole) => !holes(text).includes(hole));
          return missing.length > 0 || extra.length > 0;
        })
        .map((form) => `${text} → ${form}`),
    );
    expect(wrong).toEqual([]);
  });
  test('are all still shown somewhere, and stand in one dictionary only', async () => {
    const own = await dictionary(folder);
    const shown = folder === 'ui' ? [...used.values()].flatMap((set) => [...set]) : texts;
    expect(Object.keys(own).filter((text) => !shown.includes(text))).toEqual([]);
    if (folder !== 'ui') expect(Object.keys(own).filter((text) => text in shared)).toEqual([]);
  });
});

test('no Chinese is shown without going through t(), key() or zh()', () => {
  const bare = sources.flatMap((file) =>
    code(file)
      .replace(marked, '')
      .split('\n')
      .flatMap((line, index) => {
        const found = line.match(/[\u3400-\u9fff\uff00-\uffef]+/g);
        return found ? [`${file}:${index + 1} ${found.join(' ')}`] : [];
      }),
  );
  expect(bare).toEqual([]);
});

test('no text is put together from a template: a key must be found by reading the source', () => {
  const templates = sources.filter((file) => /\b(?:t|key)\(\s*`/.test(code(file)));
  expect(templates).toEqual([]);
});

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

/** WCAG 2.2 contrast of the token pairs, in every look. Text 4.5:1 (elder and high contrast 7:1), drawings and borders 3:1. */
const css = readFileSync(new URL('../../web/ui/tokens.css', import.meta.url), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');

type Tokens = Record<string, string>;
function block(selector: string): Tokens {
  const start = css.indexOf(`${selector} {`);
  if (start < 0) throw new Error(`no block ${selector} in tokens.css`);
  const text = css.slice(css.indexOf('{', start) + 1, css.indexOf('}', start));
  return Object.fromEntries(
    [...text.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})\s*;/gi)].map((found) => [found[1], found[2]]),
  );
}

const light = block(':root');
const dark = { ...light, ...block(':root[data-theme="dark"]') };
const more = { ...light, ...block(':root[data-contrast="more"]') };
const moreDark = {
  ...dark,
  ...block(':root[data-contrast="more"]'),
  ...block(':root[data-contrast="more"][data-theme="dark"]'),
};
const elder = { ...light, ...block(':root[data-elder]:not([data-contrast])') };
const elderDark = {
  ...dark,
  ...block(':root[data-elder]:not([data-contrast])'),
  ...block(':root[data-elder][data-theme="dark"]:not([data-contrast])'),
};

const looks: [name: string, tokens: Tokens, text: number][] = [
  ['light', light, 4.5],
  ['dark', dark, 4.5],
  ['more contrast, light', more, 7],
  ['more contrast, dark', moreDark, 7],
  ['elder, light', elder, 7],
  ['elder, dark', elderDark, 7],
];

const grounds = ['paper', 'surface', 'sunk'];
const text: [string, string][] = [
  ...['ink', 'ink-2', 'ink-3', 'accent', 'accent-strong', 'amber', 'stale', 'red'].flatMap((ink) =>
    grounds.map((ground): [string, string] => [ink, ground]),
  ),
  ['accent-strong', 'accent-soft'],
  ['ink', 'accent-soft'],
  ['ink', 'accent-tint'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-strong'],
  ['paper', 'ink'],
];
const soft: [string, string][] = [
  ['amber', 'amber-soft'],
  ['stale', 'stale-soft'],
  ['red', 'red-soft'],
  ['map-label', 'map-land'],
  ['map-water-label', 'map-water'],
];
const drawn: [string, string][] = [
  ...['line-strong', 'accent', 'amber-mark', 'stale-mark', 'red-mark', 'focus'].flatMap((ink) =>
    grounds.map((ground): [string, string] => [ink, ground]),
  ),
  ['accent', 'map-land'],
  ['accent', 'map-water'],
];

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function tooLow(tokens: Tokens, pairs: [string, string][], least: number): string[] {
  return pairs.flatMap(([ink, ground]) => {
    const [a, b] = [tokens[ink], tokens[ground]];
    if (!a || !b) return [`${ink} on ${ground}: a token is missing`];
    const ratio = contrast(a, b);
    return ratio < least ? [`${ink} on ${ground}: ${ratio.toFixed(2)}`] : [];
  });
}

describe.each(looks)('in the %s look', (_, tokens, least) => {
  test(`text reaches ${least}:1 on every ground`, () => {
    expect(tooLow(tokens, text, least)).toEqual([]);
  });
  test('text in soft boxes and on the map reaches 4.5:1', () => {
    expect(tooLow(tokens, soft, 4.5)).toEqual([]);
  });
  test('borders of controls, marks and the focus ring reach 3:1', () => {
    expect(tooLow(tokens, drawn, 3)).toEqual([]);
  });
});

test('elder mode keeps the numbers of the national rule: text 18 px and more, up to 30, targets 60 px', () => {
  const sizes = (selector: string, name: string) => {
    const start = css.indexOf(`${selector} {`);
    const found = css.slice(start, css.indexOf('}', start)).match(new RegExp(`--${name}:\\s*([\\d.]+)(rem|px)`));
    return found ? Number(found[1]) * (found[2] === 'rem' ? 16 : 1) : Number.NaN;
  };
  const elderBlock = ':root[data-elder]';
  expect(sizes(elderBlock, 'type-small')).toBeGreaterThanOrEqual(18);
  expect(sizes(elderBlock, 'type-body')).toBeGreaterThanOrEqual(18);
  expect(sizes(elderBlock, 'target')).toBeGreaterThanOrEqual(60);
  expect(sizes(':root[data-elder][data-text="largest"]', 'type-body')).toBeGreaterThanOrEqual(30);
  expect(sizes(':root', 'target')).toBeGreaterThanOrEqual(44);
  expect(sizes('[data-density="staff"]', 'target')).toBeGreaterThanOrEqual(24);
  expect(sizes(':root[data-elder] [data-density="staff"]', 'target')).toBeGreaterThanOrEqual(60);
});

test('no style sheet outside tokens.css names a colour of its own', async () => {
  const { globSync } = await import('node:fs');
  const root = new URL('../../web/', import.meta.url);
  const own = globSync('**/*.css', { cwd: root })
    .filter((file) => !file.endsWith('tokens.css') && !file.startsWith('dist') && !file.includes('node_modules'))
    .flatMap((file) => {
      const found =
        readFileSync(new URL(file, root), 'utf8')
          .replace(/@media print[\s\S]*$/, '')
          .match(/#[0-9a-f]{3,8}\b(?!-)/gi) ?? [];
      return found.filter((colour) => !['#pin-half'].includes(colour)).map((colour) => `${file}: ${colour}`);
    });
  expect(own).toEqual([]);
});

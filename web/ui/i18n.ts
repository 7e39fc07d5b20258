import { computed, signal } from '@preact/signals';
import { prefer, prefs } from './prefs.ts';

/**
 * Chinese text is the key: `t('空 {n} 床', { n: 2 })`. English lives in ui/en/<folder>.ts, one dictionary per page folder
 * plus `ui`; a pair [one, other] is chosen by the value of {n}. test/conventions/i18n.test.ts proves every key has its
 * English with the same placeholders. `key()` marks a key kept in a table for later; `zh()` marks text that is Chinese in both languages.
 */
export type Entry = string | readonly [one: string, other: string];
export type Dictionary = Readonly<Record<string, Entry>>;
export type Values = Record<string, string | number>;
export type Lang = 'zh' | 'en';

export const lang = computed<Lang>(() => prefs.value.lang);

const files = import.meta.glob<{ default: Dictionary }>('./en/*.ts');
const english = signal<Dictionary>({});
const wanted = new Set<string>(['ui']);
const loaded = new Map<string, Promise<void>>();

export function t(text: string, values?: Values): string {
  let found: Entry = text;
  if (lang.value === 'en') found = english.value[text] ?? text;
  const form = typeof found === 'string' ? found : Number(values?.n) === 1 ? found[0] : found[1];
  return values ? form.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole)) : form;
}

export const key = (text: string): string => text;
export const zh = (text: string): string => text;

/** Says that a folder's texts are needed; resolves when they can be shown in the chosen language. */
export async function need(folder: string): Promise<void> {
  wanted.add(folder);
  if (prefs.peek().lang === 'en') await load(folder);
}

/** Loads the dictionaries in use, then switches, so that no sentence is half translated. */
export async function speak(next: Lang): Promise<void> {
  if (next === 'en') await Promise.all([...wanted].map(load));
  prefer({ lang: next });
}

function load(folder: string): Promise<void> {
  const file = files[`./en/${folder}.ts`];
  if (!file) return Promise.resolve();
  let job = loaded.get(folder);
  if (!job) {
    job = file().then(
      (module) => {
        english.value = { ...english.peek(), ...module.default };
      },
      () => {
        loaded.delete(folder); // offline: Chinese is shown, and the next page tries again
      },
    );
    loaded.set(folder, job);
  }
  return job;
}

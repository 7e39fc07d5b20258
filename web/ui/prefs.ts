import { effect, signal } from '@preact/signals';

/** What a reader has chosen on this device. Kept in localStorage, mirrored in attributes of <html>; never sent anywhere. */
export type Prefs = {
  theme: 'auto' | 'light' | 'dark';
  elder: boolean;
  text: '' | 'large' | 'largest';
  contrast: boolean;
  lang: 'zh' | 'en';
  /** no map and no photos until asked for; null: nobody has said */
  saving: boolean | null;
};

const KEY = 'yiwei.prefs';
const first: Prefs = { theme: 'auto', elder: false, text: '', contrast: false, lang: 'zh', saving: null };

function read(): Prefs {
  try {
    return { ...first, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Prefs>) };
  } catch {
    return first; // storage refused or spoilt: the page still works, only without memory
  }
}

export const prefs = signal<Prefs>(read());

/** Changes some choices and remembers them. */
export function prefer(change: Partial<Prefs>): void {
  prefs.value = { ...prefs.value, ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(prefs.value));
  } catch {
    // private mode: the choice lives as long as the page
  }
}

/** Mirrors the choices into <html>; call once at the start. index.html does the same before the first paint. */
export function applyPrefs(): void {
  const root = document.documentElement;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const more = matchMedia('(prefers-contrast: more)');
  const system = signal(0);
  for (const query of [dark, more]) query.addEventListener('change', () => (system.value += 1));
  addEventListener('storage', (event) => {
    if (event.key === KEY) prefs.value = read();
  });
  effect(() => {
    void system.value;
    const { theme, elder, text, contrast, lang } = prefs.value;
    root.dataset.theme = theme === 'auto' ? (dark.matches ? 'dark' : 'light') : theme;
    root.lang = lang === 'en' ? 'en' : 'zh-CN';
    root.toggleAttribute('data-elder', elder);
    toggle(root, 'data-text', elder ? text : '');
    toggle(root, 'data-contrast', contrast || more.matches ? 'more' : '');
    const paper = getComputedStyle(root).getPropertyValue('--paper').trim();
    if (paper) document.querySelector('meta[name=theme-color]')?.setAttribute('content', paper);
  });
}

function toggle(root: HTMLElement, name: string, value: string) {
  if (value) root.setAttribute(name, value);
  else root.removeAttribute(name);
}

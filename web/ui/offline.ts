import { signal } from '@preact/signals';
import { lang } from './i18n.ts';

/** True while the device says it has no connection. */
export const offline = signal(typeof navigator !== 'undefined' && navigator.onLine === false);
/** The moment of the oldest answer on the page that came from the device instead of the network; null: all are fresh. */
export const givenAt = signal<string | null>(null);
/** True once a newer build has taken over behind an open page. */
export const renewed = signal(false);

/** The last search of this device, so that it can be found again without a network. */
export type LastSearch = { href: string; at: string };
const LAST = 'yiwei.last-search';

/** Told of every answer: the worker marks those it had kept. */
export function noteAnswer(url: string, headers: Headers): void {
  const at = headers.get('x-given-at');
  if (at) {
    if (!givenAt.value || at < givenAt.value) givenAt.value = at;
    return;
  }
  if (!new URL(url, location.href).pathname.endsWith('/facilities/nearby')) return;
  givenAt.value = null;
  try {
    const last: LastSearch = { href: location.pathname + location.search, at: new Date().toISOString() };
    if (location.pathname === '/') localStorage.setItem(LAST, JSON.stringify(last));
  } catch {
    // storage refused: the search is not remembered
  }
}

export function lastSearch(): LastSearch | null {
  try {
    const last = JSON.parse(localStorage.getItem(LAST) ?? 'null') as LastSearch | null;
    return last?.href?.startsWith('/') && !last.href.startsWith('//') && last.at ? last : null;
  } catch {
    return null;
  }
}

/** Whoever signs out may hand the device on: where somebody searched is theirs. */
export async function forgetSearches(): Promise<void> {
  try {
    localStorage.removeItem(LAST);
    sessionStorage.removeItem('yiwei.guide');
    // The names are those of web/ui/guide.ts and of the worker's store of answers
    if ('caches' in globalThis) await caches.delete('yiwei-answers');
  } catch {
    // storage refused: nothing was kept
  }
}

/** Another page has answers of its own: what the banner says is about those on the page. */
export function turnPage(): void {
  givenAt.value = null;
}

/** Watches the connection, and lets the worker keep the first page; call once. Not while developing: files change there. */
export function workOffline(): void {
  addEventListener('online', () => {
    offline.value = false;
  });
  addEventListener('offline', () => {
    offline.value = true;
  });
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const { serviceWorker } = navigator;
  // Nobody stood between this page and the network yet: it is the first visit, and not an update.
  const first = serviceWorker.controller === null;
  let told = false;
  serviceWorker.addEventListener('controllerchange', () => {
    if (first && !told) {
      told = true;
      const keep = performance.getEntriesByType('resource').map((one) => one.name);
      serviceWorker.ready.then(({ active }) =>
        active?.postMessage({ keep, lang: lang.value === 'en' ? 'en' : 'zh-CN' }),
      );
    } else renewed.value = true;
  });
  // After the page is there: what is kept for later must not slow down what is wanted now.
  const begin = () =>
    setTimeout(() => serviceWorker.register('/sw.js', { updateViaCache: 'none' }).catch(() => {}), 2_000);
  if (document.readyState === 'complete') begin();
  else addEventListener('load', begin, { once: true });
}

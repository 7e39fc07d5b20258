import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

/** Writes `.br` and `.gz` beside each asset once, so that the server never compresses while someone waits. */
const compressed: Plugin = {
  name: 'compressed',
  apply: 'build',
  writeBundle({ dir }) {
    if (!dir) return;
    for (const name of globSync('**/*.{js,css,svg,webmanifest}', { cwd: dir })) {
      const file = join(dir, name);
      const body = readFileSync(file);
      writeFileSync(`${file}.br`, brotliCompressSync(body));
      writeFileSync(`${file}.gz`, gzipSync(body, { level: 9 }));
    }
  },
};

/** The pages whose files are kept on the device from the first visit; those of others from when they are opened. */
const first = [
  'web/index.html',
  'web/facilities/nearby-page.tsx',
  'web/facilities/facility-page.tsx',
  'web/ui/map/leaflet-map.ts',
];

type Modules = { getModuleInfo(id: string): { importedIds: readonly string[] } | null };
const nearby = fileURLToPath(new URL('facilities/nearby-page.tsx', import.meta.url));
const start = fileURLToPath(new URL('main.tsx', import.meta.url));
const closures = new Map<string, Set<string>>();

/** What a module needs before it can run. */
function needed(of: string, modules: Modules): Set<string> {
  let all = closures.get(of);
  if (!all) {
    all = new Set<string>();
    const take = (id: string) => {
      if (all?.has(id)) return;
      all?.add(id);
      modules.getModuleInfo(id)?.importedIds.forEach(take);
    };
    take(of);
    closures.set(of, all);
  }
  return all;
}

/**
 * On a slow network each file is a wait of its own, and what many pages share would be cut into dozens: what every page
 * begins with is one file, what the first page adds is another. The rest is cut as it is used.
 */
function inOneFile(id: string, modules: Modules): string | null {
  // the two pages themselves stay what the manifest names them by
  if (id === start || id === nearby) return null;
  if (needed(start, modules).has(id)) return 'base';
  return needed(nearby, modules).has(id) ? 'first' : null;
}

/** Writes into index.html what the first page will ask for. */
function tellFirst(html: { type: string; source?: string | Uint8Array } | undefined, names: string[]) {
  const text = String(html?.source ?? '');
  if (!html || !text.includes('__FIRST__')) throw new Error('index.html has no place for the files of the first page');
  html.source = text.replace('__FIRST__', names.join(' '));
}

/** Tells the service worker, which is built to /sw.js, the names of the files of this build. */
const offline: Plugin = {
  name: 'offline',
  apply: 'build',
  // last, because chunks that were only style are taken out after they are made
  generateBundle: {
    order: 'post',
    handler(_, bundle) {
      const chunks = Object.values(bundle).filter((one) => one.type === 'chunk');
      const worker = chunks.find((one) => one.fileName === 'sw.js');
      if (!worker || worker.imports.length > 0) throw new Error('the service worker must be one file');
      const paths = (names: Iterable<string>) => [...names].map((name) => `/${name}`);
      const shell = new Set<string>();
      const add = (fileName: string) => {
        const chunk = chunks.find((one) => one.fileName === fileName);
        if (!chunk || shell.has(fileName)) return;
        shell.add(fileName);
        for (const css of chunk.viteMetadata?.importedCss ?? []) shell.add(css);
        chunk.imports.forEach(add);
      };
      for (const page of first) {
        const chunk = chunks.find((one) => one.facadeModuleId?.endsWith(page));
        if (!chunk) throw new Error(`no chunk of ${page}`);
        add(chunk.fileName);
        if (page === first[1]) tellFirst(bundle['index.html'], paths(shell));
      }
      const all = Object.keys(bundle).filter((name) => name.startsWith('assets/'));
      const code = worker.code.replace(
        /JSON\.parse\([`"']__BUILD__[`"']\)/,
        JSON.stringify({ shell: paths(shell), all: paths(all) }),
      );
      if (code === worker.code) throw new Error('the service worker has no place for the names of the files');
      worker.code = code;
    },
  },
};

/**
 * Builds web/ into web/dist. The built index.html carries `__NONCE__` wherever the server must put the request's nonce;
 * `dist/.vite/manifest.json` tells which hashed files belong to which page module.
 */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [offline, compressed],
  html: { cspNonce: '__NONCE__' },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  resolve: {
    // Leaflet's package names only its UMD build, which cannot be split or shaken.
    alias: [{ find: /^leaflet$/, replacement: 'leaflet/dist/leaflet-src.esm.js' }],
    dedupe: ['preact', '@preact/signals'],
  },
  // `npm run dev` runs the API beside this server.
  server: {
    proxy: {
      '/api': process.env.API ?? 'http://127.0.0.1:3000',
      '/openapi.json': process.env.API ?? 'http://127.0.0.1:3000',
    },
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    manifest: true,
    // Old phones are the point: Chromium 92 is the WebView of many Android 8–10 handsets.
    target: ['es2021', 'chrome92', 'edge92', 'firefox92', 'safari15.4'],
    // `data:` copies of Leaflet's unused pictures would sit in the first page's style sheet.
    assetsInlineLimit: 0,
    reportCompressedSize: true,
    rolldownOptions: {
      input: {
        index: fileURLToPath(new URL('index.html', import.meta.url)),
        sw: fileURLToPath(new URL('offline/worker.ts', import.meta.url)),
      },
      output: {
        entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
        codeSplitting: { groups: [{ name: inOneFile, debugName: 'first page' }] },
      },
    },
  },
});

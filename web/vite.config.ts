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

/**
 * Builds web/ into web/dist. The built index.html carries `__NONCE__` wherever the server must put the request's nonce;
 * `dist/.vite/manifest.json` tells which hashed files belong to which page module.
 */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [compressed],
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
  },
});

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/**
 * Builds web/ into web/dist. The built index.html carries `__NONCE__` wherever the server must put the request's nonce;
 * `dist/.vite/manifest.json` tells which hashed files belong to which page module.
 */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  html: { cspNonce: '__NONCE__' },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  resolve: {
    // Leaflet's package names only its UMD build, which cannot be split or shaken.
    alias: [{ find: /^leaflet$/, replacement: 'leaflet/dist/leaflet-src.esm.js' }],
    dedupe: ['preact', '@preact/signals'],
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

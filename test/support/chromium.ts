import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const places = [
  ...names.map((name) => `/usr/bin/${name}`),
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Starts Chromium: CHROMIUM_PATH, else an installed one, else (or when CHROMIUM_PATH is `bundled`) the packaged one. */
export async function startChromium(): Promise<Browser> {
  const { CHROMIUM_PATH: given } = process.env;
  const found = given === 'bundled' ? undefined : given || installed();
  const { file, env } = found ? { file: found, env: {} } : await unpacked();
  return chromium.launch({
    executablePath: file,
    env: { ...process.env, ...env } as Record<string, string>,
    args: [
      // as root, in a container: there is no other user to drop to
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      // a test that asks another machine is told there is none
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
    ],
  });
}

/** An installed browser, on the path or where systems put it. */
function installed(): string | undefined {
  const onPath = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((n) => join(folder, n)));
  return [...onPath, ...places].find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * The packaged Chromium, unpacked once into node_modules/.cache with the libraries it needs beyond the C library (NSS,
 * NSPR, expat). The package unpacks into the temporary folder and takes a half-written file for a whole one, so two test
 * processes at once would break each other: each unpacks beside, and the first to finish moves its copy into place.
 */
async function unpacked(): Promise<{ file: string; env: Record<string, string> }> {
  const root = dirname(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')));
  const cache = join(import.meta.dirname, '../../node_modules/.cache');
  const home = join(cache, 'chromium-153.0.0');
  if (!existsSync(home)) {
    mkdirSync(cache, { recursive: true });
    const own = mkdtempSync(join(cache, 'chromium-'));
    const code = `
      const { default: chromium, inflate } = await import('@sparticuz/chromium');
      await chromium.executablePath();
      await inflate(${JSON.stringify(join(root, 'bin/al2023.tar.br'))});`;
    const env = { ...process.env, TMPDIR: own };
    execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd: import.meta.dirname, env });
    try {
      renameSync(own, home);
    } catch (error) {
      rmSync(own, { recursive: true, force: true });
      if (!existsSync(home)) throw error;
    }
  }
  // The package's own font list names folders of a server that is not this one. Without any font Chromium ends at the
  // first text field, so: the machine's fonts if it has any, and always the packaged one.
  const fonts = join(home, 'fonts.conf');
  writeFileSync(
    fonts,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>${join(home, 'fonts')}</dir>
<cachedir>${join(home, 'fonts-cache')}</cachedir></fontconfig>`,
  );
  return {
    file: join(home, 'chromium'),
    env: { LD_LIBRARY_PATH: join(home, 'al2023/lib'), FONTCONFIG_FILE: fonts },
  };
}

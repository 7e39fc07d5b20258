import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';

const flag = z.enum(['0', '1', 'true', 'false']).transform((v) => v === '1' || v === 'true');
const optionalUrl = z
  .string()
  .regex(/^https?:\/\//, 'must start with http:// or https://')
  .optional();

const environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  HOST: z.string().default('127.0.0.1'),
  DATA_DIR: z.string().default('.data'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must be a postgres:// address')
    .optional(),
  DATABASE_OWNER_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must be a postgres:// address')
    .optional(),
  DATABASE_POOL: z.coerce.number().int().min(2).max(200).default(10),
  DISTRICT: z
    .string()
    .regex(/^\d{6}$/, 'must be a 6-digit adcode')
    .default('430602'),
  DEMO: flag.optional(),
  ORIGIN: optionalUrl,
  DATA_KEY: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be 64 hex digits')
    .optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
  MAP_PROVIDER: z.enum(['builtin', 'xyz', 'pmtiles']).default('builtin'),
  MAP_URL: z.string().optional(),
  MAP_ATTRIBUTION: z.string().default(''),
  SMS_GATEWAY_URL: optionalUrl,
  SMS_GATEWAY_TOKEN: z.string().optional(),
  EMAIL_GATEWAY_URL: optionalUrl,
  EMAIL_GATEWAY_TOKEN: z.string().optional(),
  HOTLINE_URL: optionalUrl,
  HOTLINE_SECRET: z.string().min(32, 'must be 32 characters or more').optional(),
  POLICE_URL: optionalUrl,
  POLICE_SECRET: z.string().min(32, 'must be 32 characters or more').optional(),
  OIDC_ISSUER: optionalUrl,
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  STORAGE_S3_ENDPOINT: optionalUrl,
  STORAGE_S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be a bucket name')
    .optional(),
  STORAGE_S3_REGION: z.string().default('us-east-1'),
  STORAGE_S3_KEY: z.string().optional(),
  STORAGE_S3_SECRET: z.string().optional(),
  METRICS_TOKEN: z.string().min(16).optional(),
  TRUST_PROXY: flag.default(false),
});

export type Config = z.infer<typeof environment> & { demo: boolean; dataDir: string; dataKey: Uint8Array };

/**
 * Reads and checks the environment; every variable is described in the README. Throws one error that lists all that
 * is wrong. Without DATA_KEY a key is made once and kept in DATA_DIR (0600), which suits one machine.
 */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const known = Object.fromEntries(Object.keys(environment.shape).map((k) => [k, env[k] === '' ? undefined : env[k]]));
  const parsed = environment.safeParse(known);
  const wrong = parsed.success ? [] : parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`);
  if (parsed.success && parsed.data.MAP_PROVIDER !== 'builtin' && !parsed.data.MAP_URL)
    wrong.push('MAP_URL: needed for this MAP_PROVIDER');
  if (parsed.success && parsed.data.OIDC_ISSUER && !parsed.data.OIDC_CLIENT_ID)
    wrong.push('OIDC_CLIENT_ID: needed with OIDC_ISSUER');
  if (parsed.success && parsed.data.HOTLINE_URL && !parsed.data.HOTLINE_SECRET)
    wrong.push('HOTLINE_SECRET: needed with HOTLINE_URL, to sign what is sent');
  if (parsed.success && parsed.data.POLICE_URL && !parsed.data.POLICE_SECRET)
    wrong.push('POLICE_SECRET: needed with POLICE_URL, to sign what is sent');
  if (parsed.success && parsed.data.DATABASE_URL && !parsed.data.DATABASE_OWNER_URL)
    wrong.push('DATABASE_OWNER_URL: needed with DATABASE_URL, to migrate as the owner of the tables');
  const store = ['STORAGE_S3_ENDPOINT', 'STORAGE_S3_BUCKET', 'STORAGE_S3_KEY', 'STORAGE_S3_SECRET'] as const;
  if (store.some((name) => known[name]))
    for (const name of store) if (!known[name]) wrong.push(`${name}: needed with the other STORAGE_S3 settings`);
  if (!parsed.success || wrong.length) throw new Error(`Configuration is not usable:\n  ${wrong.join('\n  ')}`);
  const dataDir = resolve(parsed.data.DATA_DIR);
  const demo = parsed.data.DEMO ?? parsed.data.DATABASE_URL === undefined;
  return { ...parsed.data, demo, dataDir, dataKey: readKey(parsed.data.DATA_KEY, dataDir) };
}

function readKey(hex: string | undefined, dataDir: string): Uint8Array {
  if (hex) return Buffer.from(hex, 'hex');
  const file = join(dataDir, 'data-key');
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
  }
  return Buffer.from(readFileSync(file, 'utf8').trim(), 'hex');
}

import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { Refusal } from '../kernel/errors.ts';

/** OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, two passes, one lane. */
const COST = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
const MIN_LENGTH = 12;
const AT_ONCE = 2;
const QUEUE = 32;

const common = [
  '123456789012',
  '1234567890ab',
  '012345678901',
  '111111111111',
  '1qaz2wsx3edc',
  '1q2w3e4r5t6y',
  'qwertyuiop12',
  'qwertyuiop123',
  'qwerty123456',
  'asdfghjkl123',
  'asdfghjkl1234',
  'zxcvbnm12345',
  'password1234',
  'password12345',
  'passw0rd1234',
  'password@123',
  'p@ssw0rd1234',
  'admin1234567',
  'administrator',
  'administrator1',
  'admin@123456',
  'root12345678',
  'welcome12345',
  'letmein12345',
  'iloveyou1234',
  'abc123456789',
  'abcd12345678',
  'abcdefg12345',
  'a1234567890b',
  'aa1234567890',
  'woaini123456',
  'woaini1314520',
  'woaini5201314',
  '5201314520131',
  '52013145201314',
  'yueyang123456',
  'yueyanglou123',
  'minzheng12345',
  'jinglaoyuan123',
];

let running = 0;
const waiting: (() => void)[] = [];

// Each hash takes 19 MiB and tens of milliseconds of a thread that file and name look-ups share.
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running < AT_ONCE) running += 1;
  else if (waiting.length >= QUEUE) throw new Refusal('unavailable', 'busy');
  else await new Promise<void>((go) => waiting.push(go));
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

type Cost = Pick<Argon2Parameters, 'memory' | 'passes' | 'parallelism'>;

const derive = (password: string, nonce: Uint8Array, cost: Cost, tagLength: number): Promise<Buffer> =>
  inTurn(
    () =>
      new Promise((done, fail) =>
        argon2('argon2id', { message: password.normalize('NFKC'), nonce, tagLength, ...cost }, (error, key) =>
          error ? fail(error) : done(key),
        ),
      ),
  );

const plain64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64').replaceAll('=', '');

/**
 * The PHC string of a password (`$argon2id$v=19$m=…,t=…,p=…$salt$hash`).
 * @throws Refusal unavailable (busy) when too many hashes are waiting
 */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt, COST, HASH_BYTES);
  return `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${plain64(salt)}$${plain64(hash)}`;
}

// Stands in for accounts that do not exist, so that they take as long to refuse as those that do; no password fits it.
const nobody = `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${plain64(new Uint8Array(SALT_BYTES))}$${plain64(new Uint8Array(HASH_BYTES))}`;

/** True when the password fits. `stored` null (no such account, or no password) costs the same and is false. */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  const parts = (stored ?? nobody).match(/^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/);
  if (!parts) throw new Error('a stored password hash is not argon2id');
  const [memory, passes, parallelism] = parts.slice(1, 4).map(Number) as [number, number, number];
  const expected = Buffer.from(parts[5] as string, 'base64');
  const salt = Buffer.from(parts[4] as string, 'base64');
  const actual = await derive(password, salt, { memory, passes, parallelism }, expected.length);
  return timingSafeEqual(actual, expected) && stored !== null;
}

/** At least 12 characters, without the user name, not a run or repetition, not a password everybody knows. */
export function passwordIsWeak(password: string, username: string | null): boolean {
  const text = password.normalize('NFKC').toLowerCase();
  const letters = [...text];
  if (letters.length < MIN_LENGTH || new Set(letters).size < 5) return true;
  if (username && text.includes(username.toLowerCase())) return true;
  const steps = letters.slice(1).map((c, i) => (c.codePointAt(0) as number) - (letters[i]?.codePointAt(0) as number));
  return common.includes(text) || new Set(steps).size === 1;
}

import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signatureOf } from '../../server/platform/hooks.ts';

type Got = { headers: IncomingHttpHeaders; body: string };

/**
 * 12345 as a real server that does what the test says next: an HTTP status, `silent` for no answer at all,
 * `half` for a 200 that never ends, or `garbage`.
 * Without a word it takes the matter and gives it a number, the same for the same Idempotency-Key.
 */
export async function openHotline() {
  const got: Got[] = [];
  const next: (number | 'silent' | 'half' | 'garbage')[] = [];
  const numbers = new Map<string, string>();
  const server = createServer((req, res) => {
    const parts: Buffer[] = [];
    req.on('data', (part: Buffer) => parts.push(part));
    req.on('end', () => {
      got.push({ headers: req.headers, body: Buffer.concat(parts).toString('utf8') });
      const how = next.shift() ?? 200;
      if (how === 'silent') return;
      if (how === 'half') return void res.writeHead(200).write('{"number":"H');
      if (how === 'garbage') return void res.end('<html>收到</html>');
      if (how !== 200) return void res.writeHead(how).end();
      const key = String(req.headers['idempotency-key']);
      if (!numbers.has(key)) numbers.set(key, `HX-${numbers.size + 1}`);
      res.setHeader('content-type', 'application/json').end(JSON.stringify({ number: numbers.get(key) }));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/orders`,
    got,
    next,
    numbers,
    close: () =>
      new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/** The headers of an answer signed by whoever knows the secret, at that moment. */
export function signed(secret: string, at: Date, body: string): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  return {
    'content-type': 'application/json',
    'x-yiwei-timestamp': timestamp,
    'x-yiwei-signature': signatureOf(secret, timestamp, body),
  };
}

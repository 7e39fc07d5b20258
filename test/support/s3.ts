import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { S3Place } from '../../server/platform/storage.ts';

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const hex = (text: string) => createHash('sha256').update(text).digest('hex');

/** A store over real HTTP that takes only what AWS Signature Version 4 vouches for, as the protocol is published. */
export async function startS3() {
  const place = { bucket: 'papers', region: 'cn-test-1', key: 'AKTEST', secret: 'a secret of the test' };
  const objects = new Map<string, Buffer>();
  const refused: string[] = [];
  let broken = false;

  function signed(request: IncomingMessage): boolean {
    const found = request.headers.authorization?.match(
      /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/,
    );
    if (!found) return false;
    const [, key, day, region, names, signature] = found as unknown as string[];
    const at = String(request.headers['x-amz-date']);
    if (key !== place.key || region !== place.region || !at.startsWith(day!)) return false;
    if (!names!.split(';').includes('host') || !names!.split(';').includes('x-amz-date')) return false;
    const url = new URL(request.url ?? '', 'http://store');
    const headers = names!.split(';').map((n) => `${n}:${String(request.headers[n]).trim()}\n`);
    const query = [...url.searchParams].sort().map(([k, v]) => `${encodeURIComponent(k)}=${encodeURIComponent(v)}`);
    const canonical = [
      request.method,
      url.pathname,
      query.join('&'),
      headers.join(''),
      names,
      request.headers['x-amz-content-sha256'],
    ].join('\n');
    const scope = `${day}/${region}/s3/aws4_request`;
    const signing = ['s3', 'aws4_request'].reduce(hmac, hmac(hmac(`AWS4${place.secret}`, day!), region!));
    const wanted = hmac(signing, ['AWS4-HMAC-SHA256', at, scope, hex(canonical)].join('\n')).toString('hex');
    return wanted === signature;
  }

  const server = createServer(async (request, answer) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const name = decodeURIComponent(new URL(request.url ?? '', 'http://store').pathname).replace(
      `/${place.bucket}/`,
      '',
    );
    const say = (status: number, body: Buffer | string = '') => answer.writeHead(status).end(body);
    if (broken) return say(503);
    if (!signed(request)) {
      refused.push(`${request.method} ${request.url}`);
      return say(403, '<Error><Code>SignatureDoesNotMatch</Code></Error>');
    }
    if (request.method === 'PUT') {
      if (request.headers['content-length'] === undefined) return say(411);
      objects.set(name, Buffer.concat(pieces));
      return say(200);
    }
    if (request.method === 'DELETE') {
      objects.delete(name);
      return say(204);
    }
    const object = objects.get(name);
    return object ? say(200, object) : say(404, '<Error><Code>NoSuchKey</Code></Error>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const given: S3Place = { ...place, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  return {
    place: given,
    objects,
    refused,
    /** From now on it answers nothing but errors. */
    fail: (on: boolean) => {
      broken = on;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

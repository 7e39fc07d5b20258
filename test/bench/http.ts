import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { type ServerType, serve } from '@hono/node-server';
import { Hono } from 'hono';
import { openDb } from '../../db/client.ts';
import { createApp } from '../../server/app.ts';
import { readConfig } from '../../server/platform/config.ts';
import { createEvents } from '../../server/platform/events.ts';
import { createLog } from '../../server/platform/log.ts';
import { createMetrics } from '../../server/platform/metrics.ts';
import { storageOf } from '../../server/platform/storage.ts';
import { createVault } from '../../server/platform/vault.ts';
import { type Bench, compare } from './compare.ts';
import { askers } from './nearby.ts';

const CLIENTS = 8;
const PATH = '/api/v1/facilities/nearby';

/** The product and, beside it, a route that returns the same JSON from memory, each on a port of its own. */
async function servers(appUrl: string, sample: string): Promise<void> {
  const { db } = openDb(appUrl, { max: CLIENTS, applicationName: 'yiwei bench http' });
  const key = '07'.repeat(32);
  const config = readConfig({ DATA_KEY: key, LOG_LEVEL: 'silent', DEMO: '0' });
  const vault = createVault(Buffer.from(key, 'hex'));
  const services = {
    db,
    clock: () => new Date(),
    events: createEvents(),
    vault,
    storage: storageOf(config, vault),
    config,
    log: createLog('silent'),
  };
  const { app } = createApp(services, createMetrics(), '/nonexistent');
  const same = (await (await app.request(sample)).json()) as object;
  const memory = new Hono().get('/', (c) => c.json(same));
  const open = async (fetch: Parameters<typeof serve>[0]['fetch']) => {
    const server: ServerType = serve({ fetch, port: 0, hostname: '127.0.0.1' });
    await once(server, 'listening');
    return (server.address() as { port: number }).port;
  };
  parentPort?.postMessage({ product: await open(app.fetch), memory: await open(memory.fetch) });
}

/** One keep-alive connection that asks and waits; it reads no more of HTTP than where an answer ends. */
class Client {
  private socket: Socket;
  private got: Buffer = Buffer.alloc(0);
  private done: ((status: number) => void) | null = null;

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1').setNoDelay(true);
    this.socket.on('data', (part: Buffer) => {
      this.got = this.got.length ? Buffer.concat([this.got, part]) : part;
      const head = this.got.indexOf('\r\n\r\n');
      if (head < 0) return;
      const text = this.got.toString('latin1', 0, head);
      const length = /\r\ncontent-length: (\d+)/i.exec(text);
      if (!length) throw new Error(`the answer does not say its length:\n${text}`);
      if (this.got.length < head + 4 + Number(length[1])) return;
      this.got = Buffer.alloc(0);
      this.done?.(Number(text.slice(9, 12)));
    });
  }

  async get(path: string): Promise<void> {
    const answered = new Promise<number>((done) => {
      this.done = done;
    });
    this.socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
    const status = await answered;
    if (status !== 200) throw new Error(`${status} for ${path}`);
  }

  close() {
    this.socket.destroy();
  }
}

/** Questions over HTTP: the same one again and again, and never the same twice, beside a constant from memory. */
export async function httpBench({ appUrl, open, print, random }: Bench): Promise<void> {
  const spot = await askers(open(appUrl, 1), random);
  const question = () => {
    const { lng, lat } = spot();
    return `${PATH}?lng=${lng.toFixed(6)}&lat=${lat.toFixed(6)}&has_bed=true`;
  };
  const sample = question();
  const worker = new Worker(new URL(import.meta.url), { workerData: { bench: 'http', appUrl, sample } });
  const [ports] = (await once(worker, 'message')) as [{ product: number; memory: number }];
  const pool = (port: number) => {
    const clients = Array.from({ length: CLIENTS }, () => new Client(port));
    const free = [...clients];
    const get = async (path: string) => {
      const client = free.pop()!;
      await client.get(path);
      free.push(client);
    };
    return { get, close: () => clients.forEach((client) => void client.close()) };
  };
  const memory = pool(ports.memory);
  const product = pool(ports.product);
  const seen = await compare(
    {
      memory: () => memory.get('/'),
      'the same question': () => product.get(sample),
      'all different': () => product.get(question()),
    },
    { clients: CLIENTS },
  );
  for (const [name, { rate, p50, p99 }] of Object.entries(seen)) {
    const beside = name === 'memory' ? '' : `; × memory ${(rate / seen.memory!.rate).toFixed(2)}`;
    print(`http: ${name}`, `${Math.round(rate)}/s, p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(1)} ms${beside}`);
  }
  memory.close();
  product.close();
  await worker.terminate();
}

if (!isMainThread && workerData?.bench === 'http') await servers(workerData.appUrl, workerData.sample);

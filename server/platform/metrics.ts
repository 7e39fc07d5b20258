import type { MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Env } from './http.ts';

export type Metrics = ReturnType<typeof createMetrics>;

/** Prometheus metrics of one process: requests by route pattern (never by address), open event streams, defaults. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: 'yiwei_http_seconds',
    help: 'Time to answer, by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  const streams = new Gauge({ name: 'yiwei_event_streams', help: 'Open event streams', registers: [registry] });
  const jobs = new Counter({
    name: 'yiwei_jobs_total',
    help: 'Background jobs by name and outcome',
    labelNames: ['name', 'outcome'],
    registers: [registry],
  });
  const watch: MiddlewareHandler<Env> = async (c, next) => {
    const stop = duration.startTimer({ method: c.req.method });
    await next();
    // Middleware matches by wider patterns; the longest is the route that answered.
    const route = matchedRoutes(c).reduce((longest, { path }) => (path.length > longest.length ? path : longest), '');
    stop({ route, status: String(c.res.status) });
  };
  return { registry, streams, jobs, watch };
}

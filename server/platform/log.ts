import pino, { type Logger } from 'pino';

export type { Logger };

/** JSON lines on standard output. Only ids, codes, routes and durations are ever passed in: no names, no bodies, no query strings. */
export const createLog = (level: string): Logger =>
  pino({ level, base: undefined, redact: ['req.headers', '*.password', '*.idNo', '*.phone', '*.name'] });

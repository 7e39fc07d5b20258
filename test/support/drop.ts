import { setTimeout as delay } from 'node:timers/promises';
import type { Sql } from '../../db/client.ts';

/** An autovacuum worker in the database is the server's and may not be ended by us: it is done in a moment. */
export async function dropOf(sql: Sql, name: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await sql.unsafe(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== '42501' || tries === 40) throw error;
      await delay(25 * tries);
    }
  }
}

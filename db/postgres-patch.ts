/**
 * Repairs postgres.js 3.4.9 while Node loads it. Upstream, a server connection that dies inside a transaction leaves
 * the client writing to a socket that is gone, which throws where no caller can catch it and ends the process
 * (porsager/postgres issues 1066, 1154, 1208). Worse, what a transaction still had to say could be sent on the
 * connection that replaced the dead one, outside any transaction.
 *
 * Importing this file registers a load hook; `postgres` must be imported after it, dynamically (static imports load
 * before any module runs). `db/client.ts` does so and checks the mark below. A changed upstream text is refused:
 * then read the new source, and drop or redo these edits.
 */
import { createHash } from 'node:crypto';
import { registerHooks } from 'node:module';

/** Property set on the patched `postgres` function, so that an unpatched copy is noticed. */
export const PATCH_MARK = 'yiwei_patch';

type Edit = { why: string; find: string; put: string };
type PatchedFile = { sha256: string; edits: Edit[] };

const CONNECTION: PatchedFile = {
  sha256: 'ee3a218d9aa6a6f2887c1a19da50009335fe84c11a5431d5cab72d6bc528632f',
  edits: [
    {
      why: 'a query given to a connection whose socket is gone is rejected, not written',
      find: '  function execute(q) {\n',
      put: "  function execute(q) {\n    if (!socket)\n      return queryError(q, Errors.connection('CONNECTION_CLOSED', options))\n\n",
    },
    {
      why: 'replies that come back after an await (cursors, passwords) may find the socket gone',
      find: '  function write(x, fn) {\n',
      put: '  function write(x, fn) {\n    if (!socket)\n      return false\n\n',
    },
    {
      why: 'nothing of the dead session may reach the next one: unsent bytes, waiting queries, a half-read error',
      find: "    if (initial)\n      return reconnect()\n\n    !hadError && (query || sent.length) && error(Errors.connection('CONNECTION_CLOSED', options, socket))\n",
      put: [
        "    const lost = Errors.connection('CONNECTION_CLOSED', options, socket)",
        '    chunk = nextWriteTimer = null',
        '    stream && (stream.destroy(lost), stream = null)',
        '    query && queryError(query, lost)',
        '    while (sent.length)',
        '      queryError(sent.shift(), lost)',
        '    query = results = errorResponse = final = null',
        '    result = new Result()',
        '    rows = 0',
        '',
        '    if (initial)',
        '      return reconnect()',
        '',
      ].join('\n'),
    },
    {
      why: 'a connection that dies while it reads its types reconnects; the rejection has no other listener',
      find: '        return fetchArrayTypes()\n',
      put: '        return fetchArrayTypes().catch(noop)\n',
    },
    {
      why: 'ending a COPY after the connection died',
      find: '      autoDestroy: true,\n      write(chunk, encoding, callback) {\n        socket.write(b().d().raw(chunk).end(), callback)\n      },\n      destroy(error, callback) {\n        callback(error)\n        socket.write(',
      put: '      autoDestroy: true,\n      write(chunk, encoding, callback) {\n        socket.write(b().d().raw(chunk).end(), callback)\n      },\n      destroy(error, callback) {\n        callback(error)\n        socket && socket.write(',
    },
  ],
};

const POOL: PatchedFile = {
  sha256: '4e21f5733e70d79cffc10d10d4ef01031de4a9ac862210e43f8870029fd103ed',
  edits: [
    {
      why: 'a transaction remembers that its session is gone',
      find: '    let savepoints = 0\n      , connection\n',
      put: '    let savepoints = 0\n      , lost = null\n      , connection\n',
    },
    {
      why: 'and rejects what it had queued',
      find: '        new Promise((_, reject) => connection.onclose = reject)\n',
      put: '        new Promise((_, reject) => connection.onclose = e => {\n          lost = e\n          while (queries.length)\n            queries.shift().reject(e)\n          reject(e)\n        })\n',
    },
    {
      why: 'and whatever it still tries, instead of running it on the session that follows',
      find: '        q.catch(e => uncaughtError || (uncaughtError = e))\n',
      put: '        q.catch(e => uncaughtError || (uncaughtError = e))\n        if (lost)\n          return q.reject(lost)\n\n',
    },
    {
      why: 'an opening given as { opening, failed } travels with the first statement instead of being waited for',
      find: "      await sql.unsafe('begin ' + options.replace(/[^a-z ]/ig, ''), [], { onexecute }).execute()\n",
      put: [
        '      await new Promise((resolve, reject) => options.opening',
        '        ? sql.unsafe(options.opening, [], { onexecute: c => (onexecute(c), resolve()) })',
        '          .catch(e => (options.failed(e), reject(e)))',
        "        : sql.unsafe('begin ' + options.replace(/[^a-z ]/ig, ''), [], { onexecute }).then(resolve, reject))",
        '      move(connection, reserved)',
        '',
      ].join('\n'),
    },
    {
      why: 'PostgreSQL answers a commit with ROLLBACK when a statement nobody had awaited failed: no success',
      find: '          : await sql`commit`\n',
      put: [
        "          : (await sql`commit`).command === 'COMMIT' || (lost = uncaughtError ||",
        "            Errors.generic('40001', 'the transaction was rolled back'))",
        '        if (lost)',
        '          throw lost',
        '',
      ].join('\n'),
    },
    {
      why: 'the same for a reserved connection',
      find: '    c.reserved.release = true\n\n    const sql = Sql(handler)\n    sql.release = () => {\n',
      put: '    c.reserved.release = true\n\n    let lost = null\n    c.onclose = e => {\n      lost = e\n      while (queue.length)\n        queue.shift().reject(e)\n    }\n\n    const sql = Sql(handler)\n    sql.release = () => {\n      if (lost)\n        return\n\n',
    },
    {
      why: 'the same for a reserved connection',
      find: '    function handler(q) {\n      c.queue === full\n        ? queue.push(q)\n',
      put: '    function handler(q) {\n      if (lost)\n        return q.reject(lost)\n\n      c.queue === full\n        ? queue.push(q)\n',
    },
    {
      why: 'the mark that db/client.ts looks for',
      find: 'export default Postgres\n',
      put: `Postgres.${PATCH_MARK} = true\n\nexport default Postgres\n`,
    },
  ],
};

/**
 * @returns the repaired text of one postgres.js source file
 * @throws Error when the text is not the one these edits were written for
 */
export function patchSource(name: string, source: string, file: PatchedFile): string {
  const refuse = (what: string): never => {
    throw new Error(
      `postgres.js was changed upstream (${name}: ${what}). Yiwei repairs version 3.4.9 while loading it and will not ` +
        'run on another text: install the locked version, or redo the edits in db/postgres-patch.ts.',
    );
  };
  if (createHash('sha256').update(source).digest('hex') !== file.sha256) refuse('checksum differs');
  let text = source;
  for (const { why, find, put } of file.edits) {
    if (text.split(find).length !== 2) refuse(why);
    text = text.replace(find, () => put);
  }
  return text;
}

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const path = url.split('?')[0] ?? url;
    const file = path.endsWith('/postgres/src/connection.js')
      ? CONNECTION
      : path.endsWith('/postgres/src/index.js')
        ? POOL
        : undefined;
    if (!file || loaded.source == null) return loaded;
    const source =
      typeof loaded.source === 'string' ? loaded.source : Buffer.from(loaded.source as Uint8Array).toString();
    return { ...loaded, source: patchSource(path, source, file) };
  },
});

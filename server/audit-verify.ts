/**
 * `npm run -s audit:verify -- EXPORT.ndjson [--anchor DIGEST | --anchor SEQ:DIGEST] [--anchors ANCHORS.json]` (`-` for
 * standard input): is an export of the audit log as it was sealed? Runs on Node alone, with no database, no network and
 * none of the product beyond the rule that the digests follow. `--anchor` may be given several times; each must be in the
 * export. `--anchors` takes the published list (GET /api/v1/audit/anchors) and looks at those of the export's own rows.
 * Standard output has the verdict as JSON, standard error in words. Exit code 1: broken. Exit code 2: cannot be used.
 */
import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { say } from './kernel/messages.ts';
import { type Anchor, faultCodes, readAnchor } from './supervision/mechanism/chain.ts';
import { createVerifier } from './supervision/mechanism/verify.ts';

const language = /^en/i.test(process.env.LANG ?? '') ? 'en' : 'zh';
const sha = (text: string) => createHash('sha256').update(text).digest('hex');

function unusable(line: string): never {
  process.stderr.write(`${line}\n`);
  process.exit(2);
}

function given() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { anchor: { type: 'string', multiple: true }, anchors: { type: 'string' } },
    });
  } catch (error) {
    return unusable((error as Error).message);
  }
}

function listed(file: string | undefined): Anchor[] {
  if (!file) return [];
  try {
    const { anchors } = JSON.parse(readFileSync(file, 'utf8')) as { anchors: { seq: number; digest: string }[] };
    return anchors.map(({ seq, digest }) => ({ seq, digest, within: true }));
  } catch (error) {
    return unusable(`${file}: ${(error as Error).message}`);
  }
}

const { positionals, values } = given();
const [file] = positionals;
if (!file || positionals.length > 1)
  unusable('npm run -s audit:verify -- EXPORT.ndjson [--anchor SEQ:DIGEST] [--anchors ANCHORS.json]');
const wanted = (values.anchor ?? []).map((text) => readAnchor(text) ?? unusable(`--anchor ${text}: ?`));
const verifier = createVerifier(sha, [...listed(values.anchors), ...wanted]);
const input = file === '-' ? process.stdin : createReadStream(file);

/** By line feeds alone: a text may hold the other line ends that Unicode knows, and node:readline breaks at them. */
async function* linesOf(from: NodeJS.ReadableStream): AsyncGenerator<string> {
  let rest = '';
  for await (const part of from.setEncoding('utf8')) {
    const lines = (rest + part).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield line.replace(/\r$/, '');
  }
  if (rest) yield rest;
}

try {
  for await (const line of linesOf(input)) {
    if (!verifier.line(line)) break;
  }
} catch (error) {
  unusable(`${file}: ${(error as Error).message}`);
}
input.destroy();
const verdict = verifier.end();
process.stdout.write(`${JSON.stringify(verdict, null, 2)}\n`);
if (verdict.ok) {
  const { rows, first, last, digest, vouched, erased } = verdict;
  const [from, to] = [first ? `${first.seq} (${first.at})` : '-', last ? `${last.seq} (${last.at})` : '-'];
  // Whoever writes a log of their own can link it too: only an anchor from elsewhere says that it is this one.
  const words = {
    zh: `完整：${rows} 条，${from} 至 ${to}，摘要 ${digest}${vouched ? `；与公布的锚点相符至第 ${vouched} 号` : '；没有与公布的锚点比对，只说明文件自身前后一致'}${erased ? `；其中 ${erased} 条的理由已随个人信息删除，这些行的前后内容无法再核对` : ''}`,
    en: `Whole: ${rows} rows, ${from} to ${to}, digest ${digest}${vouched ? `; agrees with published anchors up to row ${vouched}` : '; compared with no published anchor, so that it only agrees with itself'}${erased ? `; in ${erased} of them the reason was deleted with a person's data, and what else they contain can no longer be checked` : ''}`,
  };
  process.stderr.write(`${words[language]}\n`);
} else {
  const { what, line, seq, id, sound_to } = verdict.broken;
  const values = { line: line ?? '-', seq: seq ?? '-', id: id ?? '-', sound_to: sound_to || '-' };
  process.stderr.write(`${say(language, faultCodes[what], values)}\n`);
  process.exitCode = 1;
}

/**
 * `npm run -s allocate -- market.json` (or `-` for standard input): the engine of the allocation rounds on any market in the
 * documented format, a round's stored snapshot among them. Prints the outcome as JSON on standard output, with
 * `--explain` the reasons for each person and each empty bed too; what is wrong with the input goes to standard error,
 * with exit code 2.
 */
import { readFileSync } from 'node:fs';
import { say } from './kernel/messages.ts';
import { contextOf, explainEmpty, explainPerson } from './rounds/mechanism/explain.ts';
import type { Market } from './rounds/mechanism/market.ts';
import { runMarket } from './rounds/mechanism/outcome.ts';
import { readMarket } from './rounds/mechanism/read.ts';

const wrong = (lines: string[]): never => {
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exit(2);
};

function readInput(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8'));
  } catch (error) {
    return wrong([`${file}: ${(error as Error).message}`]);
  }
}

function answer(market: Market) {
  const outcome = runMarket(market);
  if (!process.argv.includes('--explain')) return outcome;
  const context = contextOf(market, outcome);
  const people = market.applicants.map((a) => ({ applicant: a.id, wishes: explainPerson(context, a.id) }));
  return { ...outcome, people, empty_beds: explainEmpty(context) };
}

const [file] = process.argv.slice(2).filter((a) => !a.startsWith('--'));
const language = /^en/i.test(process.env.LANG ?? '') ? 'en' : 'zh';
if (!file) wrong(['npm run -s allocate -- market.json']);
else {
  const read = readMarket(readInput(file));
  if (!read.ok) wrong(read.reasons.map((r) => `${r.pointer ?? ''}  ${say(language, r.code, r.values)}`));
  else process.stdout.write(`${JSON.stringify(answer(read.market), null, 2)}\n`);
}

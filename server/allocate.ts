/**
 * `npm run -s allocate -- market.json` (or `-` for standard input): the engine of the allocation rounds on any market in the
 * documented format, a round's stored snapshot among them. Prints the outcome and the checker's verdict on it as JSON on
 * standard output, with `--explain` the reasons for each person and each empty bed too, and the verdict in words on
 * standard error. Exit code 1: the checker found something. Exit code 2: the input cannot be used, and why.
 */
import { readFileSync } from 'node:fs';
import { say } from './kernel/messages.ts';
import { type Checked, check } from './rounds/mechanism/check.ts';
import { contextOf, explainEmpty, explainPerson } from './rounds/mechanism/explain.ts';
import type { Market } from './rounds/mechanism/market.ts';
import { type Outcome, runMarket } from './rounds/mechanism/outcome.ts';
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

function reasons(market: Market, outcome: Outcome) {
  const context = contextOf(market, outcome);
  const people = market.applicants.map((a) => ({ applicant: a.id, wishes: explainPerson(context, a.id) }));
  return { people, empty_beds: explainEmpty(context) };
}

function inWords({ clean, findings, counts }: Checked): string[] {
  const lines = findings.map((f) => say(language, f.code, f));
  const { people, placed, beds, wishes } = counts;
  const verdict = {
    zh: `核查${clean ? '通过' : `发现 ${findings.length} 个问题`}：${people} 人，安排 ${placed} 人，床位 ${beds} 张，核对未满足的志愿 ${wishes} 项`,
    en: `Check ${clean ? 'clean' : `found ${findings.length}`}: ${people} people, ${placed} placed, ${beds} beds, ${wishes} unmet wishes looked at`,
  };
  return [...lines, verdict[language]];
}

const [file] = process.argv.slice(2).filter((a) => !a.startsWith('--'));
const language = /^en/i.test(process.env.LANG ?? '') ? 'en' : 'zh';
if (!file) wrong(['npm run -s allocate -- market.json']);
else {
  const read = readMarket(readInput(file));
  if (!read.ok) wrong(read.reasons.map((r) => `${r.pointer ?? ''}  ${say(language, r.code, r.values)}`));
  else {
    const { market } = read;
    const outcome = runMarket(market);
    const checked = check(market, outcome);
    const explained = process.argv.includes('--explain') ? reasons(market, outcome) : {};
    process.stdout.write(`${JSON.stringify({ ...outcome, check: checked, ...explained }, null, 2)}\n`);
    process.stderr.write(`${inWords(checked).join('\n')}\n`);
    process.exitCode = checked.clean ? 0 : 1;
  }
}

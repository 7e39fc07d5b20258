import { createHash } from 'node:crypto';
import { checkDigit } from '../server/applicants/rules.ts';
import { importList } from '../server/categories/actions.ts';
import type { Source } from '../server/categories/rules.ts';
import { addDays, type Day, dayOf } from '../server/kernel/period.ts';
import type { Context } from '../server/platform/context.ts';
import type { Vault } from '../server/platform/vault.ts';
import { makeName } from './names.ts';
import type { Plan } from './plan.ts';
import { createRandom, type Random } from './random.ts';

const HEAD = '姓名,身份证号,类别,起始日期,截止日期,文号/来源,社区';
const lists: { source: Source; file: string; docNo: string; kinds: string[] }[] = [
  {
    source: 'civil_affairs',
    file: '民政保障对象名单（演示）.csv',
    docNo: '岳楼民〔示例〕3号',
    kinds: ['特困', '低保', '低保', '低保', '低保边缘', '孤寡', '孤寡'],
  },
  {
    source: 'disabled_federation',
    file: '重度残疾人名单（演示）.csv',
    docNo: '残疾人证（示例）',
    kinds: ['重度残疾', '重度残疾', '重度残疾'],
  },
  { source: 'veterans', file: '优抚对象名单（演示）.csv', docNo: '优抚证（示例）', kinds: ['优抚', '优抚'] },
];

/** Lists of other departments with a dozen people whom nobody has registered, so that there is somebody to go to. */
export async function importLists(ctx: Context, vault: Vault, plan: Plan): Promise<void> {
  const r = createRandom(430_604);
  const today = dayOf(ctx.clock());
  const taken = new Set(plan.people.map((p) => p.applicant.idNo));
  const communities = plan.divisions.filter((d) => d.level === 'community');
  for (const { source, file: file_name, docNo, kinds } of lists) {
    const rows = kinds.map((kind) => {
      const sex = r.chance(0.5) ? 'male' : 'female';
      const start = addDays(today, -r.int(60, 900));
      const idNo = numberOf(r, addDays(today, -r.int(24_000, 32_500)), sex, taken);
      return [makeName(r, sex), idNo, kind, start, '', docNo, r.pick(communities).name].join(',');
    });
    const file = new TextEncoder().encode([HEAD, ...rows].join('\r\n'));
    const sha256 = createHash('sha256').update(file).digest('hex');
    await importList(ctx, vault, { source, file_name, file, sha256, rows: 'all' });
  }
}

/** A number of no area of China that nobody in the register has. */
function numberOf(r: Random, born: Day, sex: 'male' | 'female', taken: Set<string>): string {
  for (;;) {
    const order = String(2 * r.int(0, 499) + (sex === 'male' ? 1 : 0)).padStart(3, '0');
    const first = `999999${born.replaceAll('-', '')}${order}`;
    const idNo = first + checkDigit(first);
    if (!taken.has(idNo)) {
      taken.add(idNo);
      return idNo;
    }
  }
}

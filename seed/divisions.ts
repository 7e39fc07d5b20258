import { changeDivision, findDivision } from '../server/divisions/actions.ts';
import { addDays, dayOf, startOfDay } from '../server/kernel/period.ts';
import { mergeDivisions, rollDivisions, splitGrid } from '../server/mergers/actions.ts';
import { type Context, view } from '../server/platform/context.ts';

const NOTE = '演示数据，不是真实的区划变更';
const RENAMED = '430602201204';
const MERGED = ['430602201201', '430602201202'] as const;
const GRIDS = '430602012001';
const SPLIT = '430602012003001';

/**
 * What changed in the tree within the past year, made up for demonstration: a village renamed (recorded later than it
 * held), two villages made one, two grids made one and one made two, so that there are 107 communities and 652 grids today.
 */
export async function playDivisions(ctx: Context): Promise<void> {
  const today = dayOf(ctx.clock());
  /** Nine in the morning of a day so many days ago, with the version of what is changed. */
  const ago = (days: number, ifMatch?: number): Context => ({
    ...ctx,
    clock: () => new Date(startOfDay(addDays(today, -days)).getTime() + 9 * 3_600_000),
    ifMatch,
  });
  const grounds = (no: number) => ({ doc_no: `示例〔${no}〕号`, note: NOTE });
  const day = (days: number) => addDays(today, -days);

  const village = await view(ctx, 'divisions.read', (tx) => findDivision(tx, ctx.district, RENAMED));
  await changeDivision(ago(230, village.version), RENAMED, {
    from: day(240),
    patch: { name: '枣树新村', shortName: '枣树新村' },
    ...grounds(1),
  });
  await mergeDivisions(ago(151), { codes: MERGED, into: MERGED[0], name: '麻布磨刀村', from: day(150), ...grounds(2) });
  await mergeDivisions(ago(150), {
    codes: [`${GRIDS}002`, `${GRIDS}003`],
    into: `${GRIDS}002`,
    name: null,
    from: day(100),
    ...grounds(3),
  });
  const of = await view(ctx, 'divisions.read', (tx) => findDivision(tx, ctx.district, SPLIT));
  await splitGrid(ago(60), SPLIT, {
    part: { code: `${SPLIT.slice(0, 12)}090`, name: `${of.name}南片`, seniors: Math.floor((of.seniors ?? 0) / 2) },
    from: day(60),
    ...grounds(4),
  });
  // What was recorded ahead of its day has taken effect since.
  await rollDivisions(ctx);
}

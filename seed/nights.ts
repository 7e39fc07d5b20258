import { keepFigures } from '../server/figures/actions.ts';
import type { Context } from '../server/platform/context.ts';
import { judgeUnmet } from '../server/unmet/actions.ts';

/** So many nights the demonstration district has kept its figures; before that the days are counted from its facts. */
const NIGHTS = 60;

/** The picture: figures of the last nights, and who cannot be placed today. */
export async function keepNights(ctx: Context): Promise<void> {
  await keepFigures(ctx, NIGHTS);
  await judgeUnmet(ctx);
}

import { type Ability, abilityOf } from '../../server/guide/rules.ts';
import { call, client } from '../api.ts';
import { guide } from '../ui/guide.ts';
import { useLoad } from '../ui/load.ts';

export const surely = (level: number): Ability => ({ level, from: level, to: level, totals: [0, 0, 0] });

/** The level: the one an assessment gave, or the likely one by the district's own rules; null while neither is known. */
export function useAbility(): Ability | null {
  const standard = useLoad((signal) => call((o) => client.api.v1.assessments.standard.$get({}, o), { signal }), []);
  const { assessed, everyday } = guide.value;
  if (assessed !== null) return surely(assessed);
  // Until the district's own value is there a coma says nothing about a level, as in the self-check
  return abilityOf(everyday, { coma_level: standard.data?.coma_level ?? 0 });
}

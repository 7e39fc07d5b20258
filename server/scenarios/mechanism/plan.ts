// Decides which k sites reach most people who have nothing near (maximal covering location: Church and ReVelle 1974).

/** `weights`: people by place; a site reaches some of the places, by index. */
export type Problem = { weights: readonly number[]; sites: readonly { id: string; reaches: readonly number[] }[] };
export type Pick = { site: string; adds: number; reaches: number[] };
export type Greedy = { picks: Pick[]; reached: number; atMost: number };

/**
 * The site that adds most people, then the next. `atMost` is what no k sites can exceed: after any step, what is reached
 * and the k largest further gains (gains only shrink), the least of these.
 */
export function greedy(p: Problem, k: number): Greedy {
  const done = new Set<number>();
  const picks: Pick[] = [];
  let reached = 0;
  let atMost = p.weights.reduce((a, b) => a + b, 0);
  for (;;) {
    const gains = p.sites.map((s) => s.reaches.reduce((n, i) => (done.has(i) ? n : n + p.weights[i]!), 0));
    const most = [...gains].sort((a, b) => b - a).slice(0, k);
    atMost = Math.min(
      atMost,
      most.reduce((a, b) => a + b, reached),
    );
    const best = gains.indexOf(most[0] ?? 0);
    const site = p.sites[best];
    if (picks.length === k || !site || !most[0]) return { picks, reached, atMost };
    const fresh = site.reaches.filter((i) => !done.has(i));
    for (const i of fresh) done.add(i);
    reached += most[0];
    picks.push({ site: site.id, adds: most[0], reaches: fresh });
  }
}

/** Greedy is never below this share of the best (Nemhauser, Wolsey and Fisher 1978): 1 − (1 − 1/k)^k, above 1 − 1/e. */
export const greedyShare = (k: number): number => (k > 0 ? 1 - (1 - 1 / k) ** k : 1);

/** The sites in the order in which each adds most after those before: how an answer of the solver is explained. */
export const explain = (p: Problem, ids: readonly string[]): Pick[] =>
  greedy({ weights: p.weights, sites: p.sites.filter((s) => ids.includes(s.id)) }, ids.length).picks;

/** How far from the best an answer may be, as a share of the best that is possible; 0 when it is proven. */
export const gapOf = (reached: number, atMost: number): number => (atMost > reached ? 1 - reached / atMost : 0);

const lines = (terms: readonly string[]) => terms.join(' + ').replace(/(.{400}\S*) /g, '$1\n ');

/**
 * The same as an integer programme in LP format. Places that the same sites reach are one row; places that none reaches
 * are left out. Null when no site reaches anybody. Column x⟨n⟩ is site n.
 */
export function modelOf(p: Problem, k: number): string | null {
  const by = p.weights.map((): number[] => []);
  p.sites.forEach((s, x) => {
    for (const i of s.reaches) by[i]!.push(x);
  });
  const groups = new Map<string, { sites: number[]; people: number }>();
  by.forEach((sites, i) => {
    if (sites.length === 0 || !p.weights[i]) return;
    const key = sites.join(' ');
    const group = groups.get(key) ?? { sites, people: 0 };
    group.people += p.weights[i]!;
    groups.set(key, group);
  });
  const rows = [...groups.values()];
  if (rows.length === 0) return null;
  return `Maximize
 obj: ${lines(rows.map((r, i) => `${r.people} y${i}`))}
Subject To
${rows
  .map(
    (r, i) =>
      ` r${i}: y${i} - ${r.sites
        .map((x) => `x${x}`)
        .join(' - ')
        .replace(/(.{400}\S*) /g, '$1\n ')} <= 0`,
  )
  .join('\n')}
 most: ${lines(p.sites.map((_, x) => `x${x}`))} <= ${k}
Bounds
${rows.map((_, i) => ` 0 <= y${i} <= 1`).join('\n')}
Binary
 ${p.sites.map((_, x) => `x${x}`).join('\n ')}
End
`;
}

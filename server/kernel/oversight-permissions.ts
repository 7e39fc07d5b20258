import type { Door } from './permissions.ts';

/** Whoever answers for public money, or asks about it. */
const aroundTheMoney = {
  officer: 'district',
  leader: 'district',
  treasurer: 'district',
  inspector: 'district',
} as const;

/** Who may do what with the use of funds made public and the three questions about every fund; part of `permissions`. */
export const oversightPermissions = {
  'disclosures.use': { may: 'public' },
  'disclosures.list': { may: 'public' },
  'disclosures.draft': { may: { officer: 'district', leader: 'district' }, personal: true },
  'disclosures.publish': { may: { officer: 'district', leader: 'district' } },
  'scrutiny.questions': { may: aroundTheMoney },
  'scrutiny.flags': { may: aroundTheMoney, personal: true },
  'scrutiny.checks': { may: aroundTheMoney, personal: true },
  'scrutiny.population': { may: aroundTheMoney },
  'scrutiny.sample': { may: aroundTheMoney, personal: true },
  'scrutiny.draw': { may: { inspector: 'district', leader: 'district' } },
  'scrutiny.check': { may: { inspector: 'district' } },
} as const satisfies Record<string, Door>;

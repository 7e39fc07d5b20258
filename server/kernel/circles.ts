/** Whoever has a part in the district, for what is their own. */
export const everybody = {
  family: 'self',
  institution: 'self',
  desk: 'self',
  grid_worker: 'self',
  officer: 'self',
  leader: 'self',
  treasurer: 'self',
  partner: 'self',
  assessor: 'self',
  inspector: 'self',
  administrator: 'self',
} as const;

/** Whoever follows a person's case: the family, the counter of the street, the bureau. */
export const aroundThePerson = {
  family: 'self',
  desk: 'street',
  officer: 'district',
  leader: 'district',
  inspector: 'district',
} as const;

/** Whoever looks at what happens in a facility: itself, and the bureau. */
export const aroundTheFacility = {
  institution: 'facility',
  officer: 'district',
  leader: 'district',
  inspector: 'district',
} as const;

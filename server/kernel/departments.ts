/** Who is asked in a joint approval (domain §8). `street` is answered by the desk of the person's street. */
export const departments = [
  'street',
  'social_assistance',
  'disabled_federation',
  'health',
  'medical_insurance',
  'finance',
] as const;
export type Department = (typeof departments)[number];
/** Those with sign-ins of their own (role partner). */
export const partnerDepartments = [
  'social_assistance',
  'disabled_federation',
  'health',
  'medical_insurance',
  'finance',
] as const;

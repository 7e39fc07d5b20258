import type { Dictionary } from '../../i18n.ts';

/** English of the tasks of inspection on the rail; part of the kit's dictionary. */
export const inspection: Dictionary = {
  核查问题: 'Findings',
  稽查规则: 'Checks',
  实地抽查: 'Spot checks',
};

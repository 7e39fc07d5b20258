import { useEffect } from 'preact/hooks';
import { partnerDepartments } from '../../server/kernel/departments.ts';
import { call, client, type Failure } from '../api.ts';
import { knownFacilities, needFacilities } from '../ui/facilities.ts';
import { Select } from '../ui/field.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { errorAt } from '../ui/problem.tsx';
import { word } from '../ui/words.ts';
import { staffRoles } from './staff-words.ts';

export type RoleDraft = { role: string; facility: string; street: string; department: string };
export const noRole: RoleDraft = { role: '', facility: '', street: '', department: '' };

type Sent =
  | { role: 'institution'; facility: string }
  | { role: (typeof ofStreet)[number]; street: string }
  | { role: 'partner'; department: (typeof partnerDepartments)[number] }
  | { role: (typeof ofDistrict)[number] };
const ofStreet = ['desk', 'grid_worker'] as const;
const ofDistrict = ['officer', 'leader', 'treasurer', 'assessor', 'inspector', 'administrator'] as const;

/** What is sent of a draft; null while something is missing. */
export function roleOf({ role, facility, street, department }: RoleDraft): Sent | null {
  if (role === 'institution') return facility ? { role, facility } : null;
  if (role === 'partner') {
    const asked = partnerDepartments.find((one) => one === department);
    return asked ? { role, department: asked } : null;
  }
  const atStreet = ofStreet.find((one) => one === role);
  if (atStreet) return street ? { role: atStreet, street } : null;
  const own = ofDistrict.find((one) => one === role);
  return own ? { role: own } : null;
}

/** A role and, where it belongs to one, its facility or street. */
export function RoleFields({
  of,
  onChange,
  tried,
  failure,
}: {
  of: RoleDraft;
  onChange: (next: RoleDraft) => void;
  tried: boolean;
  failure: Failure | undefined;
}) {
  useEffect(() => void needFacilities(), []);
  const places = useLoad((signal) => call((o) => client.api.v1.divisions.$get({}, o), { signal }), []);
  const streets = (places.data?.divisions ?? []).filter((one) => one.level === 'street');
  const homes = [...knownFacilities.value.values()].sort((a, b) => a.name.localeCompare(b.name, 'zh'));
  return (
    <>
      <Select
        label={t('角色')}
        pointer="/membership/role"
        value={of.role}
        onInput={(role) => onChange({ ...noRole, role })}
        empty={t('请选择')}
        options={staffRoles.map((value) => ({ value, label: word('role', value) }))}
        error={tried && !of.role ? t('请选择角色') : errorAt(failure, '/membership/role')}
      />
      {of.role === 'institution' && (
        <Select
          label={t('所在机构')}
          pointer="/membership/facility"
          value={of.facility}
          onInput={(facility) => onChange({ ...of, facility })}
          empty={t('请选择')}
          options={homes.map(({ id, name }) => ({ value: id, label: name }))}
          error={tried && !of.facility ? t('请选择机构') : errorAt(failure, '/membership/facility')}
        />
      )}
      {of.role === 'partner' && (
        <Select
          label={t('所在部门')}
          pointer="/membership/department"
          value={of.department}
          onInput={(department) => onChange({ ...of, department })}
          empty={t('请选择')}
          options={partnerDepartments.map((value) => ({ value, label: word('department', value) }))}
          error={tried && !of.department ? t('请选择部门') : errorAt(failure, '/membership/department')}
        />
      )}
      {ofStreet.some((one) => one === of.role) && (
        <Select
          label={t('所在街道')}
          pointer="/membership/street"
          value={of.street}
          onInput={(street) => onChange({ ...of, street })}
          empty={t('请选择')}
          options={streets.map(({ code, name }) => ({ value: code, label: name }))}
          error={tried && !of.street ? t('请选择街道') : errorAt(failure, '/membership/street')}
        />
      )}
    </>
  );
}

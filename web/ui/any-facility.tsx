import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { knownFacilities, needFacilities } from './facilities.ts';
import { Select } from './field.tsx';
import { Guard } from './guard.tsx';
import { t } from './i18n.ts';
import { OwnFacility } from './own-facility.tsx';
import { session } from './session.ts';
import { StaffFrame } from './staff-frame.tsx';
import { useQuery } from './url.ts';

/** A page of one facility: an institution's own, or for the bureau the one named in the address (`?facility=`). */
export function AnyFacility({ title, children }: { title: string; children: (facility: string) => ComponentChildren }) {
  const { query } = useQuery();
  if (session.value?.role === 'institution') return <OwnFacility title={title}>{children}</OwnFacility>;
  return (
    <Guard roles={['institution', 'officer', 'leader', 'inspector']}>
      {query.facility ? children(query.facility) : <StaffFrame title={title} list={<PickFacility />} />}
    </Guard>
  );
}

/** Which facility; the choice goes into the address. */
export function PickFacility() {
  const { query, set } = useQuery();
  useEffect(() => void needFacilities(), []);
  const all = [...knownFacilities.value.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return (
    <div class="pick-facility">
      <Select
        label={t('选择机构')}
        value={query.facility ?? ''}
        empty={t('请选择')}
        options={all.map((f) => ({ value: f.id, label: f.name }))}
        onInput={(id) => set({ facility: id || null })}
      />
    </div>
  );
}

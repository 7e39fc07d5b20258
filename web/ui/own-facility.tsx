import type { ComponentChildren } from 'preact';
import { Notice } from './card.tsx';
import { Guard } from './guard.tsx';
import { t } from './i18n.ts';
import { session } from './session.ts';
import { StaffFrame } from './staff-frame.tsx';

/** A page of an institution's own place; hands the place's id to the page. */
export function OwnFacility({ title, children }: { title: string; children: (facility: string) => ComponentChildren }) {
  const own = session.value?.facility;
  return (
    <Guard roles={['institution']}>
      {own ? (
        children(own.id)
      ) : (
        <StaffFrame
          title={title}
          list={<Notice tone="amber">{t('此账号还没有关联机构，请联系民政管理员。')}</Notice>}
        />
      )}
    </Guard>
  );
}

import type { InferResponseType } from 'hono/client';
import { Camera, Pencil, Printer } from 'lucide';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Group, LicenceKind } from '../../server/profiles/rules.ts';
import { licenceKinds, WARN_DAYS } from '../../server/profiles/rules.ts';
import { call, client } from '../api.ts';
import { AnyFacility } from '../ui/any-facility.tsx';
import { StatusDot } from '../ui/badge.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Facts, Notice } from '../ui/card.tsx';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { date, number, unfiled } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { fieldValue, fieldWord, groupWord, licenceWord, monthly, range } from '../ui/profile.ts';
import { session } from '../ui/session.ts';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { href } from '../ui/url.ts';
import { word } from '../ui/words.ts';
import { EditDialog } from './edit.tsx';
import { asked } from './fields.ts';
import { History, Open } from './history.tsx';
import { Photos } from './photos.tsx';
import './profiles.css';

export type Profile = InferResponseType<(typeof client.api.v1.facilities)[':id']['profile']['$get'], 200>;
export type ProfileChange = Profile['changes'][number];

/** What an institution says of itself: filled in here, approved by the bureau where it must be. */
export default function ProfilePage() {
  useTitle(t('机构资料'));
  return <AnyFacility title={t('机构资料')}>{(id) => <Loaded key={id} id={id} />}</AnyFacility>;
}

function Loaded({ id }: { id: string }) {
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.facilities[':id'].profile.$get({ param: { id } }, o), { signal }),
    [id],
  );
  useEvents(['profiles', `facility:${id}`], reload);
  const own = session.value?.role === 'institution';
  return (
    <StaffFrame
      title={own || !data ? t('机构资料') : data.facility.name}
      tools={
        <>
          {!own && <ButtonLink href={href('/institution/mirror', { facility: id })}>{t('经营概览')}</ButtonLink>}
          <ButtonLink href={`/facilities/${id}`}>{t('看公众页面')}</ButtonLink>
          <Button icon={Printer} onClick={() => print()}>
            {t('打印')}
          </Button>
        </>
      }
      list={
        <div class="stack profile">
          {failure && <Problem of={failure} onRetry={reload} focus={false} />}
          {!data && !failure && <Loading />}
          {data && <Shown of={data} own={own} reload={reload} />}
        </div>
      }
    />
  );
}

type Editing = { group: Group; licence: LicenceKind | null; before: Record<string, unknown> };
const noLicence = { number: null, issued_on: null, expires_on: null };

function Shown({ of, own, reload }: { of: Profile; own: boolean; reload: () => void }) {
  const [editing, setEditing] = useState<Editing | null>(null);
  const open = of.changes.filter((c) => c.state === 'waiting' || c.state === 'ahead');
  const edit = (group: Exclude<Group, 'licence'>) => setEditing({ group, licence: null, before: of.values[group] });
  const section = (group: Exclude<Group, 'licence'>, children?: ComponentChildren) => (
    <Section
      key={group}
      id={group}
      title={groupWord(group)}
      onEdit={own && !open.some((c) => c.group === group) ? () => edit(group) : undefined}
    >
      <Open of={open.filter((c) => c.group === group)} own={own} onDone={reload} />
      {children ??
        (asked[group].length === 1 ? (
          <p class="profile-text">
            {asked[group].map(({ field }) => fieldValue(field, Object.values(of.values[group])[0]))}
          </p>
        ) : (
          <Facts
            of={asked[group].map(({ field }) => [
              fieldWord(field),
              fieldValue(field, of.values[group][field as keyof (typeof of.values)[typeof group]]),
            ])}
          />
        ))}
    </Section>
  );
  const { fees } = of.values;
  return (
    <>
      <Head of={of} open={open.length} />
      {section('name')}
      {section(
        'place',
        <Facts
          of={[
            [fieldWord('address'), fieldValue('address', of.values.place.address)],
            [fieldWord('community_code'), [of.derived.street, of.derived.community].filter(Boolean).join(' · ')],
            [
              t('坐标'),
              t('{lng}，{lat}，误差约 {m} 米', {
                lng: of.values.place.lng,
                lat: of.values.place.lat,
                m: of.values.place.accuracy_m,
              }),
            ],
          ]}
        />,
      )}
      {section('contact')}
      {section('introduction')}
      <Section id="photos" title={t('照片')}>
        <Photos of={of} own={own} onDone={reload} />
      </Section>
      {section('services')}
      <Section id="beds" title={t('床位和照护等级')}>
        <Facts
          of={[
            [t('床位数'), number(of.derived.beds)],
            [
              t('接收等级'),
              of.derived.levels.length === 0
                ? t('没有登记床位')
                : t('{from}至{to}', {
                    from: word('level', Math.min(...of.derived.levels)),
                    to: word('level', Math.max(...of.derived.levels)),
                  }),
            ],
            [t('床位费'), monthly(of.derived.bed_fee_min_fen, of.derived.bed_fee_max_fen)],
            ...(of.derived.beds_without_fee > 0
              ? ([[t('没有床位费的床'), number(of.derived.beds_without_fee)]] as [string, string][])
              : []),
          ]}
        />
        <p class="muted small">{t('由床位登记得出，在床位里改。')}</p>
      </Section>
      {section(
        'fees',
        <Facts
          of={[
            [fieldWord('care_fee_min_fen'), monthly(fees.care_fee_min_fen, fees.care_fee_max_fen)],
            [fieldWord('meal_fee_fen'), monthly(fees.meal_fee_fen, fees.meal_fee_max_fen)],
            [fieldWord('deposit_fen'), range(fees.deposit_fen, fees.deposit_max_fen)],
            [fieldWord('other_fees'), fieldValue('other_fees', fees.other_fees)],
          ]}
        />,
      )}
      {section('staff')}
      {section('nature')}
      {section('stars')}
      {section('designation')}
      {section('filing')}
      <Section id="licences" title={t('证照')}>
        <Open of={open.filter((c) => c.group === 'licence')} own={own} onDone={reload} />
        <ul class="profile-licences">
          {licenceKinds.map((kind) => {
            const held = of.licences.find((l) => l.kind === kind);
            const { number: no = null, issued_on = null, expires_on = null } = held ?? {};
            const before = held ? { number: no, issued_on, expires_on } : noLicence;
            const busy = open.some((c) => c.licence === kind);
            return (
              <li key={kind}>
                <div>
                  <strong>{licenceWord(kind)}</strong>
                  <Validity of={held} />
                  {held && (
                    <span class="muted small">
                      {held.number}
                      {held.issued_on && t('，{day} 发证', { day: date(held.issued_on) })}
                    </span>
                  )}
                </div>
                {own && !busy && (
                  <Button icon={Pencil} onClick={() => setEditing({ group: 'licence', licence: kind, before })}>
                    {held ? t('换证') : t('填报')}
                    <span class="visually-hidden">{licenceWord(kind)}</span>
                  </Button>
                )}
              </li>
            );
          })}
        </ul>
      </Section>
      <Section id="history" title={t('变更记录')}>
        <History of={of.changes} />
      </Section>
      {editing && (
        <EditDialog
          facility={of.facility.id}
          version={of.version}
          {...editing}
          onClose={() => setEditing(null)}
          onDone={reload}
        />
      )}
    </>
  );
}

function Head({ of, open }: { of: Profile; open: number }) {
  const near = of.licences.filter((l) => l.state === 'soon' || l.state === 'expired');
  return (
    <>
      {near.map((l) => (
        <Notice key={l.kind} tone={l.state === 'expired' ? 'red' : 'amber'}>
          {l.state === 'expired'
            ? t('{licence}已于 {day} 到期，请换证后更新。', { licence: licenceWord(l.kind), day: date(l.expires_on) })
            : t('{licence}将于 {day} 到期，请及时换证。', { licence: licenceWord(l.kind), day: date(l.expires_on) })}
        </Notice>
      ))}
      {open > 0 && <Notice>{t('有 {n} 项变更在办理，批准前公众看到的是原来的内容。', { n: open })}</Notice>}
      <details class="profile-blanks">
        <summary>
          {of.blanks.length === 0
            ? t('所有项目都已填报')
            : t('{n} 项未填报，公众页面上显示“未填报”', { n: of.blanks.length })}
        </summary>
        <p>{of.blanks.map(fieldWord).join(t('、'))}</p>
      </details>
    </>
  );
}

function Section({
  id,
  title,
  onEdit,
  children,
}: {
  id: string;
  title: string;
  onEdit?: () => void;
  children: ComponentChildren;
}) {
  return (
    <section class="profile-part" aria-labelledby={`profile-${id}`}>
      <div class="row-between">
        <h2 id={`profile-${id}`}>{title}</h2>
        {onEdit && (
          <Button icon={id === 'photos' ? Camera : Pencil} onClick={onEdit} class="screen-only">
            {t('修改')}
            <span class="visually-hidden">{title}</span>
          </Button>
        )}
      </div>
      {children}
    </section>
  );
}

/** Valid, near its end, over, or not filed: by shape, word and colour. */
export function Validity({ of }: { of: { state: string; expires_on: string | null } | undefined }) {
  if (!of)
    return (
      <StatusDot shape="dash" tone="stale">
        {unfiled()}
      </StatusDot>
    );
  if (of.state === 'expired')
    return (
      <StatusDot shape="triangle" tone="red">
        {t('{day} 已到期', { day: date(of.expires_on) })}
      </StatusDot>
    );
  if (of.state === 'soon')
    return (
      <StatusDot shape="half" tone="amber">
        {t('{day} 到期，不足 {n} 天', { day: date(of.expires_on), n: WARN_DAYS })}
      </StatusDot>
    );
  return (
    <StatusDot shape="check" tone="accent">
      {of.expires_on ? t('有效期至 {day}', { day: date(of.expires_on) }) : t('长期有效')}
    </StatusDot>
  );
}

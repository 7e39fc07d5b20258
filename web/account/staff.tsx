import { UserPlus } from 'lucide';
import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Chips, FilterChip, ToggleChip } from '../ui/chip.tsx';
import { Loading } from '../ui/empty.tsx';
import { CheckGroup } from '../ui/field.tsx';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { type Query, useQuery } from '../ui/url.ts';
import { word } from '../ui/words.ts';
import { Invite } from './invite.tsx';
import { StaffCase } from './staff-case.tsx';
import { liveRoles, roleText, type Staff, seenText, signInText, staffRoles } from './staff-words.ts';
import './account.css';

/** The administrator's list of who works in this district and how they sign in. */
export default function StaffPage() {
  useTitle(t('工作人员账号'));
  return (
    <Guard roles={['administrator']}>
      <StaffAccounts />
    </Guard>
  );
}

const chosen = (query: Query) => query.role?.split(',').filter(Boolean) ?? [];

function fits(of: Staff, query: Query): boolean {
  const live = liveRoles(of);
  const roles = chosen(query);
  const text = query.q?.trim().toLowerCase();
  if (!query.former && live.length === 0) return false;
  if (roles.length && !of.memberships.some((m) => roles.includes(m.role) && (query.former || !m.ended_at)))
    return false;
  if (!text) return true;
  const words = [of.name, of.username ?? '', ...of.memberships.flatMap((m) => [m.facility_name, m.street_name])];
  return words.some((one) => one?.toLowerCase().includes(text));
}

function StaffAccounts() {
  const { query, set } = useQuery();
  const [inviting, setInviting] = useState(false);
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.admin.accounts.$get({}, o), { signal }),
    [],
  );
  const all = data?.accounts ?? [];
  const rows = all.filter((one) => fits(one, query));
  const open = all.find((one) => one.id === query.sel);
  return (
    <>
      <StaffFrame
        title={t('工作人员账号')}
        tools={
          <>
            <Filters query={query} set={set} />
            <Button look="primary" icon={UserPlus} onClick={() => setInviting(true)}>
              {t('新建账号')}
            </Button>
          </>
        }
        list={
          <div class="stack-tight">
            {failure && <Problem of={failure} onRetry={reload} focus={false} />}
            {!data && !failure && <Loading />}
            {data && (
              <>
                <p class="muted small">{t('{n} 个账号', { n: rows.length })}</p>
                <Table
                  caption={t('工作人员账号')}
                  hideCaption
                  columns={columns(!!open)}
                  rows={rows}
                  rowKey={(row) => row.id}
                  current={open?.id}
                  onOpen={(row) => set({ sel: row.id })}
                  empty={t('没有符合的账号')}
                  maxHeight="var(--list-max)"
                />
              </>
            )}
          </div>
        }
        case={open ? <StaffCase key={open.id} of={open} onChange={reload} /> : null}
        onBack={() => set({ sel: null })}
      />
      {/* beside the frame: on a phone the open case hides the list, and the password is shown only here */}
      {inviting && (
        <Invite
          onClose={() => setInviting(false)}
          onDone={(id) => {
            reload();
            set({ sel: id });
          }}
        />
      )}
    </>
  );
}

function Filters({
  query,
  set,
}: {
  query: Query;
  set: (change: Record<string, string | null>, options?: { replace?: boolean }) => void;
}) {
  const roles = chosen(query);
  return (
    <>
      <label class="quick">
        <span class="visually-hidden">{t('按姓名、用户名、机构或街道查找')}</span>
        <input
          class="input"
          type="search"
          list={undefined}
          placeholder={t('姓名、用户名或机构')}
          value={query.q ?? ''}
          onInput={(event) => set({ q: event.currentTarget.value || null }, { replace: true })}
        />
      </label>
      <Chips label={t('筛选')}>
        <FilterChip
          label={t('角色')}
          summary={roles.length ? roles.map((role) => word('role', role)).join(t('、')) : null}
          onClear={() => set({ role: null })}
        >
          <CheckGroup
            label={t('角色')}
            value={roles}
            onChange={(next) => set({ role: next.join(',') || null })}
            options={staffRoles.map((value) => ({ value, label: word('role', value) }))}
          />
        </FilterChip>
        <ToggleChip on={query.former === '1'} onChange={(on) => set({ former: on ? '1' : null })}>
          {t('含已离任')}
        </ToggleChip>
      </Chips>
    </>
  );
}

function columns(narrow: boolean): Column<Staff>[] {
  const all: (Column<Staff> | false)[] = [
    { key: 'name', head: t('姓名'), nowrap: true, cell: (row) => row.name },
    {
      key: 'roles',
      head: t('角色'),
      nowrap: true,
      cell: (row) => {
        const live = liveRoles(row);
        if (live.length === 0) return <Badge>{t('已离任')}</Badge>;
        return live.map((one) => <div key={one.id}>{roleText(one)}</div>);
      },
    },
    !narrow && { key: 'username', head: t('用户名'), nowrap: true, cell: (row) => row.username ?? t('没有') },
    !narrow && { key: 'way', head: t('登录方式'), nowrap: true, cell: (row) => signInText(row) },
    {
      key: 'seen',
      head: t('最近使用'),
      nowrap: true,
      cell: (row) => <span class={row.seen_at ? undefined : 'muted'}>{seenText(row)}</span>,
    },
  ];
  return all.filter((column) => column !== false);
}

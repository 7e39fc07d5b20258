import { actions } from '../../server/supervision/rules.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { DateInput, Select } from '../ui/field.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import type { useQuery } from '../ui/url.ts';
import { codes } from '../ui/words.ts';
import { aboutWord, actionWord, roleWord } from './words.ts';

type Props = ReturnType<typeof useQuery>;
const abouts = [...new Set(actions.map((action) => action.split('.')[0] as string))];

/** Who, in which role, about what, did what, when. People are chosen by name and stand in the address by number. */
export function Filters({ query, set }: Props) {
  const { data } = useLoad((signal) => call((o) => client.api.v1.audit.actors.$get(undefined, o), { signal }), []);
  const people = data?.actors ?? [];
  const known = !query.account || people.some((one) => one.id === query.account);
  const narrow = (change: Record<string, string | null>) => set({ ...change, sel: null });
  const any = ['account', 'role', 'about', 'action', 'subject', 'from', 'to'].some((name) => query[name]);
  return (
    <form class="chain-filters screen-only" aria-label={t('查询条件')} onSubmit={(event) => event.preventDefault()}>
      <Select
        label={t('操作人')}
        optional
        value={query.account ?? ''}
        onInput={(account) => narrow({ account })}
        empty={t('所有人')}
        options={[
          ...(known
            ? []
            : [{ value: query.account as string, label: t('所选账号 …{no}', { no: query.account!.slice(-6) }) }]),
          ...people.map((one) => ({
            value: one.id,
            label: t('{name}（{role}）', { name: one.name, role: one.roles.map(roleWord).join(' / ') }),
          })),
        ]}
      />
      <Select
        label={t('角色')}
        optional
        value={query.role ?? ''}
        onInput={(role) => narrow({ role })}
        empty={t('所有角色')}
        options={['system', 'public', ...codes('role').filter((role) => role !== 'system')].map((role) => ({
          value: role,
          label: roleWord(role),
        }))}
      />
      <Select
        label={t('业务')}
        optional
        value={query.about ?? ''}
        onInput={(about) => narrow({ about, action: null })}
        empty={t('所有业务')}
        options={abouts.map((about) => ({ value: about, label: aboutWord(about) }))}
      />
      {query.about && (
        <Select
          label={t('动作')}
          optional
          value={query.action ?? ''}
          onInput={(action) => narrow({ action })}
          empty={t('所有动作')}
          options={actions
            .filter((action) => action.startsWith(`${query.about}.`))
            .map((action) => ({ value: action, label: actionWord(action).split(' · ')[1] ?? action }))}
        />
      )}
      <DateInput label={t('从')} optional value={query.from ?? ''} onInput={(from) => narrow({ from })} />
      <DateInput label={t('到')} optional value={query.to ?? ''} onInput={(to) => narrow({ to })} />
      {query.subject && <p class="chain-subject small">{t('只看对象 …{no}', { no: query.subject.slice(-6) })}</p>}
      {any && (
        <Button
          look="quiet"
          onClick={() =>
            narrow({ account: null, role: null, about: null, action: null, subject: null, from: null, to: null })
          }
        >
          {t('清除条件')}
        </Button>
      )}
    </form>
  );
}

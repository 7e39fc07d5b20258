import { Chips, FilterChip, ToggleChip } from '../ui/chip.tsx';
import { RadioGroup } from '../ui/field.tsx';
import { t } from '../ui/i18n.ts';
import type { Query } from '../ui/url.ts';

/** Filters of the work list; all of them live in the address, so that a view can be kept and sent. */
export function Filters({
  query,
  set,
  streets,
  amber,
  red,
  unagreed,
}: {
  query: Query;
  set: (change: Record<string, string | null>) => void;
  streets: readonly { code: string; name: string }[];
  amber: number | undefined;
  red: number | undefined;
  unagreed: number | undefined;
}) {
  const only = (name: string, value: string) => ({
    on: query[name] === value,
    onChange: (on: boolean) => set({ [name]: on ? value : null }),
  });
  return (
    <Chips label={t('筛选')}>
      <ToggleChip {...only('colour', 'red')}>
        {red === undefined ? t('已逾期') : t('已逾期 {count}', { count: red })}
      </ToggleChip>
      <ToggleChip {...only('colour', 'amber')}>
        {amber === undefined ? t('将到期') : t('将到期 {count}', { count: amber })}
      </ToggleChip>
      <ToggleChip {...only('awaits', 'consent')}>
        {unagreed === undefined ? t('等同意公示') : t('等同意公示 {count}', { count: unagreed })}
      </ToggleChip>
      <ToggleChip {...only('assigned', 'me')}>{t('我的')}</ToggleChip>
      <ToggleChip {...only('assigned', 'nobody')}>{t('未指派')}</ToggleChip>
      <FilterChip
        label={t('街道')}
        summary={streets.find((one) => one.code === query.street)?.name ?? null}
        onClear={() => set({ street: null })}
      >
        <RadioGroup
          label={t('街道')}
          value={query.street ?? ''}
          onChange={(street) => set({ street })}
          options={streets.map(({ code, name }) => ({ value: code, label: name }))}
        />
      </FilterChip>
    </Chips>
  );
}

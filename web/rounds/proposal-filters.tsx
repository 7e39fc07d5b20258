import { Chips, FilterChip } from '../ui/chip.tsx';
import { CheckGroup, RadioGroup } from '../ui/field.tsx';
import { t } from '../ui/i18n.ts';
import type { Query } from '../ui/url.ts';
import { decisionWord } from './proposals.tsx';
import type { Decided } from './view.ts';
import { type Proposal, trackCodes, trackWord } from './words.ts';

const list = (value: string | undefined) => value?.split(',').filter(Boolean) ?? [];
const decisions: Decided[] = ['undecided', 'approved', 'struck', 'problem'];

/** Filters of the proposals; all of them live in the address. */
export function ProposalFilters({
  all,
  query,
  set,
}: {
  all: Proposal[];
  query: Query;
  set: (change: Record<string, string | null>, options?: { replace?: boolean }) => void;
}) {
  const tracks = list(query.track);
  const decided = list(query.decision);
  const places = list(query.facility);
  const known = new Map(all.map((p) => [p.facility_id, p.facility]));
  return (
    <>
      <label class="quick" data-search>
        <span class="visually-hidden">{t('按姓名或受理号查找')}</span>
        <input
          class="input"
          type="search"
          list={undefined}
          placeholder={t('姓名或受理号')}
          value={query.q ?? ''}
          onInput={(event) => set({ q: event.currentTarget.value || null }, { replace: true })}
        />
      </label>
      <Chips label={t('筛选')}>
        <FilterChip
          label={t('审定')}
          summary={decided.length ? decided.map((d) => decisionWord(d as Decided)).join(t('、')) : null}
          onClear={() => set({ decision: null })}
        >
          <CheckGroup
            label={t('审定')}
            value={decided}
            onChange={(next) => set({ decision: next.join(',') || null })}
            options={decisions.map((value) => ({ value, label: decisionWord(value) }))}
          />
        </FilterChip>
        <FilterChip
          label={t('通道')}
          summary={tracks.length ? tracks.join(t('、')) : null}
          onClear={() => set({ track: null })}
        >
          <CheckGroup
            label={t('通道')}
            value={tracks}
            onChange={(next) => set({ track: next.sort().join(',') || null })}
            options={trackCodes.map((value) => ({ value, label: trackWord(value) }))}
          />
        </FilterChip>
        <FilterChip
          label={t('机构')}
          summary={
            places.length === 1 ? (known.get(places[0] ?? '') ?? null) : places.length ? `${places.length}` : null
          }
          onClear={() => set({ facility: null })}
        >
          <CheckGroup
            label={t('机构')}
            value={places}
            onChange={(next) => set({ facility: next.join(',') || null })}
            options={[...known].map(([value, label]) => ({ value, label }))}
          />
        </FilterChip>
        <FilterChip
          label={t('意愿')}
          summary={query.wish === 'first' ? t('第一意愿') : query.wish === 'other' ? t('其他意愿') : null}
          onClear={() => set({ wish: null })}
        >
          <RadioGroup
            label={t('意愿')}
            value={query.wish ?? ''}
            onChange={(wish) => set({ wish })}
            options={[
              { value: 'first', label: t('第一意愿') },
              { value: 'other', label: t('其他意愿') },
            ]}
          />
        </FilterChip>
      </Chips>
    </>
  );
}

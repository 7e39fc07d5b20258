import { Chips, FilterChip, ToggleChip } from '../ui/chip.tsx';
import { CheckGroup, RadioGroup } from '../ui/field.tsx';
import { t } from '../ui/i18n.ts';
import type { Query } from '../ui/url.ts';
import { codes, word } from '../ui/words.ts';
import { type Track, trackCodes, trackWord } from './words.ts';
import './allocation.css';

const list = (value: string | undefined) => value?.split(',').filter(Boolean) ?? [];

/** Filters of the queue; all of them live in the address. */
export function Filters({
  query,
  set,
}: {
  query: Query;
  set: (change: Record<string, string | null>, options?: { replace?: boolean }) => void;
}) {
  const tracks = list(query.track);
  const levels = list(query.level);
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
          label={t('服务')}
          summary={query.service ? word('bed', query.service) : null}
          onClear={() => set({ service: null })}
        >
          <RadioGroup
            label={t('服务')}
            value={query.service ?? ''}
            onChange={(service) => set({ service })}
            options={codes('bed').map((value) => ({ value, label: word('bed', value) }))}
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
            options={trackCodes.map((value: Track) => ({ value, label: trackWord(value) }))}
          />
        </FilterChip>
        <FilterChip
          label={t('等级')}
          summary={levels.length ? levels.map((level) => t('{n} 级', { n: level })).join(t('、')) : null}
          onClear={() => set({ level: null })}
        >
          <CheckGroup
            label={t('能力等级')}
            value={levels}
            onChange={(next) => set({ level: next.sort().join(',') || null })}
            options={codes('level').map((value) => ({
              value,
              label: t('{n} 级', { n: value }),
              hint: word('level', value),
            }))}
          />
        </FilterChip>
        <ToggleChip on={query.free === '1'} onChange={(on) => set({ free: on ? '1' : null })}>
          {t('未发通知')}
        </ToggleChip>
      </Chips>
    </>
  );
}

export type Filterable = {
  name: string;
  receipt_no: string;
  service: string;
  key: { track: string; level: number };
  live_offer: boolean;
};

/** Does an entry stand in the filtered list? */
export function passes(entry: Filterable, query: Query): boolean {
  const text = query.q?.trim().toLowerCase();
  const tracks = list(query.track);
  const levels = list(query.level);
  return (
    (!text || entry.name.includes(text) || entry.receipt_no.toLowerCase().includes(text)) &&
    (!query.service || entry.service === query.service) &&
    (tracks.length === 0 || tracks.includes(entry.key.track)) &&
    (levels.length === 0 || levels.includes(String(entry.key.level))) &&
    (query.free !== '1' || !entry.live_offer)
  );
}

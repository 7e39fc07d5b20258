import { X } from 'lucide';
import { Chips, FilterChip } from '../ui/chip.tsx';
import { Checkbox, CheckGroup, RadioGroup } from '../ui/field.tsx';
import { money } from '../ui/format.ts';
import { key, t } from '../ui/i18n.ts';
import { Icon } from '../ui/icon.tsx';
import type { Query } from '../ui/url.ts';
import { codes, word } from '../ui/words.ts';
import { FILTERS, list, NEEDS, type Need } from './search.ts';

type Set = (change: Record<string, string | null>) => void;

const needs: Record<Need, string> = {
  medical_insurance: key('医保定点'),
  long_term_care_insurance: key('长护险定点'),
  consumption_coupon: key('消费券定点'),
};
export const needWord = (need: Need): string => t(needs[need]);

/** Yuan a month, as people ask. */
const STEPS = ['1500', '3000', '5000'];

/** The four chips and what they open. Every choice goes into the address at once. */
export function Filters({ query, set, done }: { query: Query; set: Set; done: string }) {
  return (
    <Chips label={t('筛选')}>
      <KindChip query={query} set={set} done={done} />
      <BedChip query={query} set={set} done={done} />
      <LevelChip query={query} set={set} done={done} />
      <PriceChip query={query} set={set} done={done} />
      {FILTERS.some((name) => query[name]) && (
        <button
          type="button"
          class="chip chip-clear"
          onClick={() => set(Object.fromEntries(FILTERS.map((name) => [name, null])))}
        >
          <Icon of={X} />
          {t('清除筛选')}
        </button>
      )}
    </Chips>
  );
}

type Props = { query: Query; set: Set; done: string };

function KindChip({ query, set, done }: Props) {
  const chosen = list(query.kind);
  return (
    <FilterChip
      label={t('类型')}
      summary={chosen.length ? chosen.map((kind) => word('facility', kind)).join(t('、')) : null}
      onClear={() => set({ kind: null })}
      done={done}
    >
      <CheckGroup
        label={t('机构类型')}
        value={chosen}
        onChange={(kinds) => set({ kind: kinds.join(',') || null })}
        options={codes('facility').map((kind) => ({
          value: kind,
          label: word('facility', kind),
          hint: t(about[kind]!),
        }))}
      />
    </FilterChip>
  );
}

const about: Record<string, string> = {
  nursing_home: key('住在院里，有人全天照料'),
  community_point: key('住家附近，日托或上门服务'),
  day_care: key('白天来，晚上回家'),
  medical_point: key('有医护人员，适合需要护理的老人'),
};

function BedChip({ query, set, done }: Props) {
  const said = [
    query.bed && t('有空床'),
    query.sex && t('{sex}老人', { sex: word('sex', query.sex) }),
    query.dementia && t('失智专区'),
  ].filter(Boolean);
  return (
    <FilterChip
      label={t('空床')}
      summary={said.length ? said.join(t('、')) : null}
      onClear={() => set({ bed: null, sex: null, dementia: null })}
      done={done}
    >
      <div class="stack">
        <Checkbox
          label={t('只看有空床的')}
          hint={t('超过 72 小时没有确认的不算在内')}
          checked={!!query.bed}
          onChange={(on) => set({ bed: on ? '1' : null })}
        />
        <RadioGroup
          row
          label={t('谁来住')}
          value={query.sex ?? ''}
          onChange={(sex) => set({ sex: sex || null })}
          options={[
            { value: '', label: word('sex', 'any') },
            { value: 'male', label: word('sex', 'male') },
            { value: 'female', label: word('sex', 'female') },
          ]}
        />
        <Checkbox
          label={t('要失智专区的床')}
          checked={!!query.dementia}
          onChange={(on) => set({ dementia: on ? '1' : null })}
        />
      </div>
    </FilterChip>
  );
}

function LevelChip({ query, set, done }: Props) {
  return (
    <FilterChip
      label={t('照护等级')}
      summary={query.level ? word('level', query.level) : null}
      onClear={() => set({ level: null })}
      done={done}
    >
      <RadioGroup
        label={t('老人能力等级')}
        hint={t('由评估确定。没有评估过选“不清楚”，照样可以申请。')}
        value={query.level ?? ''}
        onChange={(level) => set({ level: level || null })}
        options={[
          { value: '', label: t('不清楚') },
          ...codes('level').map((level) => ({
            value: level,
            label: t('{n} 级 {word}', { n: level, word: word('level', level) }),
          })),
        ]}
      />
    </FilterChip>
  );
}

function PriceChip({ query, set, done }: Props) {
  const wanted = list(query.needs);
  const said = [
    query.max && t('每月 {sum} 以内', { sum: money(Number(query.max) * 100, true) }),
    ...NEEDS.filter((need) => wanted.includes(need)).map(needWord),
  ].filter(Boolean);
  return (
    <FilterChip
      label={t('价格')}
      summary={said.length ? said.join(t('、')) : null}
      onClear={() => set({ max: null, needs: null })}
      done={done}
    >
      <div class="stack">
        <RadioGroup
          label={t('每月费用')}
          hint={t('没有填报价格的机构，选了价格后不列出。')}
          value={query.max ?? ''}
          onChange={(max) => set({ max: max || null })}
          options={[
            { value: '', label: word('sex', 'any') },
            ...STEPS.map((yuan) => ({ value: yuan, label: t('{sum} 以内', { sum: money(Number(yuan) * 100, true) }) })),
          ]}
        />
        <CheckGroup
          label={t('可以使用')}
          value={wanted}
          onChange={(chosen) => set({ needs: chosen.join(',') || null })}
          options={NEEDS.map((need) => ({ value: need, label: needWord(need) }))}
        />
      </div>
    </FilterChip>
  );
}

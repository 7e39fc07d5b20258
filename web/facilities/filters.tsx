import { X } from 'lucide';
import { dayOf, isDay } from '../../server/kernel/period.ts';
import { weekdayWord } from '../ui/bed-words.ts';
import { Chips, FilterChip } from '../ui/chip.tsx';
import { Checkbox, CheckGroup, DateInput, RadioGroup } from '../ui/field.tsx';
import { dayMonth, money, now } from '../ui/format.ts';
import { key, t } from '../ui/i18n.ts';
import { Icon } from '../ui/icon.tsx';
import type { Query } from '../ui/url.ts';
import { codes, word } from '../ui/words.ts';
import { FILTERS, list, NEEDS, type Need, WALK } from './search.ts';

type Set = (change: Record<string, string | null>, options?: { replace?: boolean }) => void;

const needs: Record<Need, string> = {
  medical_insurance: key('医保定点'),
  long_term_care_insurance: key('长护险定点'),
  consumption_coupon: key('消费券定点'),
};
export const needWord = (need: Need): string => t(needs[need]);

/** Yuan a month, as people ask. */
const STEPS = ['1500', '3000', '5000'];

/** The four chips and what they open. Every choice goes into the address at once. */
export function Filters({ query, set, done, placed }: { query: Query; set: Set; done: string; placed: boolean }) {
  return (
    <Chips label={t('筛选')}>
      <KindChip query={query} set={set} done={done} placed={placed} />
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
type Place = { placed: boolean };

function KindChip({ query, set, done, placed }: Props & Place) {
  const chosen = list(query.kind);
  const said = [
    ...chosen.map((kind) => word('facility', kind)),
    query.walk && placed && t('步行 {n} 分钟内', { n: WALK }),
    query.stars && t('{n} 星以上', { n: query.stars }),
  ].filter(Boolean);
  return (
    <FilterChip
      label={t('类型')}
      summary={said.length ? said.join(t('、')) : null}
      onClear={() => set({ kind: null, walk: null, stars: null })}
      done={done}
    >
      <div class="stack">
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
        <Checkbox
          label={t('步行 {n} 分钟内', { n: WALK })}
          hint={placed ? t('按直线估算，约 700 米') : t('先在上面选一个地方')}
          checked={!!query.walk && placed}
          disabled={!placed}
          onChange={(on) => set({ walk: on ? String(WALK) : null })}
        />
        <RadioGroup
          row
          label={t('星级')}
          value={query.stars ?? ''}
          onChange={(stars) => set({ stars: stars || null })}
          options={[
            { value: '', label: word('sex', 'any') },
            ...['3', '4', '5'].map((n) => ({ value: n, label: t('{n} 星以上', { n }) })),
          ]}
        />
      </div>
    </FilterChip>
  );
}

const about: Record<string, string> = {
  nursing_home: key('住在院里，有人全天照料'),
  community_point: key('住家附近，日托或上门服务'),
  day_care: key('白天来，晚上回家'),
  medical_point: key('有医护人员，适合需要护理的老人'),
};

const WEEK = ['1', '2', '3', '4', '5'];

function BedChip({ query, set, done }: Props) {
  const days = list(query.days);
  const said = [
    query.bed && (query.from && isDay(query.from) ? t('{day}起有床', { day: dayMonth(query.from) }) : t('有空床')),
    query.sex && t('{sex}老人', { sex: word('sex', query.sex) }),
    query.dementia && t('失智专区'),
    days.length > 0 && t('日托{days}', { days: days.map((day) => weekdayWord(Number(day))).join(t('、')) }),
  ].filter(Boolean);
  const today = dayOf(now.value);
  return (
    <FilterChip
      label={t('空床')}
      summary={said.length ? said.join(t('、')) : null}
      onClear={() => set({ bed: null, from: null, days: null, sex: null, dementia: null })}
      done={done}
    >
      <div class="stack">
        <Checkbox
          label={t('只看有空床的')}
          hint={t('超过 72 小时没有确认的不算在内')}
          checked={!!query.bed}
          onChange={(on) => set({ bed: on ? '1' : null, from: null })}
        />
        {query.bed && (
          <DateInput
            label={t('从哪天起要住')}
            hint={t('不选就是今天。已知那天以前会腾出来的床也算。')}
            optional
            min={today}
            value={query.from ?? ''}
            onInput={(from) => set({ from: from && from > today ? from : null }, { replace: true })}
          />
        )}
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
        <CheckGroup
          row
          label={t('白天日托，哪几天来')}
          value={days}
          onChange={(chosen) => set({ days: WEEK.filter((day) => chosen.includes(day)).join(',') || null })}
          options={WEEK.map((day) => ({ value: day, label: weekdayWord(Number(day)) }))}
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
  const within = query.max && money(Number(query.max) * 100, true);
  const said = [
    within && (query.level ? t('家庭付 {sum} 以内', { sum: within }) : t('每月 {sum} 以内', { sum: within })),
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
          label={query.level ? t('减补贴后家庭每月付') : t('每月费用')}
          hint={
            query.level
              ? t('按 60 岁以上、{level}测算，以审核为准。没有填报价格的不列出。', {
                  level: word('level', query.level),
                })
              : t('没有填报价格的机构，选了价格后不列出。选了照护等级，就按减补贴后家庭付的钱算。')
          }
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

import { StatusDot } from '../ui/badge.tsx';
import { FilterChip } from '../ui/chip.tsx';
import { Checkbox, RadioGroup } from '../ui/field.tsx';
import { date, dayMonth, monthName, now } from '../ui/format.ts';
import { FreshnessTag, freshness } from '../ui/freshness.tsx';
import { key, lang, t } from '../ui/i18n.ts';
import type { Query } from '../ui/url.ts';
import { codes, word } from '../ui/words.ts';
import type { FilterQuery } from './search.ts';
import { list } from './search.ts';

const weekdayWords = [key('周一'), key('周二'), key('周三'), key('周四'), key('周五'), key('周六'), key('周日')];

/** What the address says of the elder and the days, as the page's own question; what it says wrongly is left out. */
export function whomOf(query: Query): Pick<FilterQuery, 'level' | 'sex' | 'dementia'> & {
  weekdays?: string;
  from?: string;
} {
  const days = [...new Set(list(query.days))].filter((d) => /^[1-7]$/.test(d)).sort();
  return {
    ...(/^[0-4]$/.test(query.level ?? '') ? { level: query.level } : {}),
    ...(query.sex === 'male' || query.sex === 'female' ? { sex: query.sex } : {}),
    ...(query.dementia ? { dementia: 'true' as const } : {}),
    ...(days.length ? { weekdays: days.join(',') } : {}),
    ...(/^\d{4}-\d\d-\d\d$/.test(query.from ?? '') && !Number.isNaN(Date.parse(query.from!))
      ? { from: query.from }
      : {}),
  };
}

/** 「中度失能女性」, as far as it is known; null when nobody is said. */
function whomWords({ level, sex, dementia, weekdays, from }: ReturnType<typeof whomOf>): string | null {
  const person = [
    dementia && t('失智'),
    level && word('level', level),
    sex ? t(sex === 'male' ? key('男性') : key('女性')) : (level || dementia) && t('老人'),
  ].filter(Boolean);
  const when = [
    weekdays
      ?.split(',')
      .map((d) => t(weekdayWords[Number(d) - 1]!))
      .join(t('、')),
    from && t('{day}起', { day: date(from) }),
  ].filter(Boolean);
  if (!person.length && !when.length) return null;
  const who = person.length ? person.join(lang.value === 'en' ? ', ' : '') : t('老人');
  return when.length ? t('{who}（{when}）', { who, when: when.join(t('，')) }) : who;
}

type Reason = { code: string; message_zh: string; message_en: string };

/** The first thing a family wants to know: how many beds there are for this elder, how old the number is, and why none. */
export function ForElder({
  query,
  set,
  beds,
  confirmedAt,
}: {
  query: Query;
  set: (change: Query | Record<string, string | null>) => void;
  beds: { beds: number; reasons: Reason[] } | null;
  confirmedAt: string | null;
}) {
  const whom = whomWords(whomOf(query));
  const stale = freshness(confirmedAt, now.value) === 'stale';
  const n = beds?.beds ?? 0;
  return (
    <div class="elder">
      {whom && beds && (
        <div class="elder-say" aria-live="polite">
          <p class="elder-n">
            <StatusDot shape={n > 0 ? 'dot' : 'ring'} tone={stale ? 'stale' : n > 0 ? 'accent' : 'plain'}>
              {n === 0
                ? t('暂时没有适合{whom}的空床', { whom })
                : stale
                  ? t('上次填报：适合{whom}的空床 {n} 张', { whom, n })
                  : t('适合{whom}的空床 {n} 张', { whom, n })}
            </StatusDot>
          </p>
          <FreshnessTag confirmedAt={confirmedAt} />
          {n === 0 && beds.reasons.length > 0 && (
            <ul class="small">
              {beds.reasons.map((r) => (
                <li key={r.code}>{lang.value === 'en' ? r.message_en : r.message_zh}</li>
              ))}
            </ul>
          )}
        </div>
      )}
      <div class="row screen-only" data-unread>
        <FilterChip
          label={t('给谁找床')}
          summary={whom}
          onClear={() => set({ level: null, sex: null, dementia: null, days: null, from: null })}
        >
          <div class="stack">
            <RadioGroup
              row
              label={t('谁来住')}
              value={query.sex ?? ''}
              onChange={(sex) => set({ sex: sex || null })}
              options={['', ...codes('sex').filter((sex) => sex !== 'any')].map((sex) => ({
                value: sex,
                label: word('sex', sex || 'any'),
              }))}
            />
            <RadioGroup
              label={t('老人能力等级')}
              value={query.level ?? ''}
              onChange={(level) => set({ level: level || null })}
              options={[
                { value: '', label: t('不清楚') },
                ...codes('level').map((level) => ({ value: level, label: word('level', level) })),
              ]}
            />
            <Checkbox
              label={t('要失智专区的床')}
              checked={!!query.dementia}
              onChange={(on) => set({ dementia: on ? '1' : null })}
            />
          </div>
        </FilterChip>
        {!whom && <span class="muted small">{t('选一下给谁找，先看适合的床。')}</span>}
      </div>
    </div>
  );
}

export type ExpectedBeds = { kind: string; from: string; to: string; span: 'week' | 'ten_days'; beds: number };
const places: Record<string, string> = {
  residential: key('{n} 张全托床位'),
  nursing: key('{n} 张护理型床位'),
  day: key('{n} 个日托位'),
  home: key('{n} 张家庭养老床位'),
};
const parts = [key('{month}上旬'), key('{month}中旬'), key('{month}下旬')];

function spanWord({ span, from, to }: ExpectedBeds): string {
  if (span === 'week') {
    const last = new Date(Date.parse(to) - 86_400_000).toISOString().slice(0, 10);
    return t('{from}至{to}', { from: dayMonth(from), to: dayMonth(last) });
  }
  return t(parts[Math.floor(Number(from.slice(8)) / 10)]!, { month: monthName(from) });
}

/** What will be free, in plain words: by kind and by week or ten days, never whose it was. */
export function Expected({ of }: { of: ExpectedBeds[] }) {
  if (of.length === 0) return null;
  return (
    <div class="expected">
      <h3>{t('预计空出')}</h3>
      <ul>
        {of.map((e) => (
          <li key={`${e.kind}${e.from}`}>
            {t('预计{when}空出 {beds}', {
              when: spanWord(e),
              beds: t(places[e.kind] ?? '{n}', { n: e.beds }),
            })}
          </li>
        ))}
      </ul>
      <p class="small muted">{t('按已知的离开和维修日期推算，以机构确认为准。')}</p>
    </div>
  );
}

import type { Day } from '../../server/kernel/period.ts';
import { BedShape } from '../ui/badge.tsx';
import { dayMonth } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { CaseView } from '../ui/staff-frame.tsx';
import { byDay, type Expected, type Place } from './data.ts';
import { expectedWord } from './words.ts';

/** Beside the board while no bed is open: what waits to be done today, and when beds are expected to be empty. */
export function Today({
  places,
  expected,
  present,
  onOpen,
  onDay,
}: {
  places: ReadonlyMap<string, Place>;
  expected: readonly Expected[];
  /** is it today that the board shows */
  present: boolean;
  onOpen: (bed: string) => void;
  onDay: (day: Day) => void;
}) {
  const all = [...places.values()];
  const groups: [string, Place[]][] = [
    [t('逾期未返'), all.filter((p) => p.bed.overdue)],
    [t('可办理入住'), all.filter((p) => p.bed.state === 'reserved')],
    [t('等答复'), all.filter((p) => p.bed.state === 'locked')],
    [t('待清洁'), all.filter((p) => p.bed.state === 'cleaning')],
  ];
  const some = groups.filter(([, list]) => list.length > 0);
  return (
    <CaseView>
      {present && <h2>{t('今日要办')}</h2>}
      {present && some.length === 0 && <p class="muted">{t('床位上没有等着办的事。')}</p>}
      {(present ? some : []).map(([title, list]) => (
        <section key={title} class="stack-tight" aria-label={title}>
          <h3>
            {title} <span class="muted num">{list.length}</span>
          </h3>
          <ul class="todo">
            {list.map((p) => (
              <li key={p.bed.id}>
                <button type="button" class="todo-bed" onClick={() => onOpen(p.bed.id)}>
                  <BedShape state={p.bed.state} />
                  <span class="num">{p.name}</span>
                  <span class="muted">{p.bed.name}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
      <ExpectedList {...{ places, expected, onDay }} />
    </CaseView>
  );
}

/** The next sixty days in sentences: 10月12日起空 3 床. What may also turn out otherwise stands apart. */
export function ExpectedList({
  places,
  expected,
  onDay,
}: {
  places: ReadonlyMap<string, Place>;
  expected: readonly Expected[];
  onDay: (day: Day) => void;
}) {
  const lists = [
    { title: t('预计空床'), firm: true, days: byDay(expected, true) },
    { title: t('可能空床（不计入）'), firm: false, days: byDay(expected, false) },
  ];
  return (
    <>
      {lists.map(({ title, firm, days }) => (
        <section key={title} class="stack-tight" aria-label={title}>
          <h3>{title}</h3>
          {days.length === 0 && <p class="muted">{t('今后 60 天没有。')}</p>}
          <ul class="expected">
            {days.map(([day, list]) => (
              <li key={day}>
                <button type="button" class="link" onClick={() => onDay(day)}>
                  {firm
                    ? t('{day}起空 {n} 床', { day: dayMonth(day), n: list.length })
                    : t('{day}可能空 {n} 床', { day: dayMonth(day), n: list.length })}
                </button>
                <span class="muted small">
                  {list
                    .slice(0, 4)
                    .map((e) => `${places.get(e.bed)?.name ?? ''} ${expectedWord(e.kind)}`)
                    .join(t('、'))}
                  {list.length > 4 && t('等')}
                </span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

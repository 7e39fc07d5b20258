import { weekdayOf } from '../../server/kernel/period.ts';
import { weekdayWord } from '../ui/bed-words.ts';
import { number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import type { Person, Sheet } from './day.tsx';
import { markWords } from './words.ts';
import '../ui/table.css';

/** The week of the day shown: who comes when and came, and the free places of each day. */
export function Week({ of }: { of: Sheet }) {
  const comes = (on: string) => of.people.filter((p) => p.week.some((d) => d.on === on && d.due)).length;
  return (
    <section class="stack-tight" aria-labelledby="week">
      <h2 id="week">{t('这一周')}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="tbl-wrap" tabIndex={0} aria-label={t('这一周谁来、每天空几位')}>
        <table class="tbl week">
          <caption class="visually-hidden">{t('这一周谁来、每天空几位')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('姓名')}</th>
              {of.places.map(({ on }) => (
                <th
                  key={on}
                  scope="col"
                  class={on === of.on ? 'week-on' : undefined}
                  aria-current={on === of.on ? 'date' : undefined}
                >
                  {weekdayWord(weekdayOf(on))}
                  <br />
                  <span class="num">{number(Number(on.slice(8)))}</span>
                </th>
              ))}
              <th scope="col" class="tbl-end">
                {t('本月到')}
              </th>
            </tr>
          </thead>
          <tbody>
            {of.people.map((person) => (
              <tr key={person.placement_id}>
                <th scope="row" class="tbl-nowrap">
                  {person.name}
                </th>
                {person.week.map((day) => (
                  <td key={day.on}>
                    <Cell of={day} />
                  </td>
                ))}
                <td class="tbl-end">{t('{n} 天', { n: person.attended })}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row" class="tbl-nowrap">
                {t('安排来')}
              </th>
              {of.places.map(({ on }) => (
                <td key={on} class="num">
                  {number(comes(on))}
                </td>
              ))}
              <td />
            </tr>
            <tr>
              <th scope="row" class="tbl-nowrap">
                {t('空位')}
              </th>
              {of.places.map((p) => (
                <td key={p.on} class="num">
                  <strong>{number(p.free)}</strong>
                  <span class="muted"> / {number(p.filed)}</span>
                </td>
              ))}
              <td />
            </tr>
          </tfoot>
        </table>
      </section>
      <p class="muted small">
        {t('到、缺、假：已登记；○：安排了还没登记。空位：这一天没有人占用的日托床位 / 全部日托床位。')}
      </p>
    </section>
  );
}

function Cell({ of }: { of: Person['week'][number] }) {
  if (of.mark && (of.due || of.mark === 'present')) {
    const { short, word, tone } = markWords[of.mark];
    return (
      <span class={`week-mark tone-${tone}`} title={t(word)}>
        {t(short)}
      </span>
    );
  }
  if (!of.due) return null;
  if (of.away) return <span class="week-mark tone-plain">{t('假')}</span>;
  return (
    <span class="week-due">
      <span aria-hidden="true">○</span>
      <span class="visually-hidden">{t('安排来')}</span>
    </span>
  );
}

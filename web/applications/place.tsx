import type { InferResponseType } from 'hono/client';
import { dayOf, daysBetween } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { Facts } from '../ui/card.tsx';
import { useEvents } from '../ui/events.ts';
import { date, now, number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { factText, inLanguage, partText, partWord, reasonsText } from '../ui/queue-words.ts';
import { word } from '../ui/words.ts';
import type { Application } from './me.tsx';

type Place = InferResponseType<(typeof client.api.v1.applications)[':id']['place']['$get'], 200>;

/** Where the person stands in the queue, why there, how long it may take and why it moved; renewed when the queue moves. */
export function Waiting({ of }: { of: Pick<Application, 'id' | 'queued_at' | 'submitted_at'> }) {
  const since = of.queued_at ?? of.submitted_at;
  const { data, reload } = useLoad(
    (signal) => call((o) => client.api.v1.applications[':id'].place.$get({ param: { id: of.id } }, o), { signal }),
    [of.id],
  );
  useEvents(['queue'], reload);
  return (
    <div class="notice notice-accent">
      <div class="notice-body">
        <strong>
          {t('已轮候 {n} 天（{date}起）', {
            n: number(daysBetween(dayOf(new Date(since)), dayOf(now.value))),
            date: date(since),
          })}
        </strong>
        {data && <Standing of={data} />}
      </div>
    </div>
  );
}

function Standing({ of }: { of: Place }) {
  const track = inLanguage(of.track_zh, of.track_en);
  return (
    <>
      <p>
        {t('现在总排位第 {place} 位（共 {all} 人），{track} 通道第 {own} 位。', {
          place: number(of.place),
          all: number(of.waiting),
          track: `${of.track} ${track}`,
          own: number(of.place_in_track),
        })}
      </p>
      {of.move && (
        <p>
          {t('{date}起由第 {from} 位变为第 {to} 位：{why}。', {
            date: date(of.move.told_at),
            from: number(of.move.from),
            to: number(of.move.to),
            why: reasonsText(of.move.reasons),
          })}
        </p>
      )}
      <p>{estimateText(of.estimate)}</p>
      <details class="place-why">
        <summary>{t('为什么排在这里')}</summary>
        <div class="stack-tight">
          <p>
            {t('先看通道，同一通道内依次看：{parts}。', {
              parts: [...of.key_parts, 'receipt_no' as const].map(partWord).join(t('、')),
            })}
          </p>
          <Facts
            of={[
              [partWord('track'), `${of.track} ${track}`],
              [partWord('level'), t('{n} 级 {word}', { n: of.key.level, word: word('level', of.key.level) })],
              [partWord('points'), <Points of={of} />],
              [partWord('queued_at'), date(of.key.queued_at)],
              [partWord('receipt_no'), <span class="num">{of.key.receipt_no}</span>],
            ]}
          />
          <Ahead of={of} />
          <p class="small">{t('按“{version}”（{doc}）排位。', { version: of.rule_version, doc: of.doc_no })}</p>
        </div>
      </details>
    </>
  );
}

/** Only from what happened here; too little history says so instead of a number. */
function estimateText({ weeks, admissions, days }: Place['estimate']): string {
  if (days === 0) return t('大约还要多久：本区还没有从轮候入住的记录，无法估计。');
  if (!weeks)
    return t('大约还要多久：同通道近 {days} 天只有 {count} 人入住，太少，无法估计。', {
      days: number(days),
      count: number(admissions),
    });
  return t('按同通道近 {days} 天 {count} 人入住推算，大约还要 {from}–{to} 周。这是估计，不是承诺。', {
    days: number(days),
    count: number(admissions),
    from: number(weeks.from),
    to: number(weeks.to),
  });
}

function Points({ of }: { of: Place }) {
  return (
    <>
      {partText(of.key, 'points')}
      <ul class="plain-list small">
        {of.points.map((line) => (
          <li key={factText(line)}>{t('{fact}：{n} 分', { fact: factText(line), n: line.given })}</li>
        ))}
      </ul>
    </>
  );
}

/** Everybody ahead, by what puts them there; nobody else's facts. */
function Ahead({ of: { ahead, place } }: { of: Place }) {
  const lines: [number, string][] = [
    [ahead.track, t('{n} 人属于更优先的通道', { n: ahead.track })],
    [ahead.level, t('{n} 人能力等级更高（失能更重）', { n: ahead.level })],
    [ahead.points, t('{n} 人分值更高', { n: ahead.points })],
    [ahead.queued_at + ahead.receipt_no, t('{n} 人更早开始轮候', { n: ahead.queued_at + ahead.receipt_no })],
  ];
  if (place === 1) return <p>{t('前面没有人。')}</p>;
  return (
    <div>
      <p>{t('前面有 {n} 人：', { n: place - 1 })}</p>
      <ul class="plain-list">{lines.map(([n, text]) => n > 0 && <li key={text}>{text}</li>)}</ul>
    </div>
  );
}

import type { ComponentChildren } from 'preact';
import { Badge } from '../ui/badge.tsx';
import { Facts, Notice } from '../ui/card.tsx';
import { stamp, unfiled } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { href } from '../ui/url.ts';
import type { Finding } from './shapes.ts';
import { PhotoRow, Stand } from './stand.tsx';
import {
  codeName,
  codeNext,
  dueStamp,
  dueWord,
  eventName,
  particulars,
  recordOf,
  sourceName,
  termName,
} from './words.ts';

/** One finding whole: what it is, what explains it, what has been done. */
export function FindingView({ of, bureau }: { of: Finding; bureau: boolean }) {
  const names = new Map(of.names.map((n) => [n.id, n]));
  const named = (id: string) => {
    const name = names.get(id);
    if (!name) return null;
    const to = recordOf(name, bureau);
    return to ? (
      <a key={id} href={to}>
        {name.name}
      </a>
    ) : (
      name.name
    );
  };
  const subject = of.subject.id && of.subject.id !== of.facility_id ? named(of.subject.id) : null;
  const facts = Object.keys(particulars).flatMap((name) => (name in of.facts ? [[name, of.facts[name]] as const] : []));
  return (
    <div class="stack finding">
      <div class="row finding-head">
        <Stand of={of} />
        <Badge>{sourceName(of.source)}</Badge>
        <span class="num">{of.finding_no}</span>
      </div>
      <section class="stack-tight" aria-label={t('问题')}>
        <h2>{codeName(of.code)}</h2>
        {of.note && <p class="finding-note">{of.note}</p>}
        <Facts
          of={[
            ...(of.facility_id
              ? [
                  [
                    t('所在机构'),
                    <a key="f" href={`/facilities/${of.facility_id}`}>
                      {of.facility}
                    </a>,
                  ] as [string, ComponentChildren],
                ]
              : []),
            ...(subject ? [[t('涉及'), subject] as [string, ComponentChildren]] : []),
            [t('街道'), of.street ?? unfiled()],
            ...facts.map(([name, value]): [string, ComponentChildren] => [
              t(particulars[name]?.name ?? name),
              value === null
                ? '—'
                : Array.isArray(value)
                  ? value.some((v) => names.has(String(v)))
                    ? value.map((v) => <div key={String(v)}>{named(String(v)) ?? String(v)}</div>)
                    : particulars[name]?.says(value)
                  : (named(String(value)) ?? particulars[name]?.says(value)),
            ]),
          ]}
        />
        <Notice>
          <p>{codeNext(of.code)}</p>
        </Notice>
        <PhotoRow ids={of.spot_photos} of={(n) => t('现场抽查照片 {n}', { n })} />
      </section>
      <section class="stack-tight" aria-label={t('整改')}>
        <h2>{t('整改')}</h2>
        <Facts
          of={[
            [t('限期'), termName(of.term)],
            [t('整改到'), of.due_at ? `${dueStamp(of)}${of.status === 'assigned' ? ` · ${dueWord(of)}` : ''}` : '—'],
            [t('责任人'), of.due_at ? (of.assignee ?? of.facility ?? unfiled()) : '—'],
          ]}
        />
      </section>
      <section class="stack-tight" aria-label={t('经过')}>
        <h2>{t('经过')}</h2>
        <ol class="finding-steps">
          {of.events.map((e) => (
            <li key={e.id} class="stack-tight">
              <div class="row-between">
                <strong>{eventName(e.kind)}</strong>
                <span class="small muted">
                  {stamp(e.at)} · {e.by ?? (e.kind === 'rectified' ? of.facility : null) ?? t('系统')}
                </span>
              </div>
              {e.note && <p>{e.note}</p>}
              {e.people && (
                <p class="small">
                  {t('{people}于 {at} 到场', { people: e.people.join(t('、')), at: stamp(e.visited_at) })}
                  {e.lng !== null && e.lat !== null
                    ? t('，位置 {lng}，{lat}', { lng: e.lng.toFixed(4), lat: e.lat.toFixed(4) })
                    : t('，没有记录位置')}
                </p>
              )}
              <PhotoRow ids={e.photos} of={(n) => t('{step}照片 {n}', { step: eventName(e.kind), n })} />
            </li>
          ))}
        </ol>
        {bureau && of.run_id && (
          <p class="small">
            <a href={href('/officer/checks', { code: of.code })}>{t('哪一次稽查发现的、依据什么')}</a>
          </p>
        )}
      </section>
    </div>
  );
}

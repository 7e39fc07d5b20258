import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button } from './button.tsx';
import { Notice } from './card.tsx';
import { Dialog } from './dialog.tsx';
import { Loading } from './empty.tsx';
import { lang, t } from './i18n.ts';
import { useLoad } from './load.ts';
import { Problem } from './problem.tsx';

/** Who is next for a bed, and for everyone ahead the reason why it is not theirs: the judgement an offer uses. */
export function NextForBed({ bed, title }: { bed: string; title: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button look="quiet" onClick={() => setOpen(true)}>
        {t('下一位是谁…')}
      </Button>
      {open && <Opened bed={bed} title={title} onClose={() => setOpen(false)} />}
    </>
  );
}

const SHOWN = 30;

function Opened({ bed, title, onClose }: { bed: string; title: string; onClose: () => void }) {
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.beds[':id'].next.$get({ param: { id: bed } }, o), { signal }),
    [bed],
  );
  const ahead = data?.ahead ?? [];
  const shown = ahead.slice(-SHOWN);
  return (
    <Dialog open wide title={t('下一位：{bed}', { bed: title })} onClose={onClose}>
      <div class="stack">
        {failure && <Problem of={failure} onRetry={reload} />}
        {!data && !failure && <Loading />}
        {data &&
          (data.next ? (
            <Notice tone="accent">
              <strong>
                <a href={`/officer/applicants/${data.next.application_id}?sel=${data.facility_id}`}>{data.next.name}</a>
              </strong>{' '}
              {t('总排位第 {n} 位 · {track} 通道 · {level} 级', {
                n: data.next.place,
                track: data.next.track,
                level: data.next.level,
              })}
            </Notice>
          ) : (
            <Notice tone="amber">{t('现在轮候的人都不适用这张床。')}</Notice>
          ))}
        {ahead.length > 0 && (
          <section class="stack-tight" aria-label={t('排在前面的人')}>
            <h3>
              {ahead.length > shown.length
                ? t('排在前面的 {n} 人各有原因（只列最近的 {shown} 人）', { n: ahead.length, shown: shown.length })
                : t('排在前面的 {n} 人各有原因', { n: ahead.length })}
            </h3>
            <ol class="stack-tight">
              {shown.map((one) => (
                <li key={one.application_id}>
                  <span class="num">{t('第 {n} 位', { n: one.place })}</span>{' '}
                  <a href={`/officer/applicants/${one.application_id}`}>{one.name}</a>{' '}
                  <span class="muted small">
                    {one.reasons.map((r) => (lang.value === 'en' ? r.message_en : r.message_zh)).join(' ')}
                  </span>
                </li>
              ))}
            </ol>
          </section>
        )}
      </div>
    </Dialog>
  );
}

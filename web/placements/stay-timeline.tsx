import type { InferResponseType } from 'hono/client';
import { Undo2 } from 'lucide';
import { call, client } from '../api.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Loading } from '../ui/empty.tsx';
import { date, moment } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import type { Placement } from './residents.tsx';
import { awayWord, dischargeWord, fundingWord, moveWord } from './words.ts';

const stays = client.api.v1.placements[':id'];
type Item = InferResponseType<typeof stays.timeline.$get, 200>['items'][number];

/** One entry in words: what happened, with what belongs to it. */
function told(item: Item): string {
  const bed = item.bed ?? '';
  switch (item.kind) {
    case 'admitted':
      return t('入住 {bed}（{funding}）', { bed, funding: fundingWord(item.reason ?? '') });
    case 'away':
      return item.reason === 'kept_longer'
        ? t('床位延长保留到 {day}', { day: date(item.until) })
        : t('{what}，床位保留到 {day}', { what: awayWord(item.reason ?? ''), day: date(item.until) });
    case 'returned':
      return t('返回');
    case 'moved_in':
      return t('从 {from} 换到 {to}：{why}', { from: item.from_bed ?? '', to: bed, why: moveWord(item.reason ?? '') });
    case 'leaving':
      return item.until ? t('预计 {day} 离院', { day: date(item.until) }) : t('取消预计离院');
    case 'discharged':
      return t('退住：{what}', { what: dischargeWord(item.reason ?? '') });
    case 'corrected':
      return t('更正：原登记为 {day}', { day: date(item.before) });
    case 'trial_over':
      return t('试住期满');
    case 'assessed':
      return t('安全风险评估');
    default:
      return item.kind;
  }
}

/** Everything that happened in the stay, the latest first; the latest step may be taken back. */
export function StayTimeline({ of, turn, onDone }: { of: Placement; turn: number; onDone: () => void }) {
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => stays.timeline.$get({ param: { id: of.id } }, o), { signal }),
    [of.id, of.version, turn],
  );
  const undo = useAction((intent, batch_id: string) =>
    call((o) => stays.undo.$post({ param: { id: of.id }, json: { batch_id } }, o), { intent, ifMatch: of.version }),
  );
  const takeBack = async (item: Item) => {
    if (!item.batch_id || !(await undo.run(item.batch_id)).ok) return;
    say(t('已撤销：{what}', { what: told(item) }));
    onDone();
  };
  return (
    <section class="stack-tight" aria-label={t('入住经过')}>
      <h3>{t('入住经过')}</h3>
      {failure && <Problem of={failure} onRetry={reload} focus={false} />}
      {undo.failure && <Problem of={undo.failure} />}
      {!data && !failure && <Loading />}
      {data && (
        <ol class="stay-line">
          {data.items.map((item, i) => (
            <li key={`${item.batch_id}${item.kind}${i}`}>
              <span class="num">{date(item.day)}</span>
              <div>
                <span class={item.undone ? 'undone' : undefined}>{told(item)}</span>{' '}
                {item.undone && <Badge>{t('已撤销')}</Badge>}
                {item.note && <p class="small">{item.note}</p>}
                {(item.by || item.at) && (
                  <p class="small muted">{[item.by, item.at && moment(item.at)].filter(Boolean).join(' · ')}</p>
                )}
              </div>
              {item.undoable && (
                <Button look="quiet" icon={Undo2} busy={undo.busy} onClick={() => takeBack(item)}>
                  {t('撤销')}
                </Button>
              )}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

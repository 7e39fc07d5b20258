import { useEffect } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Facts, Notice } from '../ui/card.tsx';
import { Loading } from '../ui/empty.tsx';
import { date, number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { CaseView, NextAction } from '../ui/staff-frame.tsx';
import { word } from '../ui/words.ts';
import type { Ask } from './board.tsx';
import { Decision } from './proposals.tsx';
import { WishTable } from './reasons-list.tsx';
import { type Proposal, poolWord, type Round, said, trackWord } from './words.ts';

/** One proposal: who, which bed, and for every facility asked for why this and not another. */
export function ProposalCase({
  round,
  of,
  onAsk,
  onClose,
}: {
  round: Round;
  of: Proposal;
  onAsk: ((ask: Ask) => void) | undefined;
  onClose: () => void;
}) {
  const { data, failure, reload } = useLoad(
    (signal) =>
      call(
        (o) =>
          client.api.v1.rounds[':id'].reasons.$get(
            { param: { id: round.id }, query: { application: of.application_id } },
            o,
          ),
        { signal },
      ),
    [round.id, of.application_id],
  );
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !document.querySelector('dialog[open], .panel')) onClose();
    };
    document.addEventListener('keydown', hear);
    return () => document.removeEventListener('keydown', hear);
  }, [onClose]);
  const k = of.key;
  const ask = (decision: Ask['decision']) => onAsk?.({ decision, proposals: [of] });
  return (
    <CaseView
      next={
        onAsk &&
        (of.decision === null ? (
          <NextAction
            says={t('同意后随本轮发布；不同意要写原因，床本轮不再安排。')}
            verb={t('同意')}
            onAct={() => ask('approved')}
          >
            <Button onClick={() => ask('struck')}>{t('不同意…')}</Button>
          </NextAction>
        ) : (
          <NextAction says={t('已审定，发布前可以撤回。')} verb={t('撤回审定')} onAct={() => ask('undecided')} />
        ))
      }
    >
      <div class="row-between">
        <h2>
          <a href={`/officer/applicants/${of.application_id}`}>{of.name}</a>{' '}
          <span class="muted small">{of.receipt_no}</span>
        </h2>
        <Decision of={of} />
      </div>
      {of.problem && (
        <Notice tone="amber">
          <strong>{t('没有发出：情况变了')}</strong>
          {of.problem.map((reason) => (
            <p key={reason.code}>{said(reason)}</p>
          ))}
        </Notice>
      )}
      {of.strike_reason && <Notice>{t('不同意的原因：{why}', { why: of.strike_reason })}</Notice>}
      <Facts
        of={[
          [
            t('拟安排'),
            <>
              {t('{facility} {room} 室 {bed} 床', { facility: of.facility, room: of.room_no, bed: of.bed_no })}
              <span class="muted"> {poolWord(of.pool)}</span>
              {of.free_on && <div class="muted">{t('{date}空出，那天自动发通知', { date: date(of.free_on) })}</div>}
            </>,
          ],
          [
            t('意愿 · 距离'),
            t('第 {n} 意愿 · {km}', {
              n: of.choice,
              km: of.distance_km === null ? t('距离未知') : t('约 {km} 公里', { km: number(of.distance_km, 1) }),
            }),
          ],
          [
            t('排序依据'),
            k
              ? t('{track} · {n} 级 {level} · {points} 分 · {date}起轮候', {
                  track: trackWord(k.track),
                  n: k.level,
                  level: word('level', k.level),
                  points: k.points,
                  date: date(k.queued_at),
                })
              : t('无数据'),
          ],
          [
            t('全队排位'),
            data?.place
              ? t('总第 {place} 位，{own}', {
                  place: number(data.place),
                  own: t('通道内第 {n} 位', { n: number(data.place_in_track ?? 0) }),
                })
              : '…',
          ],
          [t('抽签值'), <code class="digest">{of.lottery?.slice(0, 16) ?? t('无数据')}</code>],
        ]}
      />
      <h3>{t('各意愿的结果')}</h3>
      {failure && <Problem of={failure} onRetry={reload} focus={false} />}
      {!data && !failure && <Loading cards={1} />}
      {data && <WishTable of={data} />}
    </CaseView>
  );
}

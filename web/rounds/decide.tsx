import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/card.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextArea } from '../ui/field.tsx';
import { number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import type { Ask } from './board.tsx';
import { withPartners } from './view.ts';
import { type Proposal, type Round, trackCodes } from './words.ts';

const NAMED = 30;

/** Before many decisions at once: whom they touch, by name and number; who is passed over, with a reason on record. */
export function Deciding({
  round,
  ask,
  all,
  onClose,
  onDone,
}: {
  round: Round;
  ask: Ask & { version: number; due?: number };
  all: Proposal[];
  onClose: () => void;
  onDone: (version: number) => void;
}) {
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const rows = withPartners(all, new Set(ask.proposals.map((p) => p.id)));
  const brought = rows.length - ask.proposals.length;
  const { run, busy, failure } = useAction((intent, why: string | null) =>
    call(
      (o) =>
        client.api.v1.rounds[':id'].decide.$post(
          {
            param: { id: round.id },
            json: { proposals: rows.map((p) => p.id), decision: ask.decision, reason: why },
          },
          o,
        ),
      { intent, ifMatch: ask.version },
    ),
  );
  const n = number(rows.length);
  const words = {
    approved: { title: t('同意 {n} 条拟分配', { n }), verb: t('同意 {n} 条', { n }), done: t('已同意 {n} 条', { n }) },
    struck: {
      title: t('不同意 {n} 条拟分配', { n }),
      verb: t('不同意 {n} 条', { n }),
      done: t('已划去 {n} 条', { n }),
    },
    undecided: {
      title: t('撤回 {n} 条审定', { n }),
      verb: t('撤回 {n} 条', { n }),
      done: t('已撤回 {n} 条审定', { n }),
    },
  }[ask.decision];
  const send = async () => {
    if (ask.decision === 'struck' && !reason.trim()) return setMissing(true);
    const done = await run(ask.decision === 'struck' ? reason.trim() : null);
    if (!done.ok) return;
    say(words.done);
    onDone(done.data.version);
  };
  return (
    <Dialog
      open
      wide
      title={words.title}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button
            look={ask.decision === 'struck' ? 'danger' : 'primary'}
            busy={busy || ask.due !== undefined}
            onClick={send}
          >
            {words.verb}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        {ask.decision === 'approved' && <p>{t('发布前不发通知，也可以撤回。')}</p>}
        {ask.decision === 'struck' && (
          <Notice tone="amber">
            <strong>{t('以下 {n} 人将被越过', { n })}</strong>
            <p>{t('他们留在轮候中，这些床本轮不再安排；谁、哪张床、为什么，都记入审计，公平报告会计数。')}</p>
          </Notice>
        )}
        {brought > 0 && <p class="muted">{t('夫妻一起审定，已带上 {n} 条。', { n: brought })}</p>}
        <p class="muted small">{tally(rows)}</p>
        <ul class="named">
          {rows.slice(0, NAMED).map((p) => (
            <li key={p.id}>
              <span class="num">{p.turn}</span> <strong>{p.name}</strong> {p.key?.track} →{' '}
              {t('{facility} {room} 室 {bed} 床', { facility: p.facility, room: p.room_no, bed: p.bed_no })}
            </li>
          ))}
          {rows.length > NAMED && <li class="muted">{t('另有 {n} 条', { n: number(rows.length - NAMED) })}</li>}
        </ul>
        {ask.decision === 'struck' && (
          <TextArea
            label={t('不同意的原因')}
            pointer="/reason"
            value={reason}
            onInput={setReason}
            rows={2}
            maxLength={500}
            error={missing && !reason.trim() ? t('请写一句原因') : errorAt(failure, '/reason')}
          />
        )}
      </div>
    </Dialog>
  );
}

/** How many of each track, over how many facilities. */
function tally(rows: readonly Proposal[]): string {
  const parts = trackCodes
    .map((track) => ({ track, n: rows.filter((p) => p.key?.track === track).length }))
    .filter(({ n }) => n > 0)
    .map(({ track, n }) => t('{track} 通道 {n} 人', { track, n: number(n) }));
  const places = new Set(rows.map((p) => p.facility_id)).size;
  return [...parts, t('{n} 家机构', { n: number(places) })].join(' · ');
}

import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { type Shape, StatusDot, type Tone } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/card.tsx';
import { Confirm } from '../ui/dialog.tsx';
import { date, moment } from '../ui/format.ts';
import { key, t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { fieldValue, fieldWord, groupWord, licenceWord } from '../ui/profile.ts';
import { Table } from '../ui/table.tsx';
import { say } from '../ui/toast.tsx';
import { asked } from './fields.ts';
import type { ProfileChange } from './profile-page.tsx';

export const titleOf = (c: Pick<ProfileChange, 'group' | 'licence'>): string =>
  c.licence ? licenceWord(c.licence) : groupWord(c.group);

/** What a change changes: the fields that differ, from and to. */
export function FromTo({ of }: { of: Pick<ProfileChange, 'group' | 'before' | 'after'> }) {
  const rows = asked[of.group]
    .map(({ field }) => field)
    .filter((field) => JSON.stringify(of.before[field] ?? null) !== JSON.stringify(of.after[field] ?? null))
    .map((field) => ({ field, from: of.before[field], to: of.after[field] }));
  return (
    <Table
      caption={t('改了什么')}
      hideCaption
      rows={rows}
      rowKey={(row) => row.field}
      columns={[
        { key: 'field', head: t('项目'), cell: (row) => fieldWord(row.field) },
        {
          key: 'from',
          head: t('原来'),
          cell: (row) => <span class="profile-text">{fieldValue(row.field, row.from)}</span>,
        },
        {
          key: 'to',
          head: t('改为'),
          cell: (row) => <strong class="profile-text">{fieldValue(row.field, row.to)}</strong>,
        },
      ]}
    />
  );
}

/** Changes of one group under way, with the way to take them back. */
export function Open({ of, own, onDone }: { of: ProfileChange[]; own: boolean; onDone: () => void }) {
  const [asking, setAsking] = useState<ProfileChange | null>(null);
  const { run, busy, failure } = useAction((intent, id: string) =>
    call((o) => client.api.v1['profile-changes'][':id'].withdraw.$post({ param: { id } }, o), { intent }),
  );
  const withdraw = async () => {
    if (!asking) return;
    const done = await run(asking.id);
    setAsking(null);
    if (done.ok) say(t('已撤回，资料保持原样'));
    onDone();
  };
  return (
    <>
      {failure && <Problem of={failure} />}
      {of.map((change) => (
        <Notice key={change.id} tone="amber">
          <div class="stack-tight">
            <strong>
              {change.state === 'waiting'
                ? t('{what}：变更待民政审批', { what: titleOf(change) })
                : t('{what}：变更自 {day} 起生效', { what: titleOf(change), day: date(change.holds_from_on) })}
            </strong>
            <FromTo of={change} />
            <p class="small">
              {t('{when} 由{who}提交', { when: moment(change.asked_at), who: change.asked_by ?? t('系统') })}
              {change.note && t('，说明：{note}', { note: change.note })}
            </p>
            {own && (
              <div>
                <Button onClick={() => setAsking(change)}>
                  {t('撤回')}
                  <span class="visually-hidden">{titleOf(change)}</span>
                </Button>
              </div>
            )}
          </div>
        </Notice>
      ))}
      <Confirm
        open={asking !== null}
        title={t('撤回这个变更')}
        verb={t('撤回')}
        busy={busy}
        onConfirm={withdraw}
        onClose={() => setAsking(null)}
      >
        <p>{t('撤回后资料保持原样，可以重新提交。')}</p>
      </Confirm>
    </>
  );
}

const states: Record<ProfileChange['state'], [word: string, shape: Shape, tone: Tone]> = {
  waiting: [key('待审批'), 'ring', 'amber'],
  ahead: [key('待生效'), 'half', 'accent'],
  in_force: [key('已生效'), 'check', 'accent'],
  refused: [key('已退回'), 'cross', 'red'],
  withdrawn: [key('已撤回'), 'dash', 'stale'],
};
export function ChangeState({ of }: { of: Pick<ProfileChange, 'state'> }) {
  const [text, shape, tone] = states[of.state];
  return (
    <StatusDot shape={shape} tone={tone}>
      {t(text)}
    </StatusDot>
  );
}

/** Everything that was asked and what became of it, latest first. */
export function History({ of }: { of: ProfileChange[] }) {
  if (of.length === 0) return <p class="muted">{t('还没有变更。')}</p>;
  return (
    <ol class="profile-history">
      {of.map((change) => (
        <li key={change.id}>
          <details>
            <summary>
              <strong>{titleOf(change)}</strong> <ChangeState of={change} />{' '}
              <span class="muted small">{moment(change.asked_at)}</span>
            </summary>
            <div class="stack-tight">
              <FromTo of={change} />
              <p class="small">{storyOf(change)}</p>
            </div>
          </details>
        </li>
      ))}
    </ol>
  );
}

/** Who asked, who answered and why, from when it holds. */
export function storyOf(c: ProfileChange): string {
  const parts = [t('{when} 由{who}提交', { when: moment(c.asked_at), who: c.asked_by ?? t('系统') })];
  if (c.note) parts.push(t('说明：{note}', { note: c.note }));
  if (c.answered_by && c.answered_at && c.state !== 'withdrawn' && c.needs_approval)
    parts.push(t('{when} 由{who}答复', { when: moment(c.answered_at), who: c.answered_by }));
  if (c.answer_reason) parts.push(t('理由：{reason}', { reason: c.answer_reason }));
  if (c.state === 'in_force' || c.state === 'ahead') parts.push(t('自 {day} 起', { day: date(c.holds_from_on) }));
  return parts.join(t('；'));
}

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { StatusDot, type Tone } from '../ui/badge.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Card, Facts } from '../ui/card.tsx';
import { Deferral } from '../ui/deferral.tsx';
import { Confirm, Dialog } from '../ui/dialog.tsx';
import { knownFacilities } from '../ui/facilities.ts';
import { TextArea } from '../ui/field.tsx';
import { date, moment } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { prefs } from '../ui/prefs.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import { href } from '../ui/url.ts';
import { word } from '../ui/words.ts';
import type { Application } from './me.tsx';
import { Waiting } from './place.tsx';
import { endWord, statusOf } from './words.ts';

const looks: Record<Application['status'], [shape: 'ring' | 'half' | 'check' | 'cross' | 'dash', tone: Tone]> = {
  draft: ['dash', 'stale'],
  submitted: ['ring', 'amber'],
  more_info: ['ring', 'amber'],
  in_review: ['ring', 'accent'],
  eligible: ['half', 'accent'],
  public_notice: ['half', 'accent'],
  appealed: ['ring', 'amber'],
  queued: ['half', 'accent'],
  placed: ['check', 'accent'],
  ineligible: ['cross', 'red'],
  withdrawn: ['dash', 'stale'],
  closed: ['dash', 'stale'],
};

/** One application: where it stands, what happens next, and the way to take it back; for old eyes no more than that. */
export function ApplicationCard({
  of,
  offered,
  onDone,
}: {
  of: Application;
  /** There is a live offer; it stands above and says what to do. */
  offered: boolean;
  onDone: () => void;
}) {
  const [leaving, setLeaving] = useState(false);
  const draft = of.status === 'draft';
  const plain = statusOf(of.status);
  const [shape, tone] = looks[of.status];
  const running = !['placed', 'ineligible', 'withdrawn', 'closed'].includes(of.status);
  const ended = of.status === 'ineligible' || of.status === 'withdrawn' ? endWord(of.end_reason) : null;
  return (
    <Card class="stack">
      <div class="row-between">
        <h3>{t('{service}申请', { service: word('bed', of.service) })}</h3>
        <span class="status-big">
          <StatusDot shape={shape} tone={tone}>
            {plain.word}
          </StatusDot>
        </span>
      </div>
      <p>{offered ? t('入住通知已发出，请在上方答复或查看进度。') : plain.next}</p>
      {of.status === 'queued' && !offered && !prefs.value.elder && <Waiting of={of} />}
      {of.status === 'queued' && !offered && <Deferral application={of.id} mayAsk onDone={onDone} />}
      {ended && <p>{t('原因：{why}', { why: ended })}</p>}
      {!prefs.value.elder && (
        <Facts
          of={[
            ...(of.receipt_no
              ? [[t('受理号'), <span class="num">{of.receipt_no}</span>] as [string, ComponentChildren]]
              : []),
            [draft ? t('保存时间') : t('提交日期'), draft ? moment(of.submitted_at) : date(of.submitted_at)],
            [t('选定机构'), <Chosen of={of} />],
          ]}
        />
      )}
      {draft && (
        <div class="row" data-unread>
          <ButtonLink look="primary" href={href('/apply', { draft: of.id, step: 2 })}>
            {t('继续填写')}
          </ButtonLink>
          <Button look="quiet" onClick={() => setLeaving(true)}>
            {t('不要了')}
          </Button>
        </div>
      )}
      {!draft && (
        <div class="row" data-unread>
          <ButtonLink look={of.status === 'more_info' ? 'primary' : 'secondary'} href={`/me/cases/${of.id}`}>
            {of.status === 'more_info' ? t('去补材料') : t('办理进度')}
          </ButtonLink>
          {running && <ButtonLink href={href('/apply', { done: of.id })}>{t('回执')}</ButtonLink>}
          {of.status === 'queued' && <ButtonLink href={`/me/reasons/${of.id}`}>{t('分配结果说明')}</ButtonLink>}
          {running && (
            <Button look="quiet" onClick={() => setLeaving(true)}>
              {t('撤回申请')}
            </Button>
          )}
        </div>
      )}
      {leaving && draft && <Discard of={of} onClose={() => setLeaving(false)} onDone={onDone} />}
      {leaving && !draft && <Withdraw of={of} onClose={() => setLeaving(false)} onDone={onDone} />}
    </Card>
  );
}

function Chosen({ of }: { of: Application }) {
  const names = of.choices.map((id) => knownFacilities.value.get(id)?.name ?? '…');
  return (
    <>
      {of.choices.map((id, index) => (
        <div key={id}>
          <a href={`/facilities/${id}`}>{names[index]}</a>
        </div>
      ))}
      {of.accept_any && <div>{t('{km} 公里内其他机构也可以', { km: of.radius_km })}</div>}
    </>
  );
}

function Discard({ of, onClose, onDone }: { of: Application; onClose: () => void; onDone: () => void }) {
  const { run, busy, failure } = useAction((intent) =>
    call(
      (o) =>
        client.api.v1.applications[':id'].withdraw.$post({ param: { id: of.id }, json: { reason: 'discarded' } }, o),
      { intent, ifMatch: of.version },
    ),
  );
  const send = async () => {
    const done = await run();
    if (!done.ok) return;
    say(t('没提交的申请已删除'));
    onClose();
    onDone();
  };
  return (
    <Confirm open danger title={t('删除没提交的申请')} verb={t('删除')} busy={busy} onConfirm={send} onClose={onClose}>
      {failure && <Problem of={failure} onRetry={send} />}
      <p>{t('填过的内容会删除，不能恢复。已登记的老人和材料不受影响。')}</p>
    </Confirm>
  );
}

function Withdraw({ of, onClose, onDone }: { of: Application; onClose: () => void; onDone: () => void }) {
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const { run, busy, failure } = useAction((intent, text: string) =>
    call((o) => client.api.v1.applications[':id'].withdraw.$post({ param: { id: of.id }, json: { reason: text } }, o), {
      intent,
      ifMatch: of.version,
    }),
  );
  const send = async () => {
    if (!reason.trim()) return setMissing(true);
    const done = await run(reason.trim());
    if (!done.ok) return;
    say(t('申请已撤回'));
    onClose();
    onDone();
  };
  return (
    <Dialog
      open
      title={t('撤回申请')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('不撤回')}</Button>
          <Button look="danger" busy={busy} onClick={send}>
            {t('撤回申请')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <p>{t('撤回后失去现在的轮候时间，以后再申请要重新排。')}</p>
        <TextArea
          label={t('撤回原因')}
          pointer="/reason"
          value={reason}
          onInput={setReason}
          rows={2}
          maxLength={500}
          error={missing && !reason.trim() ? t('请写一句原因') : errorAt(failure, '/reason')}
        />
      </div>
    </Dialog>
  );
}

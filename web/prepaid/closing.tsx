import type { InferResponseType } from 'hono/client';
import { useState } from 'preact/hooks';
import { addDays, dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { StatusDot } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Facts, Notice } from '../ui/card.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { DateInput, TextArea } from '../ui/field.tsx';
import { date, money, now, number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { NextAction } from '../ui/staff-frame.tsx';
import { say } from '../ui/toast.tsx';

type Closings = InferResponseType<(typeof client.api.v1.facilities)[':id']['closings']['$get'], 200>;
type Closing = Closings['closings'][number];

/** The closing of a home: announced 30 days ahead, settled once nobody is left and nothing is owed. */
export function ClosingTab({ id, own, onDone }: { id: string; own: boolean; onDone: () => void }) {
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.facilities[':id'].closings.$get({ param: { id } }, o), { signal }),
    [id],
  );
  useEvents([`facility:${id}`], reload);
  const done = () => {
    reload();
    onDone();
  };
  return (
    <>
      {failure && <Problem of={failure} onRetry={reload} focus={false} />}
      {!data && !failure && <Loading />}
      {data && <Shown id={id} of={data} own={own} onDone={done} />}
    </>
  );
}

function Shown({ id, of, own, onDone }: { id: string; of: Closings; own: boolean; onDone: () => void }) {
  const [dialog, setDialog] = useState<'announce' | 'cancel' | null>(null);
  const officer = session.value?.role === 'officer';
  const live = of.closings.find((c) => c.state === 'announced');
  const close = useAction((intent, which: string) =>
    call((o) => client.api.v1['facility-closings'][':id'].close.$post({ param: { id: which } }, o), { intent }),
  );
  const settle = async (which: string) => {
    const done = await close.run(which);
    if (done.ok) say(t('已停业，床位随即退出查询'));
    onDone();
  };
  const { owed, residents, held } = of.remaining;
  return (
    <>
      {of.closed_on && <Notice>{t('本机构已于 {day} 停业。', { day: date(of.closed_on) })}</Notice>}
      {!of.closed_on && !live && (
        <Notice>
          {t('停业须至少提前 {n} 天公告，写明老人怎么安置，并在停业前退清全部预收费。', { n: of.notice_days })}
        </Notice>
      )}
      {close.failure && <Problem of={close.failure} />}
      {!of.closed_on && (
        <Facts
          of={[
            [t('还没退清'), t('{n} 人，{yuan}', { n: owed.people, yuan: money(owed.fen) })],
            [t('还在住'), t('{n} 位老人', { n: residents })],
            [t('为待入住保留'), t('{n} 张床', { n: held })],
            [
              t('仍在期的购买合同'),
              of.contracts.length
                ? of.contracts
                    .map((c) => t('{no}（到 {day}）', { no: c.contract_no, day: date(addDays(c.until, -1)) }))
                    .join(t('、'))
                : t('没有'),
            ],
          ]}
        />
      )}
      {of.closings.map((c) => (
        <section key={c.id} class="stack-tight" aria-label={t('{day} 停业', { day: date(c.closes_on) })}>
          <div class="row-between">
            <h2>{t('{day} 停业', { day: date(c.closes_on) })}</h2>
            <ClosingState of={c} />
          </div>
          <p class="prepaid-plan">{c.plan}</p>
          <p class="muted small">
            {t('{day} 公告', { day: date(c.announced_on) })} {c.announced_by ?? ''}
          </p>
        </section>
      ))}
      {!of.closed_on && !live && (own || officer) && (
        <div class="row">
          <Button look="danger" onClick={() => setDialog('announce')}>
            {t('公告停业…')}
          </Button>
        </div>
      )}
      {live && officer && (
        <NextAction
          says={t('办结后机构停止服务，床位退出查询和分配。')}
          verb={t('办结停业')}
          busy={close.busy}
          why={of.may_close ? null : t('停业日到了、人都安置好、余额都退清之后才能办结')}
          onAct={() => settle(live.id)}
        >
          <Button onClick={() => setDialog('cancel')}>{t('撤销公告…')}</Button>
        </NextAction>
      )}
      {live && own && (
        <div class="row">
          <Button onClick={() => setDialog('cancel')}>{t('撤销公告…')}</Button>
        </div>
      )}
      {dialog === 'announce' && (
        <Announce id={id} notice={of.notice_days} onClose={() => setDialog(null)} onDone={onDone} />
      )}
      {dialog === 'cancel' && live && <Cancel of={live} onClose={() => setDialog(null)} onDone={onDone} />}
    </>
  );
}

function ClosingState({ of }: { of: Closing }) {
  if (of.state === 'announced')
    return (
      <StatusDot shape="half" tone="amber">
        {t('已公告')}
      </StatusDot>
    );
  return (
    <StatusDot shape={of.state === 'done' ? 'check' : 'dash'} tone="plain">
      {of.state === 'done' ? t('已停业') : t('公告已撤销')}
    </StatusDot>
  );
}

function Announce({
  id,
  notice,
  onClose,
  onDone,
}: {
  id: string;
  notice: number;
  onClose: () => void;
  onDone: () => void;
}) {
  const first = addDays(dayOf(now.value), notice);
  const [day, setDay] = useState(first);
  const [plan, setPlan] = useState('');
  const [tried, setTried] = useState(false);
  const { run, busy, failure } = useAction((intent, json: { closes_on: string; plan: string }) =>
    call((o) => client.api.v1.facilities[':id'].closings.$post({ param: { id }, json }, o), { intent }),
  );
  const send = async () => {
    setTried(true);
    if (!day || !plan.trim()) return;
    const done = await run({ closes_on: day, plan: plan.trim() });
    if (!done.ok) return;
    say(t('已公告，已通知 {n} 位老人的家属和民政', { n: number(done.data.told) }));
    onClose();
    onDone();
  };
  return (
    <Dialog
      open
      title={t('公告停业')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="danger" busy={busy} onClick={send}>
            {t('公告停业')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <p>{t('公告后不能再预收；在住老人的家属和民政随即收到通知。')}</p>
        <DateInput
          label={t('停业日')}
          pointer="/closes_on"
          value={day}
          min={first}
          hint={t('最早 {day}', { day: date(first) })}
          onInput={setDay}
          error={tried && !day ? t('请选停业日') : errorAt(failure, '/closes_on')}
        />
        <TextArea
          label={t('安置和退费方案')}
          pointer="/plan"
          value={plan}
          maxLength={500}
          onInput={setPlan}
          error={tried && !plan.trim() ? t('请写明老人怎么安置、何时退费') : errorAt(failure, '/plan')}
        />
      </div>
    </Dialog>
  );
}

function Cancel({ of, onClose, onDone }: { of: Closing; onClose: () => void; onDone: () => void }) {
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const { run, busy, failure } = useAction((intent, text: string) =>
    call(
      (o) =>
        client.api.v1['facility-closings'][':id'].cancel.$post({ param: { id: of.id }, json: { reason: text } }, o),
      { intent },
    ),
  );
  const send = async () => {
    setTried(true);
    if (!reason.trim()) return;
    if (!(await run(reason.trim())).ok) return;
    say(t('公告已撤销'));
    onClose();
    onDone();
  };
  return (
    <Dialog
      open
      title={t('撤销停业公告')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="danger" busy={busy} onClick={send}>
            {t('撤销公告')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <TextArea
          label={t('撤销原因')}
          pointer="/reason"
          value={reason}
          maxLength={500}
          onInput={setReason}
          error={tried && !reason.trim() ? t('请写明撤销原因') : errorAt(failure, '/reason')}
        />
      </div>
    </Dialog>
  );
}

import { CalendarClock } from 'lucide';
import { useState } from 'preact/hooks';
import { countsAsExit, declineReasons } from '../../server/allocation/rules.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Card, Facts, Notice } from '../ui/card.tsx';
import { Confirm, Dialog } from '../ui/dialog.tsx';
import { Loading } from '../ui/empty.tsx';
import { RadioGroup, TextArea } from '../ui/field.tsx';
import { date, left } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { Icon } from '../ui/icon.tsx';
import { useAction, useLoad } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { QuoteTable } from '../ui/quote.tsx';
import { say } from '../ui/toast.tsx';
import type { Offer } from './me.tsx';
import { declineWord, endOf } from './words.ts';

/** A live offer: what, where, how much, until when; two answers, each with a second look before it counts. */
export function OfferCard({ of, onDone }: { of: Offer; onDone: () => void }) {
  const [asking, setAsking] = useState<'accept' | 'decline' | null>(null);
  const mine = of.state === 'waiting' && of.family_answer === null;
  const day = of.check_in_by ?? of.respond_by;
  return (
    <Card class="stack offer" active={mine}>
      <div class="row-between">
        <h2>{t('{name}有入住通知', { name: of.name })}</h2>
        <strong class={`deadline${of.state === 'lapsed' ? ' deadline-late' : ''}`}>
          <Icon of={CalendarClock} />
          {t('{date}前（{left}）', { date: date(day), left: left(endOf(day)) })}
        </strong>
      </div>
      {of.due_soon && (
        <Notice tone="amber">
          {mine
            ? t('期限快到了：{date}前要答复。', { date: date(of.due_soon) })
            : t('期限快到了：{date}前要办理入住。', { date: date(of.due_soon) })}
        </Notice>
      )}
      {!mine && <Step of={of} />}
      <Facts
        of={[
          [t('机构名称'), <a href={`/facilities/${of.facility_id}`}>{of.facility}</a>],
          [t('床位号'), t('{room} 室 {bed} 床', { room: of.room_no, bed: of.bed_no })],
        ]}
      />
      <Cost of={of} />
      <p data-unread>
        <a href={`/me/reasons/${of.application_id}`}>{t('分配结果说明')}</a>
      </p>
      {mine && (
        <>
          <p>{t('床已为您保留。请在期限前答复；过期不答复，床位会放出，并记一次放弃。')}</p>
          <div class="answers" data-unread>
            <Button look="primary" wide onClick={() => setAsking('accept')}>
              {t('接受入住')}
            </Button>
            <Button wide onClick={() => setAsking('decline')}>
              {t('不接受')}
            </Button>
          </div>
        </>
      )}
      {asking === 'accept' && <Accept of={of} onClose={() => setAsking(null)} onDone={onDone} />}
      {asking === 'decline' && <Decline of={of} onClose={() => setAsking(null)} onDone={onDone} />}
    </Card>
  );
}

/** The letter's money: what the place costs and who would pay what of it, with what has still to be applied for. */
function Cost({ of }: { of: Offer }) {
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.offers[':id'].quote.$get({ param: { id: of.id } }, o), { signal }),
    [of.id],
  );
  if (failure) return <Problem of={failure} onRetry={reload} focus={false} />;
  if (!data) return <Loading cards={1} />;
  return (
    <QuoteTable
      of={data.quote}
      granted={data.granted}
      caption={t('每月费用（按 {month} 测算）', { month: data.month })}
      fee={t('床位、照护、餐费合计，补贴前')}
    />
  );
}

function Step({ of }: { of: Offer }) {
  if (of.state === 'lapsed') return <Notice tone="red">{t('期限已过，床位将放出。请拨打服务电话。')}</Notice>;
  if (of.state === 'accepted')
    return (
      <Notice tone="accent">
        <strong>{t('双方都已接受')}</strong>
        <p>{t('请在{date}前带老人到机构办理入住。要带哪些材料，请先打电话问机构。', { date: date(of.check_in_by) })}</p>
      </Notice>
    );
  return <Notice tone="accent">{t('您已接受，正在等机构答复。床位继续为您保留。')}</Notice>;
}

type Asking = { of: Offer; onClose: () => void; onDone: () => void };

function Accept({ of, onClose, onDone }: Asking) {
  const { run, busy, failure } = useAction((intent) =>
    call((o) => client.api.v1.offers[':id'].accept.$post({ param: { id: of.id } }, o), {
      intent,
      ifMatch: of.version,
    }),
  );
  const send = async () => {
    const done = await run();
    if (!done.ok) return;
    say(
      done.data.check_in_by
        ? t('已接受，请在{date}前办理入住', { date: date(done.data.check_in_by) })
        : t('已接受，等机构答复'),
    );
    onClose();
    onDone();
  };
  return (
    <Confirm open title={t('接受入住')} verb={t('确定接受')} busy={busy} onConfirm={send} onClose={onClose}>
      {failure && <Problem of={failure} />}
      <p>
        {t('您将接受{facility} {room} 室 {bed} 床，{name}入住。', {
          facility: of.facility,
          room: of.room_no,
          bed: of.bed_no,
          name: of.name,
        })}
      </p>
      <p>{t('接受后请按时办理入住；不来办理会记一次放弃。')}</p>
    </Confirm>
  );
}

function Decline({ of, onClose, onDone }: Asking) {
  const [reason, setReason] = useState<(typeof declineReasons)[number] | ''>('');
  const [note, setNote] = useState('');
  const [missing, setMissing] = useState(false);
  const { run, busy, failure } = useAction(
    (intent, json: { reason: (typeof declineReasons)[number]; note: string | null }) =>
      call((o) => client.api.v1.offers[':id'].decline.$post({ param: { id: of.id }, json }, o), {
        intent,
        ifMatch: of.version,
      }),
  );
  const send = async () => {
    if (!reason) return setMissing(true);
    const done = await run({ reason, note: note.trim() || null });
    if (!done.ok) return;
    say(done.data.counts ? t('已谢绝，记一次放弃，继续轮候') : t('已谢绝，不算放弃，继续轮候'));
    onClose();
    onDone();
  };
  return (
    <Dialog
      open
      title={t('不接受这次入住')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('再想想')}</Button>
          <Button look="danger" busy={busy} onClick={send}>
            {t('确定不接受')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <p>{t('床位会给下一位老人，您仍在轮候中。')}</p>
        <RadioGroup
          label={t('为什么不接受')}
          pointer="/reason"
          value={reason}
          onChange={(value) => setReason(value as typeof reason)}
          options={declineReasons.map((value) => ({
            value,
            label: declineWord(value),
            hint: countsAsExit(value) ? t('记一次放弃，不再通知这家机构；次数多了会暂停轮候') : t('不算放弃'),
          }))}
          error={missing && !reason ? t('请选一个原因') : errorAt(failure, '/reason')}
        />
        <TextArea
          label={t('补充说明')}
          optional
          pointer="/note"
          value={note}
          onInput={setNote}
          rows={2}
          maxLength={500}
        />
      </div>
    </Dialog>
  );
}

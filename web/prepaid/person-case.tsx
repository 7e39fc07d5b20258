import type { InferResponseType } from 'hono/client';
import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Facts } from '../ui/card.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Loading } from '../ui/empty.tsx';
import { TextArea } from '../ui/field.tsx';
import { date, money, number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { CaseView, NextAction } from '../ui/staff-frame.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { say } from '../ui/toast.tsx';
import { EntryForm } from './entry-form.tsx';
import { Where } from './page.tsx';
import { accountWord, causeWord, kindWord, type Prepaid, type PrepaidPerson } from './words.ts';

type Entry = InferResponseType<
  (typeof client.api.v1.facilities)[':id']['prepaid'][':applicant']['$get'],
  200
>['entries'][number];
export type Doing = 'receipts' | 'uses' | 'refunds';

/** One person's statement: every entry with the balance after it, and what the home may enter. */
export function PersonCase({
  home,
  of,
  own,
  onDone,
}: {
  home: Prepaid;
  of: PrepaidPerson;
  own: boolean;
  onDone: () => void;
}) {
  const [doing, setDoing] = useState<Doing | null>(null);
  const [reversing, setReversing] = useState<Entry | null>(null);
  const { data, failure, reload } = useLoad(
    (signal) =>
      call(
        (o) =>
          client.api.v1.facilities[':id'].prepaid[':applicant'].$get(
            { param: { id: home.facility.id, applicant: of.applicant_id } },
            o,
          ),
        { signal },
      ),
    [of.applicant_id, of.entries],
  );
  const done = () => {
    reload();
    onDone();
  };
  const held = of.service_fee_fen + of.deposit_fen + of.membership_fen;
  const closing = !!home.closing || home.facility.closed_on !== null;
  const mustReturn = own && held > 0 && (of.where === 'left' || closing);
  const mayTake = own && !closing && of.where !== 'left';
  return (
    <>
      <CaseView
        next={
          mayTake || mustReturn ? (
            <NextAction
              says={
                mustReturn
                  ? t('余额 {yuan} 应退还给老人或家属。', { yuan: money(held) })
                  : t('收取后记入台账；超过任何一项上限都不能登记。')
              }
              verb={mustReturn ? t('登记退还') : t('登记收取')}
              onAct={() => setDoing(mustReturn ? 'refunds' : 'receipts')}
            >
              {held > 0 && <Button onClick={() => setDoing('uses')}>{t('登记动用')}</Button>}
              {held > 0 && !mustReturn && <Button onClick={() => setDoing('refunds')}>{t('登记退还')}</Button>}
            </NextAction>
          ) : null
        }
      >
        <div class="row-between">
          <h2>{of.name}</h2>
          <Where of={of} />
        </div>
        <Facts
          of={[
            [kindWord('service_fee'), money(of.service_fee_fen)],
            [t('约合月数'), of.months_ahead ? number(of.months_ahead, 1) : '—'],
            [kindWord('deposit'), money(of.deposit_fen)],
            [kindWord('membership'), money(of.membership_fen)],
          ]}
        />
        {failure && <Problem of={failure} onRetry={reload} focus={false} />}
        {!data && !failure && <Loading />}
        {data && (
          <Table
            caption={t('分录')}
            rows={data.entries}
            columns={columns(own ? setReversing : null)}
            rowKey={(row) => row.id}
            empty={t('还没有分录')}
          />
        )}
      </CaseView>
      {doing && <EntryForm home={home} of={of} doing={doing} onClose={() => setDoing(null)} onDone={done} />}
      {reversing && <Reverse of={reversing} onClose={() => setReversing(null)} onDone={done} />}
    </>
  );
}

/** Few columns: a phone shows them whole. */
function columns(onReverse: ((entry: Entry) => void) | null): Column<Entry>[] {
  const gone = (row: Entry) => (row.stands ? undefined : 'prepaid-gone');
  const all: (Column<Entry> | false)[] = [
    {
      key: 'what',
      head: t('事项'),
      cell: (row) => (
        <div class="prepaid-entry">
          <span class={gone(row)}>
            {[kindWord(row.kind), causeWord(row.cause), row.months !== null && t('{n} 个月', { n: row.months })]
              .filter(Boolean)
              .join(' · ')}
          </span>
          <span class="muted small">
            {[date(row.entered_on), t('票据 {no}', { no: row.voucher_no }), accountWord(row.account), row.note]
              .filter(Boolean)
              .join(' · ')}
          </span>
        </div>
      ),
    },
    {
      key: 'amount',
      head: t('金额'),
      end: true,
      nowrap: true,
      cell: (row) => (
        <div class="prepaid-entry">
          <span class={gone(row)}>{money(row.amount_fen)}</span>
          <span class="muted small">{t('余额 {yuan}', { yuan: money(row.after_fen) })}</span>
        </div>
      ),
    },
    !!onReverse && {
      key: 'do',
      head: t('更正'),
      nowrap: true,
      cell: (row) =>
        row.stands && (
          <Button look="quiet" onClick={() => onReverse(row)}>
            {t('冲正')}
            <span class="visually-hidden">{row.voucher_no}</span>
          </Button>
        ),
    },
  ];
  return all.filter((column) => column !== false);
}

function Reverse({ of, onClose, onDone }: { of: Entry; onClose: () => void; onDone: () => void }) {
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const { run, busy, failure } = useAction((intent, text: string) =>
    call(
      (o) => client.api.v1['prepaid-entries'][':id'].reverse.$post({ param: { id: of.id }, json: { reason: text } }, o),
      { intent },
    ),
  );
  const send = async () => {
    setTried(true);
    if (!reason.trim()) return;
    if (!(await run(reason.trim())).ok) return;
    say(t('已冲正，两笔都留在台账里'));
    onClose();
    onDone();
  };
  return (
    <Dialog
      open
      title={t('冲正这笔')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="danger" busy={busy} onClick={send}>
            {t('冲正')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <p>
          {t('{day} {what} {yuan}，票据 {no}。原分录不改不删，另记一笔相反的。', {
            day: date(of.entered_on),
            what: `${kindWord(of.kind)} ${causeWord(of.cause)}`,
            yuan: money(of.amount_fen),
            no: of.voucher_no,
          })}
        </p>
        <TextArea
          label={t('冲正原因')}
          pointer="/reason"
          value={reason}
          maxLength={200}
          onInput={setReason}
          error={tried && !reason.trim() ? t('请写明冲正原因') : errorAt(failure, '/reason')}
        />
      </div>
    </Dialog>
  );
}

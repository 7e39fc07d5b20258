import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Facts } from '../ui/card.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextArea } from '../ui/field.tsx';
import { date, left, moment, money, unfiled } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { NextForBed } from '../ui/next-for-bed.tsx';
import { errorAt, Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { CaseView, NextAction } from '../ui/staff-frame.tsx';
import { say } from '../ui/toast.tsx';
import { word } from '../ui/words.ts';
import { dueAt, type Offer, OfferState } from './offers.tsx';
import { sexWord } from './queue-table.tsx';
import { answerWord } from './words.ts';

/** One offer; the bureau's only move is to take it back, with a reason that stays on record. */
export function OfferCase({ of, onDone }: { of: Offer; onDone: () => void }) {
  const [asking, setAsking] = useState(false);
  const officer = session.value?.role === 'officer';
  const running = of.state === 'waiting' || of.state === 'accepted' || of.state === 'lapsed';
  const day = of.check_in_by ?? of.respond_by;
  return (
    <>
      <CaseView
        next={
          running &&
          officer && (
            <NextAction
              says={t('收回后床位立即放出，老人保留原来的排位。')}
              verb={t('收回通知')}
              onAct={() => setAsking(true)}
            />
          )
        }
      >
        <div class="row-between">
          <h2>{of.name}</h2>
          <OfferState of={of} />
        </div>
        <Facts
          of={[
            [t('老人'), t('{sex} · {age} 岁', { sex: sexWord(of.sex), age: of.age })],
            [
              t('等级'),
              of.level === null ? unfiled() : t('{n} 级 {word}', { n: of.level, word: word('level', of.level) }),
            ],
            [t('机构名称'), <a href={`/facilities/${of.facility_id}`}>{of.facility}</a>],
            [t('床位号'), t('{room} 室 {bed} 床', { room: of.room_no, bed: of.bed_no })],
            [t('月费'), money(of.fee_fen, true)],
            [t('发出'), moment(of.made_at)],
            [
              of.check_in_by ? t('入住期限') : t('答复期限'),
              running ? t('{date}（{left}）', { date: date(day), left: left(dueAt(day)) }) : date(day),
            ],
            [t('家属答复'), answerWord(of.family_answer)],
            [t('机构答复'), answerWord(of.facility_answer)],
            ...(of.place === null ? [] : [[t('当时排位'), t('第 {n} 位', { n: of.place })] as [string, string]]),
            ...(of.override_reason ? [[t('越序'), t('分管领导越序发出')] as [string, string]] : []),
          ]}
        />
        {session.value?.role !== 'inspector' && (
          <div class="row">
            <ButtonLink href={`/officer/applicants/${of.application_id}`}>{t('打开申请')}</ButtonLink>
            {!running && (
              <NextForBed
                bed={of.bed_id}
                title={t('{facility} {room} 室 {bed} 床', { facility: of.facility, room: of.room_no, bed: of.bed_no })}
              />
            )}
          </div>
        )}
      </CaseView>
      <Withdraw of={of} open={asking} onClose={() => setAsking(false)} onDone={onDone} />
    </>
  );
}

function Withdraw({
  of,
  open,
  onClose,
  onDone,
}: {
  of: Offer;
  open: boolean;
  onClose: () => void;
  onDone: () => void;
}) {
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const { run, busy, failure } = useAction((intent, text: string) =>
    call((o) => client.api.v1.offers[':id'].withdraw.$post({ param: { id: of.id }, json: { reason: text } }, o), {
      intent,
      ifMatch: of.version,
    }),
  );
  const send = async () => {
    if (!reason.trim()) return setMissing(true);
    const done = await run(reason.trim());
    if (!done.ok) return;
    say(t('已收回给{name}的通知，床位已放出', { name: of.name }));
    onClose();
    onDone();
  };
  return (
    <Dialog
      open={open}
      title={t('收回给{name}的入住通知', { name: of.name })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="danger" busy={busy} onClick={send}>
            {t('收回通知')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <p>{t('床位立即放出；老人保留原来的排位；原因写入审计记录，不能修改。')}</p>
        <TextArea
          label={t('收回原因')}
          pointer="/reason"
          value={reason}
          onInput={setReason}
          rows={3}
          maxLength={500}
          error={missing && !reason.trim() ? t('请写明原因') : errorAt(failure, '/reason')}
        />
      </div>
    </Dialog>
  );
}

import { useState } from 'preact/hooks';
import { countsAsExit, declineReasons } from '../../server/allocation/rules.ts';
import { wordingOn } from '../../server/consents/rules.ts';
import { dayOf } from '../../server/kernel/period.ts';
import { call, client, type Failure } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { purposeTitle, TermsText } from '../ui/consent-terms.tsx';
import { Confirm, Dialog } from '../ui/dialog.tsx';
import { RadioGroup, TextArea } from '../ui/field.tsx';
import { date, now } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import type { Offer } from './me.tsx';
import { declineWord } from './words.ts';

type Asking = {
  of: Offer;
  onClose: () => void;
  onDone: () => void;
  /** somebody else, or another window, was first */
  onLate: () => void;
};
/** It has been answered, or has ended, since this window read it. */
const late = (failure: Failure) =>
  ['version_stale', 'offer_answered', 'offer_ended', 'offer_lapsed'].includes(failure.code);

export function Accept({ of, onClose, onDone, onLate }: Asking) {
  const { run, busy, failure } = useAction((intent) =>
    call((o) => client.api.v1.offers[':id'].accept.$post({ param: { id: of.id } }, o), {
      intent,
      ifMatch: of.version,
    }),
  );
  const send = async () => {
    const done = await run();
    if (!done.ok) return late(done.failure) ? onLate() : undefined;
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
      <Share facility={of.facility} />
    </Confirm>
  );
}

/** Whoever accepts agrees that this home, and no other, gets what it needs to take the person in; it is said here. */
function Share({ facility }: { facility: string }) {
  const terms = wordingOn(dayOf(now.value))?.terms.share_with_home;
  if (!terms) return null;
  return (
    <div class="consent">
      <strong>{t('接受即单独同意{what}', { what: purposeTitle(terms, 'share_with_home', facility) })}</strong>
      <TermsText of={terms} />
    </div>
  );
}

export function Decline({ of, onClose, onDone, onLate }: Asking) {
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
    if (!done.ok) return late(done.failure) ? onLate() : undefined;
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

import { useState } from 'preact/hooks';
import { dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { BedShape } from '../ui/badge.tsx';
import { Facts } from '../ui/card.tsx';
import { DateInput, RadioGroup } from '../ui/field.tsx';
import { date, now } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { CaseView, NextAction } from '../ui/staff-frame.tsx';
import { say } from '../ui/toast.tsx';
import { word } from '../ui/words.ts';
import { type Bed, type Room, stateOf } from './beds.tsx';
import { closureCodes, closureWord, equipmentWord, roomWord } from './words.ts';

/** One bed: what it is, what takes it, and taking it out of service or putting it back. */
export function BedCase({ room, bed, onDone }: { room: Room; bed: Bed; onDone: () => void }) {
  const [reason, setReason] = useState<(typeof closureCodes)[number]>('cleaning');
  const [until, setUntil] = useState('');
  const name = t('{room} 室 {bed} 床', { room: room.room_no, bed: bed.bed_no });
  const close = useAction((intent, json: { reason: typeof reason; until: string | null }) =>
    call((o) => client.api.v1.beds[':id'].close.$post({ param: { id: bed.id }, json }, o), {
      intent,
      ifMatch: bed.version,
    }),
  );
  const reopen = useAction((intent) =>
    call((o) => client.api.v1.beds[':id'].reopen.$post({ param: { id: bed.id } }, o), { intent, ifMatch: bed.version }),
  );
  const doClose = async () => {
    const done = await close.run({ reason, until: until || null });
    if (!done.ok) return;
    say(t('{bed}已停用', { bed: name }));
    onDone();
  };
  const doReopen = async () => {
    const done = await reopen.run();
    if (!done.ok) return;
    say(t('{bed}已恢复使用', { bed: name }));
    onDone();
  };
  const failure = close.failure ?? reopen.failure;
  return (
    <CaseView
      next={
        bed.state === 'free' ? (
          <NextAction says={t('停用后不再算作空床。')} verb={t('停用此床')} busy={close.busy} onAct={doClose} />
        ) : bed.state === 'closed' ? (
          <NextAction says={t('恢复后立即算作空床。')} verb={t('恢复使用')} busy={reopen.busy} onAct={doReopen} />
        ) : null
      }
    >
      <div class="row-between">
        <h2>{name}</h2>
        <BedShape state={stateOf(bed)} named />
      </div>
      {failure && <Problem of={failure} onRetry={bed.state === 'free' ? doClose : doReopen} />}
      <Facts
        of={[
          [
            t('楼栋'),
            t('{building} · {floor} 层 · {sex}', {
              building: room.building,
              floor: room.floor,
              sex: roomWord(room.sex),
            }),
          ],
          [t('类型'), word('bed', bed.kind)],
          [t('接收等级'), t('{min}–{max} 级', { min: bed.level_min, max: bed.level_max })],
          [t('失智照护'), bed.dementia ? t('是') : t('否')],
          [t('设备'), bed.equipment.length ? bed.equipment.map(equipmentWord).join(t('、')) : t('无')],
          ...(bed.person
            ? [[bed.state === 'held' ? t('为谁保留') : t('在住老人'), bed.person.name] as [string, string]]
            : []),
          ...(bed.reason ? [[t('停用原因'), closureWord(bed.reason)] as [string, string]] : []),
          ...(bed.until ? [[t('到期'), date(bed.until)] as [string, string]] : []),
        ]}
      />
      {bed.state === 'free' && (
        <section class="stack" aria-label={t('停用此床')}>
          <h3>{t('停用此床')}</h3>
          <RadioGroup
            row
            label={t('停用原因')}
            pointer="/reason"
            value={reason}
            onChange={(value) => setReason(value as typeof reason)}
            options={closureCodes.map((value) => ({ value, label: closureWord(value) }))}
          />
          <DateInput
            label={t('预计到哪天')}
            hint={t('不填就一直停用，直到手工恢复。')}
            optional
            pointer="/until"
            min={dayOf(now.value)}
            value={until}
            onInput={setUntil}
            error={errorAt(failure, '/until')}
          />
        </section>
      )}
      {bed.state === 'occupied' && (
        <p>
          <a href="/institution/residents">{t('到「在住老人」办理退住')}</a>
        </p>
      )}
      {bed.state === 'held' && (
        <p>
          <a href="/institution/referrals">{t('到「待接收」答复或办理入住')}</a>
        </p>
      )}
    </CaseView>
  );
}

import { useState } from 'preact/hooks';
import { mayDecide } from '../../server/decisions/rules.ts';
import type { Reason } from '../../server/kernel/errors.ts';
import { say as sentence } from '../../server/kernel/messages.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/card.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextArea } from '../ui/field.tsx';
import { lang, t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import { word } from '../ui/words.ts';
import { type Case, type CaseData, ME, mine } from './data.ts';
import { Hindrances } from './grounds.tsx';

/** The decision, with what it rests on in sight and the note the rules ask for. */
export function Decide({
  of,
  grounds,
  outcome,
  onClose,
  onDone,
}: {
  of: Case;
  grounds: NonNullable<CaseData['grounds']>;
  outcome: 'eligible' | 'ineligible';
  onClose: () => void;
  onDone: () => void;
}) {
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const { run, busy, failure } = useAction((intent, text: string | null) =>
    call(
      (o) => client.api.v1.applications[':id'].decide.$post({ param: { id: of.id }, json: { outcome, note: text } }, o),
      { intent, ifMatch: of.version },
    ),
  );
  const asks = (text: string) => {
    const verdict = mayDecide({
      outcome,
      note: text,
      hindrances: grounds.hindrances as Reason[],
      opinions: grounds.opinions,
      actor: ME,
      acceptedBy: mine(of.accepted_by_me),
    });
    return verdict.ok ? undefined : verdict.reasons.find((reason) => reason.pointer === '/note');
  };
  const needed = asks('');
  const eligible = outcome === 'eligible';
  const against = grounds.opinions.filter((one) => one.outcome === 'disagree');
  const send = async () => {
    setTried(true);
    if (asks(note)) return;
    const done = await run(note.trim() || null);
    if (!done.ok) return;
    say(
      eligible
        ? done.data.status === 'queued'
          ? t('{name}：已同意，列入轮候', { name: of.name })
          : t('{name}：已同意，将公示', { name: of.name })
        : t('已告知{name}不符合条件', { name: of.name }),
    );
    onClose();
    onDone();
  };
  return (
    <Dialog
      open
      title={eligible ? t('同意{name}的申请', { name: of.name }) : t('{name}不符合条件', { name: of.name })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look={eligible ? 'primary' : 'danger'} busy={busy} onClick={send}>
            {eligible ? t('确定同意') : t('确定不符合')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        {eligible ? (
          <p>
            {grounds.published
              ? t('{track} 通道：先公示，期满无异议列入轮候。', { track: grounds.track })
              : t('{track} 通道：不需公示，现在起列入轮候。', { track: grounds.track })}
          </p>
        ) : (
          <>
            <p>{t('答复书会列出每一项的结果、原因和申诉途径。')}</p>
            <Hindrances of={grounds.hindrances as Reason[]} />
          </>
        )}
        {eligible && against.length > 0 && (
          <Notice tone="amber">
            {t('{who}不同意：与部门意见不一致时须写明理由。', {
              who: against.map((one) => word('department', one.department)).join(t('、')),
            })}
          </Notice>
        )}
        <TextArea
          label={eligible ? t('理由') : t('说明')}
          hint={eligible ? undefined : t('家属会读到这段话：写明依据，和可以怎么补救。')}
          optional={!needed}
          pointer="/note"
          value={note}
          onInput={setNote}
          rows={3}
          maxLength={1000}
          error={
            tried && needed && !note.trim()
              ? sentence(lang.value, needed.code, needed.values)
              : errorAt(failure, '/note')
          }
        />
      </div>
    </Dialog>
  );
}

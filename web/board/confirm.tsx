import { CheckCheck } from 'lucide';
import { useState } from 'preact/hooks';
import { Button } from '../ui/button.tsx';
import { FreshnessTag } from '../ui/freshness.tsx';
import { t } from '../ui/i18n.ts';
import { useQueued } from '../ui/outbox.tsx';
import { say } from '../ui/toast.tsx';

/** What was seen half an hour ago is not vouched for now. */
const GOOD_FOR_MS = 30 * 60_000;

/** 「无变化，一键确认」: the figures get today's age without anything else being touched. */
export function ConfirmVacancy({
  facility,
  confirmedAt,
  onDone,
}: {
  facility: string;
  confirmedAt: string | null;
  onDone: () => void;
}) {
  const [busy, setBusy] = useState(false);
  const { send, waiting } = useQueued(facility);
  const path = `/api/v1/facilities/${facility}/confirm` as const;
  const queued = waiting.some((q) => q.path === path);
  const confirm = async () => {
    setBusy(true);
    const done = await send({ path, body: undefined, label: t('无变化，一键确认'), marks: [], goodFor: GOOD_FOR_MS });
    setBusy(false);
    if (done.ok) {
      say(t('已确认，公众看到的空床时间已更新'));
      onDone();
    } else if ('queued' in done) say(t('没有网络，已记下，联网后发送'));
    else say(done.failure.title, { error: true });
  };
  return (
    <div class="row confirm">
      {queued ? <span class="badge badge-amber">{t('待发送')}</span> : <FreshnessTag confirmedAt={confirmedAt} short />}
      <Button look="primary" icon={CheckCheck} busy={busy} onClick={confirm}>
        {t('无变化，一键确认')}
      </Button>
    </div>
  );
}

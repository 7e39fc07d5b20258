import type { InferResponseType } from 'hono/client';
import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Loading } from '../ui/empty.tsx';
import { Checkbox } from '../ui/field.tsx';
import { date } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';

type Candidate = InferResponseType<typeof client.api.v1.applicants.duplicates.$post, 200>['people'][number];

/** Same name and birth date as somebody registered: a person decides whether it is the same one; nothing is merged. */
export function Duplicates({
  name,
  idNo,
  busy,
  onSame,
  onOther,
  onClose,
}: {
  name: string;
  idNo: string;
  busy: boolean;
  onSame: (applicant: string) => void;
  /** with the people found to be somebody else */
  onOther: (others: string[]) => void;
  onClose: () => void;
}) {
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.applicants.duplicates.$post({ json: { name, id_no: idNo } }, o), { signal }),
    [name, idNo],
  );
  const [sure, setSure] = useState(false);
  return (
    <Dialog
      open
      title={t('可能已经登记过')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('回去改')}</Button>
          <Button
            look="primary"
            busy={busy}
            why={sure && data ? null : t('请先核对下面的人')}
            onClick={() => onOther(data?.people.map((p) => p.id) ?? [])}
          >
            {t('不是，继续登记')}
          </Button>
        </>
      }
    >
      <div class="stack">
        <p>{t('下面的人同名、同一天出生，但身份证号不同。请看着身份证核对；系统不会自动合并。')}</p>
        {failure && <Problem of={failure} onRetry={reload} />}
        {!data && !failure && <Loading cards={1} />}
        {data?.people.map((one) => (
          <Candidate key={one.id} of={one} onSame={onSame} />
        ))}
        <Checkbox label={t('已逐一核对，都不是同一人')} checked={sure} onChange={setSure} />
      </div>
    </Dialog>
  );
}

function Candidate({ of, onSame }: { of: Candidate; onSame: (applicant: string) => void }) {
  return (
    <Card>
      <div class="row-between">
        <div>
          <strong>{of.name}</strong> {date(of.born_on)}
          <div class="small muted">
            {of.street} · {of.community} · {t('身份证号末两位 {end}', { end: of.id_no_end })}
          </div>
        </div>
        {of.own ? (
          <Button onClick={() => onSame(of.id)}>{t('是同一人')}</Button>
        ) : (
          <span class="small">{t('是同一人的话，请民政经办人处理')}</span>
        )}
      </div>
    </Card>
  );
}

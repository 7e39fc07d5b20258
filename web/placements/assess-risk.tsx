import { useState } from 'preact/hooks';
import { dayOf } from '../../server/kernel/period.ts';
import type { RiskSheet } from '../../server/risks/rules.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { DateInput } from '../ui/field.tsx';
import { now } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import type { Doing } from './leave-dialogs.tsx';
import { RiskForm, useRiskDraft } from './risk-form.tsx';

/** A resident is assessed anew. */
export function AssessRisk({ of, onClose, onDone }: Doing) {
  const today = dayOf(now.value);
  const [on, setOn] = useState(today);
  const [missing, setMissing] = useState(false);
  const risk = useRiskDraft();
  const { run, busy, failure } = useAction((intent, assessed_on: string, sheet: RiskSheet) =>
    call(
      (o) =>
        client.api.v1.placements[':id'].risks.$post(
          { param: { id: of.id }, json: { assessed_on, assessor: sheet.assessor, items: [...sheet.items] } },
          o,
        ),
      { intent },
    ),
  );
  const send = async () => {
    if (!risk.sheet) return setMissing(true);
    if (!(await run(on, risk.sheet)).ok) return;
    say(t('{name}的风险评估已记录', { name: of.name }));
    onClose();
    onDone();
  };
  return (
    <Dialog
      open
      title={t('为{name}做风险评估', { name: of.name })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={send}>
            {t('记录评估')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <DateInput
          label={t('评估日期')}
          pointer="/assessed_on"
          value={on}
          max={today}
          onInput={setOn}
          error={errorAt(failure, '/assessed_on')}
        />
        <RiskForm of={risk} missing={missing} failure={failure} at="" />
      </div>
    </Dialog>
  );
}

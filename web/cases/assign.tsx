import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Loading } from '../ui/empty.tsx';
import { Select } from '../ui/field.tsx';
import { t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';

type Assigned = {
  id: string;
  name: string;
  receipt_no: string | null;
  assigned_to: string | null;
  assignee: string | null;
};

const send = (applications: string[], officer: string | null, intent?: string) =>
  call((o) => client.api.v1.cases.assign.$post({ json: { applications, officer } }, o), { intent });

/** Gives the cases back to whom they were with before; each former holder in one step. */
async function undo(of: readonly Assigned[], onDone: () => void) {
  for (const [officer, cases] of Map.groupBy(of, (one) => one.assigned_to)) {
    const back = await send(
      cases.map((one) => one.id),
      officer,
    );
    if (!back.ok) return say(back.failure.title, { error: true });
  }
  say(t('已恢复原来的经办人'));
  onDone();
}

/** Gives cases to an officer: who has them now and who will is shown before; it can be taken back once. */
export function AssignDialog({
  of,
  onClose,
  onDone,
}: {
  of: readonly Assigned[];
  onClose: () => void;
  onDone: () => void;
}) {
  const [officer, setOfficer] = useState('');
  const [tried, setTried] = useState(false);
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.cases.counts.$get({}, o), { signal }),
    [],
  );
  const give = useAction((intent, ids: string[], to: string | null) => send(ids, to, intent));
  const to = officer === 'nobody' ? null : officer;
  const changing = officer ? of.filter((one) => one.assigned_to !== to) : [];
  const name = data?.officers.find((one) => one.id === officer)?.name ?? t('未指派');
  const assign = async () => {
    setTried(true);
    if (!officer || changing.length === 0) return;
    const done = await give.run(
      changing.map((one) => one.id),
      to,
    );
    if (!done.ok) return;
    say(
      to === null
        ? t('已取消 {n} 件的指派', { n: changing.length })
        : t('已把 {n} 件指派给{name}', { n: changing.length, name }),
      { undo: () => void undo(changing, onDone) },
    );
    onClose();
    onDone();
  };
  return (
    <Dialog
      open
      title={t('指派 {n} 件', { n: of.length })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button
            look="primary"
            busy={give.busy}
            why={officer && changing.length === 0 ? t('这些办件已经在此人名下') : null}
            onClick={assign}
          >
            {changing.length ? t('确定指派 {n} 件', { n: changing.length }) : t('确定指派')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {(give.failure ?? failure) && (
          <Problem of={(give.failure ?? failure)!} onRetry={failure && !give.failure ? reload : undefined} />
        )}
        {!data && !failure && <Loading cards={1} />}
        {data && (
          <Select
            label={t('指派给')}
            pointer="/officer"
            value={officer}
            empty={t('请选择')}
            onInput={setOfficer}
            options={[
              ...data.officers.map((one) => ({ value: one.id, label: one.name })),
              { value: 'nobody', label: t('不指派给任何人') },
            ]}
            error={tried && !officer ? t('请选择') : errorAt(give.failure, '/officer')}
          />
        )}
        <ul class="assign-list">
          {of.map((one) => (
            <li key={one.id} class="row-between">
              <span>
                {one.name} <span class="muted num">{one.receipt_no}</span>
              </span>
              <span class={officer && one.assigned_to === to ? 'muted' : undefined}>
                {!officer
                  ? (one.assignee ?? t('未指派'))
                  : one.assigned_to === to
                    ? t('不变：{name}', { name })
                    : t('{from} → {to}', { from: one.assignee ?? t('未指派'), to: name })}
              </span>
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  );
}

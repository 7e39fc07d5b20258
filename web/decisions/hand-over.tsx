import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { TextInput } from '../ui/field.tsx';
import { moment } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { say } from '../ui/toast.tsx';
import type { Reply } from './words.ts';

/** To whom a reply was handed; the counter and the bureau add to it. */
export function HandOver({ of, onDone }: { of: Reply; onDone: () => void }) {
  const [to, setTo] = useState('');
  const [tried, setTried] = useState(false);
  const { run, busy, failure } = useAction((intent, who: string) =>
    call((o) => client.api.v1.replies[':id'].handover.$post({ param: { id: of.id }, json: { to: who } }, o), {
      intent,
    }),
  );
  const may = session.value?.role === 'desk' || session.value?.role === 'officer';
  const send = async () => {
    setTried(true);
    if (!to.trim()) return;
    const done = await run(to.trim());
    if (!done.ok) return;
    say(t('已记下：答复交给{who}', { who: to.trim() }));
    setTo('');
    setTried(false);
    onDone();
  };
  return (
    <Card as="section" class="stack screen-only">
      <h2>{t('交付记录')}</h2>
      {of.handed.length === 0 ? (
        <p>{t('还没有交付。')}</p>
      ) : (
        <ul>
          {of.handed.map((one) => (
            <li key={one.at}>{t('{at} 交给{who}', { at: moment(one.at), who: one.to })}</li>
          ))}
        </ul>
      )}
      {failure && <Problem of={failure} onRetry={send} />}
      {may && (
        <form
          class="stack"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void send();
          }}
        >
          <TextInput
            label={t('交给谁')}
            hint={t('例如：本人；女儿 刘敏（已看身份证）。')}
            pointer="/to"
            value={to}
            onInput={setTo}
            maxLength={200}
            error={tried && !to.trim() ? t('请写明交给了谁') : errorAt(failure, '/to')}
          />
          <div>
            <Button type="submit" look="primary" busy={busy}>
              {t('记下交付')}
            </Button>
          </div>
        </form>
      )}
    </Card>
  );
}

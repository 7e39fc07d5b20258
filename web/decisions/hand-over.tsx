import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { moment } from '../ui/format.ts';
import { useHandOver } from '../ui/hand-over.tsx';
import { t } from '../ui/i18n.ts';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import type { Reply } from './words.ts';

/** To whom a reply was handed; the counter and the bureau add to it. */
export function HandOver({ of, onDone }: { of: Reply; onDone: () => void }) {
  const { field, send, busy, failure } = useHandOver(of.id, onDone);
  const may = session.value?.role === 'desk' || session.value?.role === 'officer';
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
          {field}
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

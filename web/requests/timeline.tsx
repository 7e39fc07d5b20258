import { moment } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { dueWord, eventWord, type Request } from './words.tsx';

/** Every step it took, the first at the top. */
export function Timeline({ of }: { of: Pick<Request, 'events'> }) {
  return (
    <ol class="request-steps">
      {of.events.map((event) => (
        <li key={event.id}>
          <span class="muted num small">{moment(event.at)}</span>
          <div>
            {eventWord(event)}
            {(event.who || event.by_resident) && (
              <span class="muted"> · {event.by_resident ? t('居民') : event.who}</span>
            )}
            {event.note && <p class="small">{event.note}</p>}
            {event.due_at && event.to && <p class="small muted">{t('时限到 {at}', { at: dueWord(event.due_at) })}</p>}
          </div>
        </li>
      ))}
    </ol>
  );
}

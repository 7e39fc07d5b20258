import { UsersRound } from 'lucide';
import { call, client } from '../api.ts';
import { Badge } from '../ui/badge.tsx';
import { ButtonLink } from '../ui/button.tsx';
import { useEvents } from '../ui/events.ts';
import { stateLook } from '../ui/helper-words.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';

/** What the reader is to each person they act for; nothing is said until it is known. */
export function useOwnHelps(): Map<string, string> {
  const { data, reload } = useLoad((signal) => call((o) => client.api.v1.helpers.own.$get({}, o), { signal }), []);
  useEvents(['helpers'], reload);
  return new Map(data?.own.map((one) => [one.applicant_id, one.state]));
}

/** The way to who may act for a person; what is still to be put in writing, or runs out, is said beside it. */
export function HelpLink({ person, state }: { person: { id: string; name: string }; state: string | undefined }) {
  const look = state === 'unwritten' || state === 'ends_soon' ? stateLook(state) : null;
  return (
    <>
      <ButtonLink look="quiet" icon={UsersRound} href={`/me/helpers/${person.id}`}>
        {t('代办人')}
        <span class="visually-hidden">{t('（{text}）', { text: person.name })}</span>
      </ButtonLink>
      {look && <Badge tone={look.tone}>{look.word}</Badge>}
    </>
  );
}

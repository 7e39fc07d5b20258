import { wordingOf } from '../../server/helpers/rules.ts';
import { date } from '../ui/format.ts';
import { relationWord } from '../ui/helper-words.ts';
import { lang, t } from '../ui/i18n.ts';

/** The authorisation as it is agreed to: its words, as what and until when. */
export function Wording({
  version,
  relation,
  until,
}: {
  version: string;
  relation: string | null;
  until: string | null;
}) {
  const text = wordingOf(version, lang.value);
  if (!text) return null;
  const [title, ...paragraphs] = text;
  return (
    <section class="wording stack-tight" aria-label={title}>
      <h3>{title}</h3>
      {paragraphs.map((one) => (
        <p key={one}>{one}</p>
      ))}
      <p>
        {relation ? t('代办人是老人的：{who}。', { who: relationWord(relation) }) : ''}
        {until ? t('委托到{date}为止。', { date: date(until) }) : t('长期有效，直到收回。')}
      </p>
      <p class="small muted">{t('授权书 {version} 版', { version })}</p>
    </section>
  );
}

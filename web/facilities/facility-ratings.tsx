import { call, client } from '../api.ts';
import { useEvents } from '../ui/events.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { RatingSum, RatingText } from '../ui/rating.tsx';

const FIRST = 5;

/** What families of those who stayed say; apart from the official stars and the bureau's grade. */
export function Ratings({ facility }: { facility: string }) {
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.facilities[':id'].ratings.$get({ param: { id: facility } }, o), { signal }),
    [facility],
  );
  useEvents(['ratings', `facility:${facility}`], reload);
  const texts = data?.texts ?? [];
  return (
    <section aria-labelledby="ratings" aria-busy={!data && !failure}>
      <h2 id="ratings">{t('家属评价')}</h2>
      {failure && <Problem of={failure} onRetry={reload} focus={false} />}
      {data && <RatingSum of={data} />}
      {texts.length > 0 && (
        <ul class="facility-ratings">
          {texts.slice(0, FIRST).map((text, i) => (
            // The texts have no number of their own: nothing of theirs is a date
            <li key={i}>
              <RatingText of={text} />
            </li>
          ))}
        </ul>
      )}
      {texts.length > FIRST && (
        <details class="facility-more">
          <summary>{t('再看 {n} 条', { n: texts.length - FIRST })}</summary>
          <ul class="facility-ratings">
            {texts.slice(FIRST).map((text, i) => (
              <li key={i}>
                <RatingText of={text} />
              </li>
            ))}
          </ul>
        </details>
      )}
      <p class="small muted">
        {t('只有在这里住过的老人的家属能评，一次入住评一次；不是官方星级，也不是民政考核等级。机构不能删改。')}
      </p>
    </section>
  );
}

import { useMemo, useState } from 'preact/hooks';
import { filtersOf, noAnswers } from '../../server/guide/rules.ts';
import { Button } from '../ui/button.tsx';
import { Combobox } from '../ui/combobox.tsx';
import type { Meant } from '../ui/finder.ts';
import { answer, guide } from '../ui/guide.ts';
import { t } from '../ui/i18n.ts';
import { NearMe } from '../ui/near-me.tsx';
import { placeName, usePlaces } from '../ui/places.ts';
import { Problem } from '../ui/problem.tsx';
import { useFinder } from '../ui/use-finder.ts';
import type { Going } from './page.tsx';
import { Question } from './parts.tsx';

type PlaceMeant = Meant & { to: 'place' };

/** From where: an address, a community or a named place, looked up on the device; or where the device is, when asked. */
export function WhereStep({ going }: { going: Going }) {
  const { place } = guide.value;
  const { divisions, failure, reload } = usePlaces();
  const [typed, setTyped] = useState<string | null>(null);
  const [note, setNote] = useState('');
  const { find, failed } = useFinder(divisions, true);
  const text = (typed ?? '').trim();
  const found = useMemo(
    () => (text && find ? find(text, 'place').filter((one): one is PlaceMeant => one.to === 'place') : []),
    [text, find],
  );
  const chosen = place === null ? '' : placeName(filtersOf({ ...noAnswers, place }, null, false), divisions);
  const pick = ({ place: { at, lng, lat, lm }, said }: PlaceMeant) => {
    answer({
      place: at ? { at } : { lng: Number(lng), lat: Number(lat), ...(lm ? { lm } : {}) },
    });
    setTyped(null);
    setNote(said ?? '');
  };
  return (
    <Question title={t('住在哪里，想在哪里附近找？')}>
      {failure && <Problem of={failure} onRetry={reload} focus={false} />}
      {failed && <p role="status">{t('地名没有读到，请用“我附近”，或先跳过这一题。')}</p>}
      <Combobox
        label={t('地址、社区或地标')}
        placeholder={t('汉字、拼音、首字母都行')}
        value={typed ?? chosen}
        onInput={setTyped}
        options={found}
        busy={!find && !failed}
        onPick={({ id }) => {
          const one = found.find((f) => f.id === id);
          if (one) pick(one);
        }}
        onSubmit={(value) => {
          const first = found[0];
          if (typed !== null && first) pick(first);
          else if (value.trim() && place) going.next();
        }}
        onClear={() => {
          setTyped(null);
          setNote('');
          answer({ place: null });
        }}
      />
      <div class="guide-near">
        <NearMe
          onFound={(at) => {
            setTyped(null);
            setNote('');
            answer({ place: at });
          }}
        />
      </div>
      <div role="status" class="stack-tight">
        {chosen && typed === null && <p>{t('就在{place}附近找', { place: chosen })}</p>}
        {chosen && typed === null && note && <p class="muted">{note}</p>}
      </div>
      <Button look="primary" wide onClick={going.next}>
        {place === null ? t('哪里都行，下一题') : t('下一题')}
      </Button>
    </Question>
  );
}

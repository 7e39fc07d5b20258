import { MapPin } from 'lucide';
import { useState } from 'preact/hooks';
import { Button } from '../ui/button.tsx';
import { Combobox } from '../ui/combobox.tsx';
import { answer, guide } from '../ui/guide.ts';
import { t } from '../ui/i18n.ts';
import { NearMe } from '../ui/near-me.tsx';
import { divisionOf, usePlaces } from '../ui/places.ts';
import { Problem } from '../ui/problem.tsx';
import type { Going } from './page.tsx';
import { Question } from './parts.tsx';
import { searchDivisions } from './search.ts';

/** From where: a community or street by name, pinyin or initials, or where the device is. */
export function WhereStep({ going }: { going: Going }) {
  const { place } = guide.value;
  const { divisions, failure, reload } = usePlaces();
  const [typed, setTyped] = useState<string | null>(null);
  const chosen =
    place === null ? '' : 'at' in place ? (divisionOf(divisions, place.at)?.name ?? place.at) : t('我的位置');
  const found = searchDivisions(divisions, typed ?? '', 8);
  const pick = (code: string) => {
    answer({ place: { at: code } });
    setTyped(null);
  };
  return (
    <Question title={t('住在哪里，想在哪里附近找？')}>
      {failure && <Problem of={failure} onRetry={reload} focus={false} />}
      <Combobox
        label={t('社区或街道')}
        placeholder={t('社区或街道，汉字、拼音、首字母都行')}
        value={typed ?? chosen}
        onInput={setTyped}
        options={found.map((one) => ({
          id: one.code,
          label: one.name,
          hint: one.level === 'street' ? t('街道') : divisionOf(divisions, one.parent_code ?? '')?.name,
          icon: MapPin,
        }))}
        onPick={({ id }) => pick(id)}
        onSubmit={(text) => {
          const first = found[0];
          if (typed !== null && first) pick(first.code);
          else if (text.trim() && place) going.next();
        }}
        onClear={() => {
          setTyped(null);
          answer({ place: null });
        }}
      />
      <div class="guide-near">
        <NearMe
          onFound={(at) => {
            setTyped(null);
            answer({ place: at });
          }}
        />
      </div>
      <p role="status">{chosen && typed === null && t('就在{place}附近找', { place: chosen })}</p>
      <Button look="primary" wide onClick={going.next}>
        {place === null ? t('哪里都行，下一题') : t('下一题')}
      </Button>
    </Question>
  );
}

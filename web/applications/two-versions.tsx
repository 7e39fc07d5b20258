import { useLayoutEffect, useRef } from 'preact/hooks';
import { equipmentWord, weekdayWord } from '../ui/bed-words.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { knownFacilities } from '../ui/facilities.ts';
import { moment } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { word } from '../ui/words.ts';
import { type Draft, type Known, resumed } from './draft.ts';

type Wish = Pick<Draft, 'service' | 'stay' | 'weekdays' | 'choices' | 'any' | 'radius' | 'needs' | 'note'>;

const lines: [name: () => string, say: (of: Wish) => string][] = [
  [() => t('要什么床'), (w) => word('bed', w.service)],
  [
    () => t('每周哪几天'),
    (w) => (w.service === 'day' ? w.weekdays.map((d) => weekdayWord(Number(d))).join(t('、')) : ''),
  ],
  [() => t('打算住多久'), (w) => (w.stay ? word('stay_length', w.stay) : '')],
  [
    () => t('想住哪家'),
    (w) => w.choices.map((id) => knownFacilities.value.get(id)?.name ?? id.slice(-6)).join(t('、')),
  ],
  [() => t('其他机构也可以'), (w) => (w.any ? t('可以，{km} 公里以内', { km: w.radius }) : t('不可以'))],
  [() => t('必须有的设备'), (w) => w.needs.map(equipmentWord).join(t('、'))],
  [() => t('说明'), (w) => w.note.trim()],
];

/** The same application filled in in two places: what differs, side by side, and the reader says which holds. */
export function TwoVersions({
  mine,
  theirs,
  onTake,
}: {
  mine: Draft;
  theirs: Known;
  onTake: (whose: 'mine' | 'theirs') => void;
}) {
  const box = useRef<HTMLElement>(null);
  useLayoutEffect(() => box.current?.focus(), []);
  const other = resumed(theirs) as Wish;
  const differing = lines
    .map(([name, say]) => [name(), say(mine), say(other)] as const)
    .filter(([, here, there]) => here !== there);
  return (
    <Card as="section" class="stack versions" aria-labelledby="versions" tabIndex={-1} cardRef={box}>
      <div>
        <h2 id="versions">{t('这份申请在别处又改过')}</h2>
        <p>
          {t('另一个窗口、另一台设备或一起帮忙的家人在 {at} 存过。两边都还在，请选用哪一份；没选之前，都不会丢。', {
            at: moment(theirs.submitted_at),
          })}
        </p>
      </div>
      {differing.map(([name, here, there]) => (
        <div key={name}>
          <h3>{name}</h3>
          <dl class="versions-two">
            <div>
              <dt>{t('在这里填的')}</dt>
              <dd>{here || t('没有填')}</dd>
            </div>
            <div>
              <dt>{t('在别处存的')}</dt>
              <dd>{there || t('没有填')}</dd>
            </div>
          </dl>
        </div>
      ))}
      <div class="answers">
        <Button look="primary" wide onClick={() => onTake('mine')}>
          {t('用在这里填的')}
        </Button>
        <Button wide onClick={() => onTake('theirs')}>
          {t('用在别处存的')}
        </Button>
      </div>
    </Card>
  );
}

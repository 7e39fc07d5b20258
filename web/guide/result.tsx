import { Map as MapIcon } from 'lucide';
import { useMemo, useRef, useState } from 'preact/hooks';
import { type Ability, filtersOf, type GuideAnswers, noAnswers } from '../../server/guide/rules.ts';

import type { Result as Got } from '../api.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { CompareBar } from '../ui/compare.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { Checkbox } from '../ui/field.tsx';
import { money, now, stamp } from '../ui/format.ts';
import { guide } from '../ui/guide.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { centreOf, divisionOf, placeName, usePlaces } from '../ui/places.ts';
import { PrintOnly } from '../ui/print.tsx';
import { Problem } from '../ui/problem.tsx';
import { ReadOrPrint } from '../ui/read-aloud.tsx';
import { href } from '../ui/url.ts';
import { word } from '../ui/words.ts';
import { useAbility } from './ability.ts';
import { type Answer, find, NEAREST } from './find.ts';
import { Found } from './found.tsx';
import type { Going } from './page.tsx';
import { ageWord, dayWord, situationWord, stayWord, whoWord, wishWord } from './words.ts';

const FIRST = 10;

/** The likely level and the list in its order, each place with its reasons, and the ways on from it. */
export function Result({ going }: { going: Going }) {
  useTitle(t('适合的机构'));
  const answers = guide.value;
  const { divisions, failure: noPlaces, reload: again } = usePlaces();
  const centre = useMemo(() => centreOf(divisions), [divisions]);
  const ability = useAbility();
  const [shown, setShown] = useState(FIRST);
  const [along, setAlong] = useState(true);
  const read = useRef<HTMLDivElement>(null!);
  const asked = JSON.stringify([answers, ability, centre]);
  const { data, failure, reload } = useLoad(
    async (signal): Promise<Got<Answer | null>> =>
      centre === null ? { ok: true, data: null, status: 200, etag: null } : find(answers, ability, centre, signal),
    [asked],
  );
  const filters = filtersOf(answers, ability, true);
  const onMap = href('/', data?.all ? filters : filtersOf(answers, ability, false));
  const list = data?.shown ?? [];
  const failed = failure ?? (divisions.length === 0 ? noPlaces : undefined);
  return (
    <div class="stack guide-result" ref={read}>
      <div class="row-between">
        <h1 tabIndex={-1}>{t('适合的机构')}</h1>
        <ReadOrPrint of={read} label={t('打印清单')} />
      </div>
      <Said answers={answers} divisions={divisions} going={going} />
      <Level ability={ability} answers={answers} going={going} />
      {failed && <Problem of={failed} onRetry={noPlaces && divisions.length === 0 ? again : reload} focus={false} />}
      {!data && !failed && <Loading cards={4} />}
      {data && list.length === 0 && (
        <Empty title={t('没有找到机构')}>
          <p>{t('换一种住法，或换一个地方再试。')}</p>
          <Button look="primary" onClick={() => going.to('stay')}>
            {t('换一种住法')}
          </Button>
        </Empty>
      )}
      {list.length > 0 && (
        <>
          <div class="row-between">
            <h2>{t('{n} 处有适合的空床', { n: list.filter((one) => one.bed).length })}</h2>
            <ButtonLink icon={MapIcon} href={onMap} class="screen-only">
              {t('在地图上看')}
            </ButtonLink>
          </div>
          <p class="muted">
            {order(answers)}
            {answers.situation === null &&
              list.some((one) => one.cost.quote.government_fen) &&
              t('价钱已减可能有的补贴；特困、低保才有的没有算。')}
          </p>
          {data?.farther && (
            <p>{t('这里只排了离得最近的 {n} 家；更远的没有参加排序，请在地图上看。', { n: NEAREST })}</p>
          )}
          <ol class="guide-list">
            {list.slice(0, shown).map((one, index) => (
              <Found
                key={one.id}
                of={one}
                place={index + 1}
                street={divisionOf(divisions, one.row.street_code)?.name}
                filters={filters}
                along={along}
                known={answers.place !== null}
              />
            ))}
          </ol>
          {list.length > shown && (
            <Button class="screen-only" wide onClick={() => setShown(shown + FIRST)}>
              {t('再看一些')}
            </Button>
          )}
          <div class="screen-only">
            <Checkbox
              label={t('申请时带上我的回答')}
              hint={t('地点、住法、等级、性别和预算，省得再填；不勾就一项也不带。')}
              checked={along}
              onChange={setAlong}
            />
          </div>
          <PrintOnly>
            <p class="small">{t('打印于 {when}，空床数随时变化，以网上为准。', { when: stamp(now.value) })}</p>
          </PrintOnly>
          <CompareBar carry={filters} />
        </>
      )}
    </div>
  );
}

function order({ place, wishes }: GuideAnswers): string {
  if (wishes.length)
    return t('先列有适合空床的，再看您看重的 {n} 项符合几项，再按远近。不收推广费，谁来问都一样。', {
      n: wishes.length,
    });
  return place
    ? t('先列有适合空床的，再按远近。不收推广费，谁来问都一样。')
    : t('先列有适合空床的，再按自己付多少。不收推广费，谁来问都一样。');
}

function Said({
  answers,
  divisions,
  going,
}: {
  answers: GuideAnswers;
  divisions: Parameters<typeof divisionOf>[0];
  going: Going;
}) {
  const { who, age, sex, place, stay, days, wishes, max, situation } = answers;
  const where = place && placeName(filtersOf({ ...noAnswers, place }, null, false), divisions);
  const parts: [string, string, string][] = [
    [
      'who',
      t('给谁找'),
      [who && whoWord(who), age && ageWord(age), sex && word('sex', sex)].filter(Boolean).join(' · '),
    ],
    ['where', t('在哪里'), where ? t('{place}附近', { place: where }) : ''],
    ['stay', t('怎么住'), stay ? [stayWord(stay), ...(stay === 'day' ? days.map(dayWord) : [])].join(' · ') : ''],
    [
      'wishes',
      t('看重'),
      [
        ...wishes.map(wishWord),
        wishes.includes('price') && max !== null ? t('每月 {sum} 以内', { sum: money(max * 100, true) }) : '',
        wishes.includes('price') && situation && situation !== 'none' ? situationWord(situation) : '',
      ]
        .filter(Boolean)
        .join(t('、')),
    ],
  ];
  return (
    <dl class="guide-said">
      {parts.map(([step, name, text]) => (
        <div key={step}>
          <dt>{name}</dt>
          <dd>
            {text || t('没有说')}
            <Button look="quiet" class="screen-only" onClick={() => going.to(step)}>
              {t('改')}
              <span class="visually-hidden"> {name}</span>
            </Button>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Level({ ability, answers, going }: { ability: Ability | null; answers: GuideAnswers; going: Going }) {
  const range = ability && ability.from !== ability.to;
  return (
    <Card as="section" class="stack-tight" aria-label={t('照护等级')}>
      {ability ? (
        <strong class="guide-level">
          {answers.assessed === null
            ? t('可能为{word}，以正式评估为准', { word: word('level', ability.level) })
            : t('已评估为{word}', { word: word('level', ability.level) })}
        </strong>
      ) : (
        <strong class="guide-level">{t('照护等级还不知道，先不按等级挑')}</strong>
      )}
      {range && (
        <p>
          {t('只问了一部分。没问到的方面，可能使等级在{from}到{to}之间。', {
            from: word('level', ability.from),
            to: word('level', ability.to),
          })}
        </p>
      )}
      <div class="row screen-only" data-unread>
        {answers.assessed === null && <ButtonLink href="/self-check">{t('做完整的 26 项自查')}</ButtonLink>}
        <Button look="quiet" onClick={() => going.to('help-1')}>
          {ability ? t('重新答这几题') : t('答几个日常问题')}
        </Button>
      </div>
    </Card>
  );
}

import { call, client } from '../api.ts';
import { equipmentWord, weekdayWord } from '../ui/bed-words.ts';
import { Card, Facts } from '../ui/card.tsx';
import { knownFacilities } from '../ui/facilities.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { word } from '../ui/words.ts';
import type { Draft } from './draft.ts';

/** Everything once more before it is sent. */
export function Review({ draft }: { draft: Draft }) {
  const { data } = useLoad(
    (signal) => call((o) => client.api.v1.applicants[':id'].$get({ param: { id: draft.applicant } }, o), { signal }),
    [draft.applicant],
  );
  return (
    <Card as="section">
      <Facts
        of={[
          [t('老人'), data ? data.applicant.name : '…'],
          [t('身份证号'), <span class="num">{data?.applicant.id_no_masked ?? '…'}</span>],
          [t('社区或村'), data?.community ?? '…'],
          [t('要什么床'), word('bed', draft.service)],
          ...(draft.service === 'day'
            ? [
                [t('每周哪几天'), draft.weekdays.map((day) => weekdayWord(Number(day))).join(t('、'))] as [
                  string,
                  string,
                ],
              ]
            : []),
          ...(draft.stay && draft.service !== 'day' && draft.service !== 'home'
            ? [[t('打算住多久'), word('stay_length', draft.stay)] as [string, string]]
            : []),
          [
            t('想住哪家'),
            draft.choices.length
              ? draft.choices.map((id, index) => (
                  <div key={id}>
                    {t('{n}. {name}', { n: index + 1, name: knownFacilities.value.get(id)?.name ?? '…' })}
                  </div>
                ))
              : t('没有指定'),
          ],
          [t('其他机构也可以'), draft.any ? t('可以，{km} 公里以内', { km: draft.radius }) : t('不可以')],
          ...(draft.needs.length
            ? [[t('必须有的设备'), draft.needs.map(equipmentWord).join(t('、'))] as [string, string]]
            : []),
          ...(draft.note.trim() ? [[t('说明'), draft.note.trim()] as [string, string]] : []),
        ]}
      />
    </Card>
  );
}

import type { InferResponseType } from 'hono/client';
import type { client } from '../api.ts';
import { Facts } from '../ui/card.tsx';
import { number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { reasonsText } from '../ui/queue-words.ts';
import { Table } from '../ui/table.tsx';

export type Preview = InferResponseType<(typeof client.api.v1)['queue-rules']['preview']['$post'], 200>;
type Move = Preview['up'][number];

/** Who would move, if this were in force now: the figures, and the biggest moves with the reason. */
export function PreviewView({ of }: { of: Preview }) {
  return (
    <>
      <h2>{t('试算：现在换用这套规则')}</h2>
      <Facts
        of={[
          [t('轮候人数'), number(of.waiting)],
          [t('换通道'), t('{n} 人', { n: number(of.changed_track) })],
          [t('换位次'), t('{n} 人', { n: number(of.changed_place) })],
          [t('对照'), of.against],
        ]}
      />
      {of.changed_place === 0 && of.changed_track === 0 ? (
        <p>{t('没有人的通道或位次会变。')}</p>
      ) : (
        <>
          <Moves caption={t('上升最多')} of={of.up} />
          <Moves caption={t('下降最多')} of={of.down} />
        </>
      )}
      <p class="muted small">{t('按此刻的轮候人员计算，姓名已隐去；生效那天以当天的人员和情况为准。')}</p>
    </>
  );
}

function Moves({ caption, of }: { caption: string; of: Move[] }) {
  if (of.length === 0) return null;
  return (
    <Table
      caption={caption}
      columns={[
        {
          key: 'who',
          head: t('老人'),
          cell: (row) => (
            <>
              {row.name} <span class="muted small num">{row.receipt_no}</span>
            </>
          ),
        },
        {
          key: 'place',
          head: t('位次'),
          nowrap: true,
          cell: (row) => t('{from} → {to}', { from: row.place.from, to: row.place.to }),
        },
        {
          key: 'track',
          head: t('通道'),
          nowrap: true,
          cell: (row) =>
            row.track.from === row.track.to
              ? row.track.to
              : t('{from} → {to}', { from: row.track.from, to: row.track.to }),
        },
        { key: 'why', head: t('原因'), cell: (row) => reasonsText(row.reasons) },
      ]}
      rows={of}
      rowKey={(row) => row.receipt_no}
    />
  );
}

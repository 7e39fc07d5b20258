import { Notice } from '../ui/card.tsx';
import { date, number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { Table } from '../ui/table.tsx';
import { type Proposal, said } from './words.ts';

/** What became of the approved proposals: offers sent, beds that come free later, and what changed meanwhile. */
export function Published({ proposals, onOpen }: { proposals: Proposal[]; onOpen: (id: string) => void }) {
  const sent = proposals.filter((p) => p.offer_id).length;
  const later = proposals.filter((p) => p.decision === 'approved' && !p.offer_id && !p.problem);
  const struck = proposals.filter((p) => p.decision === 'struck').length;
  const problems = proposals.filter((p) => p.problem);
  return (
    <div class="stack-tight">
      <Notice tone="accent">
        {t('发出 {sent} 份入住通知；{later} 条等床空出；不同意 {struck} 条；{n} 条因情况变化没有发出。', {
          sent: number(sent),
          later: number(later.length),
          struck: number(struck),
          n: number(problems.length),
        })}
      </Notice>
      {problems.length > 0 && (
        <Table
          caption={t('没有发出的，及变了什么')}
          rows={problems}
          rowKey={(row) => row.id}
          onOpen={(row) => onOpen(row.id)}
          columns={[
            { key: 'name', head: t('老人'), nowrap: true, cell: (row) => row.name },
            { key: 'bed', head: t('床位号'), cell: (row) => `${row.facility} ${row.room_no} · ${row.bed_no}` },
            { key: 'why', head: t('变了什么'), cell: (row) => (row.problem ?? []).map(said).join(t('；')) },
          ]}
        />
      )}
      {later.length > 0 && (
        <Table
          caption={t('等床空出')}
          rows={later}
          rowKey={(row) => row.id}
          onOpen={(row) => onOpen(row.id)}
          columns={[
            { key: 'name', head: t('老人'), nowrap: true, cell: (row) => row.name },
            { key: 'bed', head: t('床位号'), cell: (row) => `${row.facility} ${row.room_no} · ${row.bed_no}` },
            { key: 'on', head: t('空出日期'), nowrap: true, cell: (row) => date(row.free_on) },
          ]}
        />
      )}
    </div>
  );
}

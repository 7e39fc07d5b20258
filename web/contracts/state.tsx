import { StatusDot } from '../ui/badge.tsx';
import { date } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { type Contract, stateLooks } from './words.ts';

/** Where a contract stands, and by when it has to be announced. */
export function ContractState({
  of,
}: {
  of: Pick<Contract, 'state' | 'ended_on'> & Partial<Pick<Contract, 'announce_by' | 'announce_colour'>>;
}) {
  const [text, shape, tone] = stateLooks[of.state];
  const late = of.announce_colour === 'red';
  return (
    <>
      <StatusDot shape={shape} tone={late ? 'red' : tone}>
        {t(text)}
      </StatusDot>
      {of.announce_by && (
        <span class="small contract-due">
          {late
            ? t('应于 {day} 前公告，已逾期', { day: date(of.announce_by) })
            : t('{day} 前公告', { day: date(of.announce_by) })}
        </span>
      )}
      {of.state === 'active' && of.ended_on && (
        <span class="small contract-due">{t('自 {day} 起终止', { day: date(of.ended_on) })}</span>
      )}
    </>
  );
}

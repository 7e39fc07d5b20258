import type { Reason } from '../../server/kernel/errors.ts';
import { say as sentence } from '../../server/kernel/messages.ts';
import { StatusDot } from '../ui/badge.tsx';
import { lang, t } from '../ui/i18n.ts';
import { word } from '../ui/words.ts';
import type { CaseData } from './data.ts';

/** What keeps the person out by the rules in force, each with its sentence. */
export function Hindrances({ of }: { of: readonly Reason[] }) {
  if (of.length === 0) return null;
  return (
    <ul class="stack-tight">
      {of.map((reason) => (
        <li key={reason.code}>
          <StatusDot shape="cross" tone="red">
            {sentence(lang.value, reason.code, reason.values)}
          </StatusDot>
        </li>
      ))}
    </ul>
  );
}

/** What a decision would rest on now: everything that stands in the way is said before anybody decides. */
export function Grounds({ all }: { all: CaseData }) {
  const { grounds } = all;
  if (!grounds) return null;
  const waiting = grounds.opinions.filter((one) => one.outcome === null && !one.overdue);
  const silent = grounds.opinions.filter((one) => one.outcome === null && one.overdue);
  const against = grounds.opinions.filter((one) => one.outcome === 'disagree');
  const names = (list: typeof waiting) => list.map((one) => word('department', one.department)).join(t('、'));
  const clear = grounds.hindrances.length === 0 && waiting.length === 0 && !all.of?.accepted_by_me;
  return (
    <section class="card stack-tight" aria-label={t('审批依据')}>
      <div class="row-between">
        <h2>{t('审批依据')}</h2>
        <span class="muted">
          {grounds.published
            ? t('{track} 通道 · 需公示', { track: grounds.track })
            : t('{track} 通道 · 不需公示', { track: grounds.track })}
        </span>
      </div>
      {all.of?.accepted_by_me && (
        <StatusDot shape="cross" tone="red">
          {t('您已受理此件，不能再审批，请交给同事')}
        </StatusDot>
      )}
      <Hindrances of={grounds.hindrances as Reason[]} />
      {waiting.length > 0 && (
        <StatusDot shape="ring" tone="amber">
          {t('还没有答复：{who}', { who: names(waiting) })}
        </StatusDot>
      )}
      {silent.length > 0 && (
        <StatusDot shape="triangle" tone="red">
          {t('逾期未答复，可以不再等：{who}', { who: names(silent) })}
        </StatusDot>
      )}
      {against.length > 0 && (
        <StatusDot shape="cross" tone="amber">
          {t('不同意：{who}（同意须写明理由）', { who: names(against) })}
        </StatusDot>
      )}
      {clear && (
        <StatusDot shape="check" tone="accent">
          {t('条件符合，可以审批')}
        </StatusDot>
      )}
    </section>
  );
}

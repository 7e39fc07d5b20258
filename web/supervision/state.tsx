import { ListChecks } from 'lucide';
import { useState } from 'preact/hooks';
import type { Failure } from '../api.ts';
import { StatusDot } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Card, Facts, Notice } from '../ui/card.tsx';
import { date, moment, number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { walkChain } from './check.ts';
import type { Found, State } from './words.ts';

/** How the chain stands, and for the inspector the button that walks it now. */
export function ChainState({ of, onDone }: { of: State; onDone: () => void }) {
  const [progress, setProgress] = useState<{ done: number; of: number } | null>(null);
  const [failure, setFailure] = useState<Failure>();
  const check = async () => {
    setFailure(undefined);
    setProgress({ done: 0, of: of.seq });
    const failed = await walkChain(setProgress);
    setProgress(null);
    if (failed) setFailure(failed);
    onDone();
  };
  return (
    <Card as="section" class="chain stack" aria-label={t('审计链')}>
      <div class="row-between">
        <h2>{t('审计链')}</h2>
        {session.value?.role === 'inspector' && (
          <Button icon={ListChecks} busy={!!progress} onClick={check}>
            {t('立即核查')}
          </Button>
        )}
      </div>
      {progress && (
        <p class="chain-progress" role="status">
          <progress max={Math.max(1, progress.of)} value={progress.done} aria-label={t('核查进度')} />
          <span class="num">
            {t('已核查 {done} / {of} 条', { done: number(progress.done), of: number(progress.of) })}
          </span>
        </p>
      )}
      {failure && <Problem of={failure} onRetry={check} focus={false} />}
      {of.check?.found.broken && (
        <Notice tone="red">
          <p>{brokenWord(of.check.found.broken)}</p>
        </Notice>
      )}
      <Facts
        of={[
          [
            t('已封存'),
            of.seq
              ? t('{n} 条，至 {at}', { n: number(of.seq), at: moment(of.sealed_at) })
              : t('还没有，系统每分钟封存一次'),
          ],
          [t('待封存'), t('{n} 条，一分钟内封存', { n: number(of.waiting) })],
          [
            t('最近锚点'),
            of.anchor ? (
              <a href="/audit">{t('{day}，第 {seq} 号', { day: date(of.anchor.on), seq: number(of.anchor.seq) })}</a>
            ) : (
              t('还没有，每天零点后生成')
            ),
          ],
          [t('最近核查'), of.check ? <Checked of={of.check} /> : t('还没有核查过')],
        ]}
      />
    </Card>
  );
}

function Checked({ of }: { of: NonNullable<State['check']> }) {
  const { found } = of;
  return (
    <span class="chain-checked">
      <StatusDot shape={found.broken ? 'cross' : 'check'} tone={found.broken ? 'red' : 'accent'}>
        {found.broken ? t('发现问题') : t('{n} 条全部完整', { n: number(found.rows) })}
      </StatusDot>{' '}
      <span class="muted small">{t('{who}，{at}', { who: of.by ?? t('系统'), at: moment(of.at) })}</span>
    </span>
  );
}

function brokenWord({ what, seq }: NonNullable<Found['broken']>): string {
  const at = { seq: number(seq) };
  switch (what) {
    case 'missing':
      return t('第 {seq} 号记录不见了。', at);
    case 'anchor':
      return t('第 {seq} 号处的摘要与当日锚点或存档不符：日志被重写过。', at);
    default:
      return t('第 {seq} 号记录被改动过，与封存时不一致。', at);
  }
}

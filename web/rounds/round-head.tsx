import { ChevronLeft, FileDown, Printer } from 'lucide';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Notice } from '../ui/card.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextArea } from '../ui/field.tsx';
import { moment, number, percent } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { say } from '../ui/toast.tsx';
import { word } from '../ui/words.ts';
import { Checked, Digest, RoundState } from './round-state.tsx';
import { type Proposal, type Round, reserveWord, said, trackCodes, type Verdict } from './words.ts';

/** Back to the list, paper, the bytes for a check elsewhere, and the way to end the round without offers. */
export function RoundTools({ of, onDone }: { of: Round; onDone: () => void }) {
  const [ending, setEnding] = useState(false);
  const file = (part: 'snapshot' | 'outcome') => `/api/v1/rounds/${of.id}/snapshot?part=${part}`;
  return (
    <>
      <ButtonLink look="quiet" icon={ChevronLeft} href="/officer/rounds">
        {t('全部轮次')}
      </ButtonLink>
      {of.ran_at && (
        <>
          <ButtonLink icon={FileDown} href={file('snapshot')} download={`${of.round_no}-market.json`}>
            {t('快照')}
          </ButtonLink>
          <ButtonLink icon={FileDown} href={file('outcome')} download={`${of.round_no}-outcome.json`}>
            {t('结果')}
          </ButtonLink>
          <Button icon={Printer} onClick={() => print()}>
            {t('打印')}
          </Button>
        </>
      )}
      {(of.state === 'draft' || of.state === 'run') && session.value?.role === 'officer' && (
        <Button look="danger" onClick={() => setEnding(true)}>
          {t('取消本轮')}
        </Button>
      )}
      {ending && <Cancel of={of} onClose={() => setEnding(false)} onDone={onDone} />}
    </>
  );
}

function Cancel({ of, onClose, onDone }: { of: Round; onClose: () => void; onDone: () => void }) {
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const { run, busy, failure } = useAction((intent, text: string) =>
    call((o) => client.api.v1.rounds[':id'].cancel.$post({ param: { id: of.id }, json: { reason: text } }, o), {
      intent,
      ifMatch: of.version,
    }),
  );
  const send = async () => {
    if (!reason.trim()) return setMissing(true);
    if (!(await run(reason.trim())).ok) return;
    say(t('{no} 已取消', { no: of.round_no }));
    onClose();
    onDone();
  };
  return (
    <Dialog
      open
      title={t('取消本轮')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('不取消')}</Button>
          <Button look="danger" busy={busy} onClick={send}>
            {t('确定取消本轮')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <p>{t('不发任何通知，床位马上可以另作安排。记录和摘要保留，公开页会显示本轮已取消。')}</p>
        <TextArea
          label={t('取消原因')}
          pointer="/reason"
          value={reason}
          onInput={setReason}
          rows={2}
          maxLength={500}
          error={missing && !reason.trim() ? t('请写一句原因') : errorAt(failure, '/reason')}
        />
      </div>
    </Dialog>
  );
}

/** What the round is and what it found, in one strip; the check's findings in words under it. */
export function Figures({ of, verdict, proposals }: { of: Round; verdict: Verdict | null; proposals: Proposal[] }) {
  const s = of.summary;
  const undecided = proposals.filter((p) => p.decision === null).length;
  const { horizon_days, radius_km, reserve } = of.parameters;
  const facts = [
    of.services.map((one) => word('bed', one)).join(t('、')),
    horizon_days ? t('含 {n} 天内预计空出的床', { n: horizon_days }) : t('只分现在空着的床'),
    radius_km === null ? t('距离按每人所填') : t('最远 {km} 公里', { km: radius_km }),
    reserveWord(reserve),
    t('规则 {version}', { version: of.rule_version }),
  ];
  return (
    <div class="round-head">
      <div class="row-between">
        <div class="row">
          <RoundState of={of} />
          <Checked of={of} />
          <span class="muted small">{facts.join(' · ')}</span>
        </div>
        <span class="muted small">
          {t('开轮 {at}', { at: moment(of.opened_at) })}
          {of.ran_at && ` · ${t('运行 {at}', { at: moment(of.ran_at) })}`}
          {of.published_at && ` · ${t('发布 {at}', { at: moment(of.published_at) })}`}
          {of.cancelled_at && ` · ${t('取消 {at}', { at: moment(of.cancelled_at) })}`}
        </span>
      </div>
      {of.cancel_reason && <Notice>{t('取消原因：{why}', { why: of.cancel_reason })}</Notice>}
      {s && (
        <dl class="round-figures">
          <Figure name={t('参加')} value={t('{n} 人', { n: number(s.people) })} />
          <Figure name={t('床位')} value={number(s.beds)} note={t('用 {n}', { n: number(s.used) })} />
          <Figure name={t('拟安排')} value={t('{n} 人', { n: number(s.placed) })} note={share(s.placed, s.people)} />
          <Figure name={t('第一意愿')} value={share(s.first_choice, s.placed)} note={number(s.first_choice)} />
          <Figure
            name={t('平均距离')}
            value={s.mean_km === null ? t('无数据') : t('{km} 公里', { km: number(s.mean_km, 1) })}
          />
          {trackCodes.map((track) => (
            <Figure
              key={track}
              name={t('{track} 通道', { track })}
              value={`${number(s.by_track[track].placed)} / ${number(s.by_track[track].people)}`}
            />
          ))}
          {of.state === 'run' && <Figure name={t('待审定')} value={number(undecided)} />}
        </dl>
      )}
      {verdict && <Findings of={verdict} />}
      <details class="round-digests">
        <summary>{t('种子与摘要')}</summary>
        <dl class="facts">
          <dt>{t('种子摘要')}</dt>
          <dd>
            <Digest of={of.seed_digest} whole />
          </dd>
          <dt>{t('种子')}</dt>
          <dd>{of.seed ? <Digest of={of.seed} whole /> : t('封存，运行后公开')}</dd>
          <dt>{t('快照摘要')}</dt>
          <dd>
            <Digest of={of.snapshot_digest} whole />
          </dd>
          <dt>{t('结果摘要')}</dt>
          <dd>
            <Digest of={of.outcome_digest} whole />
          </dd>
        </dl>
      </details>
    </div>
  );
}

const share = (n: number, of: number) => (of === 0 ? t('无数据') : percent(n / of, 0));

function Figure({ name, value, note }: { name: string; value: ComponentChildren; note?: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <strong class="num">{value}</strong>
        {note && <span class="muted small"> {note}</span>}
      </dd>
    </div>
  );
}

const SHOWN = 20;

function Findings({ of }: { of: Verdict }) {
  if (of.findings.length === 0) return null;
  return (
    <Notice tone="red">
      <strong>{t('独立核验发现 {n} 处问题，本轮不能发布', { n: of.findings.length })}</strong>
      <ul class="stack-tight">
        {of.findings.slice(0, SHOWN).map((finding, index) => (
          // the same finding may stand twice
          <li key={`${finding.code}${index}`}>· {said(finding)}</li>
        ))}
      </ul>
      {of.findings.length > SHOWN && <p>{t('其余 {n} 处见下载的结果。', { n: of.findings.length - SHOWN })}</p>}
    </Notice>
  );
}

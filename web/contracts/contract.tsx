import { ChevronLeft, FilePen, Printer } from 'lucide';
import { useState } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';
import { call, client } from '../api.ts';
import { Badge } from '../ui/badge.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Facts, Notice } from '../ui/card.tsx';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { date, money, now, number, stamp, unfiled } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { PrintOnly } from '../ui/print.tsx';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { NextAction, StaffFrame } from '../ui/staff-frame.tsx';
import { Table } from '../ui/table.tsx';
import { useQuery } from '../ui/url.ts';
import { AmendForm } from './amend-form.tsx';
import { DraftForm } from './draft-form.tsx';
import { Elements, UsedLots } from './parts.tsx';
import { ContractState } from './state.tsx';
import { Stays } from './stays.tsx';
import { Ended, type Step, StepDialog } from './steps.tsx';
import { Versions } from './versions.tsx';
import { conditionCodes, conditionWords, heldBack, saidOf, span, type Whole } from './words.ts';
import './contracts.css';

/** One contract: where it stands and what comes next, what it says, what has become of it, and every version. */
export default function ContractPage() {
  return (
    <Guard roles={['officer', 'leader', 'treasurer', 'inspector']}>
      <Contract id={useRoute().params.id ?? ''} />
    </Guard>
  );
}

function Contract({ id }: { id: string }) {
  const { query, set } = useQuery();
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.contracts[':id'].$get({ param: { id } }, o), { signal }),
    [id],
  );
  const officer = session.value?.role === 'officer';
  const writing =
    officer && !!query.write && (data?.state === 'draft' || data?.state === 'active' || data?.state === 'announced');
  useEvents(['contracts'], () => !writing && reload());
  useTitle(data?.contract_no ?? t('购买服务合同'));
  const done = () => {
    reload();
    set({ write: null });
  };
  const close = () => set({ write: null });
  return (
    <StaffFrame
      title={data?.title || t('购买服务合同')}
      tools={
        <span class="row screen-only">
          <ButtonLink look="quiet" icon={ChevronLeft} href="/officer/contracts">
            {t('全部合同')}
          </ButtonLink>
          {!writing && (
            <Button icon={Printer} onClick={() => print()}>
              {t('打印')}
            </Button>
          )}
        </span>
      }
      list={
        <div class="stack contract-page">
          {failure && <Problem of={failure} onRetry={reload} focus={false} />}
          {!data && !failure && <Loading />}
          {data && !writing && (
            <Shown of={data} officer={officer} onWrite={() => set({ write: '1' })} reload={reload} />
          )}
          {data && writing && <Writing of={data} onClose={close} onDone={done} />}
        </div>
      }
    />
  );
}

/** The draft or the amendment, once it is known what there is to choose from. */
function Writing({ of, onClose, onDone }: { of: Whole; onClose: () => void; onDone: () => void }) {
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.contracts.choices.$get({}, o), { signal }),
    [],
  );
  return (
    <>
      {failure && <Problem of={failure} onRetry={reload} focus={false} />}
      {!data && !failure && <Loading />}
      {data && of.state === 'draft' && <DraftForm of={of} choices={data} onClose={onClose} onSaved={onDone} />}
      {data && of.state !== 'draft' && of.terms && (
        <AmendForm of={of} terms={of.terms} choices={data} onClose={onClose} onDone={onDone} />
      )}
    </>
  );
}

function Shown({
  of,
  officer,
  onWrite,
  reload,
}: {
  of: Whole;
  officer: boolean;
  onWrite: () => void;
  reload: () => void;
}) {
  const [step, setStep] = useState<Step | null>(null);
  const [ended, setEnded] = useState<{ stays: number; offers: number; released_fen: number }>();
  const runs = of.state === 'announced' || of.state === 'active';
  const { route } = useLocation();
  return (
    <>
      {of.state === 'draft' && (
        <Notice tone={of.missing.length ? 'amber' : 'accent'}>
          {of.missing.length ? (
            <>
              <strong>{t('还有 {n} 处，改好才能签订', { n: of.missing.length })}</strong>
              <ul>
                {of.missing.map((m) => (
                  <li key={`${m.code}${m.pointer ?? ''}`}>· {saidOf(m)}</li>
                ))}
              </ul>
            </>
          ) : (
            t('内容齐全，预算够用，可以签订。')
          )}
        </Notice>
      )}
      {of.state === 'signed' && of.announce_by && (
        <Notice tone={of.announce_colour === 'red' ? 'red' : 'amber'}>
          {of.announce_colour === 'red'
            ? t('应在 {day} 前公告，已逾期。公告前不能按它安排入住。', { day: date(of.announce_by) })
            : t('请在 {day} 前公告（签订后两个工作日内）。公告前不能按它安排入住。', { day: date(of.announce_by) })}
        </Notice>
      )}
      {ended && of.ended_on && <Ended of={ended} on={of.ended_on} />}
      <Head of={of} />
      {officer && (of.state === 'draft' || of.state === 'signed' || runs) && (
        <div class="contract-next screen-only">
          {of.state === 'draft' && (
            <NextAction
              says={t('双方签字盖章后登记')}
              verb={t('登记签订…')}
              why={of.missing.length ? t('还有 {n} 处没有写好', { n: of.missing.length }) : null}
              onAct={() => setStep('sign')}
            >
              <Button onClick={() => setStep('discard')}>{t('作废…')}</Button>
              <Button icon={FilePen} onClick={onWrite}>
                {t('编辑')}
              </Button>
            </NextAction>
          )}
          {of.state === 'signed' && (
            <NextAction says={t('公告后登记')} verb={t('登记公告…')} onAct={() => setStep('announce')}>
              <Button onClick={() => setStep('end')}>{t('解除…')}</Button>
            </NextAction>
          )}
          {runs && (
            <NextAction
              says={t('价格、数量或期限有变')}
              verb={t('登记补充协议…')}
              why={of.ended_on ? t('已登记提前终止') : of.terms ? null : t('正文没有录入')}
              onAct={onWrite}
            >
              {!of.ended_on && <Button onClick={() => setStep('end')}>{t('提前终止…')}</Button>}
            </NextAction>
          )}
        </div>
      )}
      <section class="stack-tight">
        <h2>{t('标的清单')}</h2>
        {of.lots.length ? <UsedLots of={of.lots} whole={of} /> : <p class="muted">{t('还没有标的')}</p>}
      </section>
      <section class="stack-tight">
        <h2>{t('列支预算')}</h2>
        <Budgets of={of.budgets} />
      </section>
      {(of.state === 'active' || of.state === 'terminated') && session.value?.role !== 'treasurer' && (
        <Stays id={of.id} count={of.used} />
      )}
      <section class="stack-tight">
        <h2>{t('合同八项内容')}</h2>
        <Elements of={of.terms?.elements ?? null} />
      </section>
      {of.versions.length > 0 && (
        <section class="stack-tight">
          <h2>{t('版本')}</h2>
          <Versions of={of} />
        </section>
      )}
      <PrintOnly>
        <p class="small">{t('打印时间：{at}', { at: stamp(now.value) })}</p>
      </PrintOnly>
      {step && (
        <StepDialog
          of={of}
          step={step}
          onClose={() => setStep(null)}
          onDone={(left) => {
            setStep(null);
            if (step === 'discard') return route('/officer/contracts');
            setEnded(left);
            reload();
          }}
        />
      )}
    </>
  );
}

function Head({ of }: { of: Whole }) {
  const conditions = conditionCodes.filter((c) => of.terms?.long_term?.[c]).map((c) => t(conditionWords[c]));
  const facts: [string, preact.ComponentChildren][] = [
    [
      t('合同编号'),
      <span key="no">
        {of.contract_no} {of.demonstration && <Badge>{t('示例')}</Badge>}
      </span>,
    ],
    [t('状态'), <ContractState key="state" of={of} />],
    [t('承接主体'), of.provider || unfiled()],
    [t('合同期'), span(of.start, of.end)],
    ...heldBack(of),
    ...(conditions.length ? [[t('超过一年的条件'), conditions.join(t('、'))] as [string, string]] : []),
    [t('签订'), of.signed_on ? date(of.signed_on) : t('未签订')],
    [
      t('公告'),
      of.announced_on
        ? t('{day}，{place}', { day: date(of.announced_on), place: of.announced_place ?? unfiled() })
        : t('未公告'),
    ],
    ...(of.ended_on
      ? [
          [t('提前终止'), t('自 {day} 起：{why}', { day: date(of.ended_on), why: of.end_reason ?? '' })] as [
            string,
            string,
          ],
        ]
      : []),
  ];
  return (
    <div class="contract-head">
      <Facts of={facts} />
      <dl class="contract-figures">
        <div>
          <dt>{t('合同金额')}</dt>
          <dd>{money(of.amount_fen, true)}</dd>
        </div>
        <div>
          <dt>{t('已验收')}</dt>
          <dd>{money(of.accepted_fen, true)}</dd>
        </div>
        <div>
          <dt>{t('已支付')}</dt>
          <dd>{money(of.paid_fen, true)}</dd>
        </div>
        {of.held_fen > 0 && (
          <div>
            <dt>{t('留待考核')}</dt>
            <dd>{money(of.held_fen, true)}</dd>
          </div>
        )}
        {of.forfeited_fen > 0 && (
          <div>
            <dt>{t('按考核不予支付')}</dt>
            <dd>{money(of.forfeited_fen, true)}</dd>
          </div>
        )}
        <div>
          <dt>{t('已用 / 名额')}</dt>
          <dd>{t('{used} / {bought}', { used: number(of.used), bought: number(of.bought) })}</dd>
        </div>
      </dl>
    </div>
  );
}

const Budgets = ({ of }: { of: Whole['budgets'] }) => (
  <Table
    caption={t('列支预算')}
    hideCaption
    rows={of}
    rowKey={(row) => row.line_id}
    empty={unfiled()}
    maxHeight="none"
    columns={[
      {
        key: 'line',
        head: t('预算项目'),
        cell: (row) => (
          <span class="contract-title">
            {t('{code} {name}', { code: row.code ?? unfiled(), name: row.name ?? '' })}
          </span>
        ),
      },
      { key: 'year', head: t('年度'), nowrap: true, cell: (row) => row.year ?? unfiled() },
      { key: 'amount', head: t('列支'), end: true, nowrap: true, cell: (row) => money(row.amount_fen, true) },
      { key: 'payable', head: t('已应付'), end: true, nowrap: true, cell: (row) => money(row.payable_fen, true) },
      { key: 'left', head: t('该预算还可用'), end: true, nowrap: true, cell: (row) => money(row.left_fen, true) },
    ]}
  />
);

import { FilePlus2 } from 'lucide';
import { useState } from 'preact/hooks';
import { inCustody, type Kind, kinds } from '../../server/prepaid/rules.ts';
import { call, client } from '../api.ts';
import { StatusDot } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Facts, Notice } from '../ui/card.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { CheckGroup, TextInput } from '../ui/field.tsx';
import { date, moment, money, unfiled } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import { type Filing, fenOf, kindWord, natureWord, type Prepaid } from './words.ts';

/** Every filing of the home with its answer, and the form for the next. */
export function FilingsTab({ of, own, onDone }: { of: Prepaid; own: boolean; onDone: () => void }) {
  const [asking, setAsking] = useState(false);
  const waits = of.filings.some((f) => f.answer === null);
  const closing = !!of.closing || of.facility.closed_on !== null;
  return (
    <>
      {of.filings.length === 0 && (
        <Notice>{t('还没有备案。预收养老服务费、押金或会员费之前，须先向民政备案。')}</Notice>
      )}
      {own && (
        <div class="row">
          <Button
            look="primary"
            icon={FilePlus2}
            onClick={() => setAsking(true)}
            why={waits ? t('上一份备案还在等答复') : closing ? t('已公告停业，不再受理备案') : null}
          >
            {t('提交备案')}
          </Button>
        </div>
      )}
      {of.filings.map((filing) => (
        <section key={filing.id} class="stack-tight" aria-label={t('{day} 的备案', { day: date(filing.filed_on) })}>
          <div class="row-between">
            <h2>{t('{day} 的备案', { day: date(filing.filed_on) })}</h2>
            <FilingState of={filing} inForce={of.filing?.id === filing.id} />
          </div>
          <FilingFacts of={filing} />
        </section>
      ))}
      {asking && <FilingForm of={of} onClose={() => setAsking(false)} onDone={onDone} />}
    </>
  );
}

export function FilingState({ of, inForce }: { of: Filing; inForce?: boolean }) {
  if (of.answer === 'refused')
    return (
      <StatusDot shape="cross" tone="plain">
        {t('备案已退回')}
      </StatusDot>
    );
  if (of.answer === 'accepted')
    return (
      <StatusDot shape={inForce ? 'check' : 'dash'} tone={inForce ? 'accent' : 'stale'}>
        {inForce ? t('备案有效') : t('已被后来的备案代替')}
      </StatusDot>
    );
  return (
    <StatusDot shape="half" tone="amber">
      {t('等民政答复')}
    </StatusDot>
  );
}

export const FilingFacts = ({ of }: { of: Filing }) => (
  <Facts
    of={[
      [t('预收种类'), of.kinds.map(kindWord).join(t('、'))],
      [t('固定资产净额'), money(of.net_fixed_assets_fen)],
      [t('其中已抵押'), money(of.pledged_fen)],
      [t('可预收总额'), money(of.limit_fen)],
      [t('收款户名'), of.account_name],
      ...(of.kinds.some(inCustody)
        ? ([
            [t('存管银行'), of.custody_bank ?? unfiled()],
            [t('存管账号'), of.custody_account_no ?? unfiled()],
            [t('风险保证金'), money(of.risk_reserve_fen)],
          ] as [string, string][])
        : []),
      [t('提交'), `${moment(of.filed_at)} ${of.filed_by ?? ''}`],
      ...(of.answered_at
        ? ([[t('答复'), `${moment(of.answered_at)} ${of.answered_by ?? ''}`]] as [string, string][])
        : []),
      ...(of.answer_reason ? ([[t('答复意见'), of.answer_reason]] as [string, string][]) : []),
    ]}
  />
);

function FilingForm({ of, onClose, onDone }: { of: Prepaid; onClose: () => void; onDone: () => void }) {
  const was = of.filing;
  const yuan = (fen: number | undefined) => (fen ? (fen / 100).toFixed(2).replace(/\.00$/, '') : '');
  const [chosen, setChosen] = useState<Kind[]>(was?.kinds ?? []);
  const [assets, setAssets] = useState(yuan(was?.net_fixed_assets_fen));
  const [pledged, setPledged] = useState(was ? yuan(was.pledged_fen) || '0' : '');
  const [name, setName] = useState(was?.account_name ?? of.facility.name);
  const [bank, setBank] = useState(was?.custody_bank ?? '');
  const [accountNo, setAccountNo] = useState(was?.custody_account_no ?? '');
  const [reserve, setReserve] = useState(yuan(was?.risk_reserve_fen));
  const [tried, setTried] = useState(false);
  const kept = chosen.some(inCustody);
  const amounts = [fenOf(assets), fenOf(pledged), kept ? fenOf(reserve) : 0] as const;
  const { run, busy, failure } = useAction((intent, json: { net: number; pledged: number; reserve: number }) =>
    call(
      (o) =>
        client.api.v1.facilities[':id'].prepaid.filings.$post(
          {
            param: { id: of.facility.id },
            json: {
              kinds: chosen,
              net_fixed_assets_fen: json.net,
              pledged_fen: json.pledged,
              account_name: name,
              custody_bank: kept ? bank : null,
              custody_account_no: kept ? accountNo : null,
              risk_reserve_fen: json.reserve,
            },
          },
          o,
        ),
      { intent },
    ),
  );
  const send = async () => {
    setTried(true);
    const [net, pledge, held] = amounts;
    if (!chosen.length || net === undefined || pledge === undefined || held === undefined || !name.trim()) return;
    if (!(await run({ net, pledged: pledge, reserve: held })).ok) return;
    say(t('已提交，等民政答复'));
    onClose();
    onDone();
  };
  const wrong = (value: number | undefined, pointer: string) =>
    tried && value === undefined ? t('请填写金额，最多两位小数') : errorAt(failure, pointer);
  return (
    <Dialog
      open
      title={t('预收费备案')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={send}>
            {t('提交备案')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <CheckGroup
          label={t('预收种类')}
          pointer="/kinds"
          row
          value={chosen}
          onChange={(value) => setChosen(value as Kind[])}
          options={kinds.map((k) => ({
            value: k,
            label: kindWord(k),
            disabled: k === 'membership' && of.facility.nature !== 'private',
          }))}
          hint={
            of.facility.nature === 'private'
              ? undefined
              : t('机构性质：{nature}。只有民办机构可以收会员费。', { nature: natureWord(of.facility.nature) })
          }
          error={tried && !chosen.length ? t('请至少选一种') : errorAt(failure, '/kinds')}
        />
        <TextInput
          label={t('固定资产净额（元）')}
          pointer="/net_fixed_assets_fen"
          inputMode="decimal"
          value={assets}
          onInput={setAssets}
          error={wrong(amounts[0], '/net_fixed_assets_fen')}
        />
        <TextInput
          label={t('其中已抵押（元）')}
          pointer="/pledged_fen"
          inputMode="decimal"
          hint={t('没有抵押填 0；预收总额不得超过两者之差')}
          value={pledged}
          onInput={setPledged}
          error={wrong(amounts[1], '/pledged_fen')}
        />
        <TextInput
          label={t('收款户名')}
          pointer="/account_name"
          hint={t('须是机构或登记的经营单位，个人账户不得收取')}
          value={name}
          maxLength={80}
          onInput={setName}
          error={tried && !name.trim() ? t('请填写户名') : errorAt(failure, '/account_name')}
        />
        {kept && (
          <>
            <TextInput
              label={t('存管银行')}
              pointer="/custody_bank"
              value={bank}
              maxLength={80}
              onInput={setBank}
              error={errorAt(failure, '/custody_bank')}
            />
            <TextInput
              label={t('存管账号')}
              pointer="/custody_account_no"
              value={accountNo}
              maxLength={40}
              onInput={setAccountNo}
              error={errorAt(failure, '/custody_account_no')}
            />
            <TextInput
              label={t('风险保证金（元）')}
              pointer="/risk_reserve_fen"
              inputMode="decimal"
              value={reserve}
              onInput={setReserve}
              error={wrong(amounts[2], '/risk_reserve_fen')}
            />
          </>
        )}
      </div>
    </Dialog>
  );
}

import { ChevronLeft, Printer } from 'lucide';
import { useRoute } from 'preact-iso';
import { call, client } from '../api.ts';
import { Badge } from '../ui/badge.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Facts } from '../ui/card.tsx';
import { config } from '../ui/config.ts';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { date, money, now, number, stamp, unfiled } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { PrintOnly } from '../ui/print.tsx';
import { Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { Elements, Lots } from './parts.tsx';
import { ContractState } from './state.tsx';
import { type Announced, heldBack, span } from './words.ts';
import './contracts.css';

/** One contract as announced, to be read and printed by anybody. */
export default function AnnouncementPage() {
  const id = useRoute().params.id ?? '';
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.contracts.announcements[':id'].$get({ param: { id } }, o), { signal }),
    [id],
  );
  useEvents(['contracts'], reload);
  useTitle(data?.title ?? t('合同公告'));
  return (
    <PublicFrame>
      <div class="contracts-public stack">
        <div class="row-between screen-only">
          <ButtonLink class="back" look="quiet" icon={ChevronLeft} href="/contracts">
            {t('全部合同公告')}
          </ButtonLink>
          {data && (
            <Button icon={Printer} look="primary" onClick={() => print()}>
              {t('打印')}
            </Button>
          )}
        </div>
        {failure && <Problem of={failure} onRetry={reload} />}
        {!data && !failure && <Loading cards={1} />}
        {data && <Sheet of={data} />}
      </div>
    </PublicFrame>
  );
}

function Sheet({ of }: { of: Announced }) {
  return (
    <article class="contract-sheet stack">
      <header class="stack-tight">
        <p class="muted">{t('{district}政府购买养老服务合同公告', { district: config.value?.district_name ?? '' })}</p>
        <h1>{of.title}</h1>
        <div class="row">
          <ContractState of={of} />
          {of.demonstration && <Badge>{t('示例')}</Badge>}
        </div>
      </header>
      <Facts
        of={[
          [t('合同编号'), of.contract_no],
          [t('承接主体'), of.provider],
          [t('合同期'), span(of.start, of.end)],
          [t('合同金额'), money(of.amount_fen, true)],
          ...heldBack(of),
          [t('名额'), t('{n} 个，{m} 家机构', { n: number(of.bought), m: number(of.facilities) })],
          [t('签订日期'), date(of.signed_on)],
          [t('公告'), t('{day}，{place}', { day: date(of.announced_on), place: of.announced_place ?? unfiled() })],
          ...(of.ended_on
            ? [
                [t('提前终止'), t('自 {day} 起：{why}', { day: date(of.ended_on), why: of.end_reason ?? '' })] as [
                  string,
                  string,
                ],
              ]
            : []),
        ]}
      />
      <section class="stack-tight">
        <h2>{t('标的清单')}</h2>
        <Lots of={of.lots} whole={of} />
      </section>
      <section class="stack-tight">
        <h2>{t('合同八项内容')}</h2>
        <Elements of={of.elements} />
      </section>
      {of.amendments.length > 0 && (
        <section class="stack-tight">
          <h2>{t('补充协议')}</h2>
          <ul class="stack-tight">
            {of.amendments.map((a) => (
              <li key={a.no}>
                {t('第 {n} 版，{signed} 签订，{from} 生效：{why}', {
                  n: a.no,
                  signed: date(a.signed_on),
                  from: date(a.effective_on),
                  why: a.reason ?? unfiled(),
                })}
              </li>
            ))}
          </ul>
        </section>
      )}
      <PrintOnly>
        <p class="small">{t('打印时间：{at}', { at: stamp(now.value) })}</p>
      </PrintOnly>
    </article>
  );
}

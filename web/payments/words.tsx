import type { InferResponseType } from 'hono/client';
import type { client } from '../api.ts';
import { StatusDot } from '../ui/badge.tsx';
import { unfiled } from '../ui/format.ts';
import { key, t } from '../ui/i18n.ts';

type Routes = typeof client.api.v1;
export type Payments = InferResponseType<Routes['payments']['$get'], 200>;
export type Payment = Payments['payments'][number];
export type BatchView = InferResponseType<Routes['payment-batches'][':id']['$get'], 200>;
export type Account = NonNullable<Payment['account']>;
export const roles = ['treasurer', 'officer', 'leader', 'inspector'] as const;

const states: Record<
  Payment['state'],
  { word: string; shape: 'ring' | 'half' | 'check' | 'cross'; tone: 'plain' | 'amber' | 'accent' | 'red' }
> = {
  open: { word: key('待付款'), shape: 'ring', tone: 'plain' },
  in_bank: { word: key('已交银行'), shape: 'half', tone: 'amber' },
  paid: { word: key('已付'), shape: 'check', tone: 'accent' },
  returned: { word: key('被退回'), shape: 'cross', tone: 'red' },
};

export function PayState({ of }: { of: { state: Payment['state'] } }) {
  const { word, shape, tone } = states[of.state];
  return (
    <StatusDot shape={shape} tone={tone}>
      {t(word)}
    </StatusDot>
  );
}

/** An account in one line, its number in groups of four as it stands on paper. */
export function AccountLine({ of }: { of: Account | null }) {
  if (!of) return <span class="unfiled">{unfiled()}</span>;
  return (
    <span class="pay-account">
      <span>{of.account_name}</span> <span class="num nowrap">{of.account_no.replace(/(\d{4})(?=\d)/g, '$1 ')}</span>{' '}
      <span class="muted">
        {of.bank_name} <span class="num">{of.bank_code}</span>
      </span>
    </span>
  );
}

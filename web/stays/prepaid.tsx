import { call, client } from '../api.ts';
import { Card, Facts } from '../ui/card.tsx';
import { date, money } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { causeWord, prepaidWord } from './words.ts';

/** What the home holds ahead for the person, and every entry of it: the family's own, nobody else's. */
export function Ahead({ stay }: { stay: string }) {
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.stays[':id'].prepaid.$get({ param: { id: stay } }, o), { signal }),
    [stay],
  );
  if (!data) return failure ? <Problem of={failure} onRetry={reload} focus={false} /> : null;
  const held = [
    ['service_fee', data.service_fee_fen],
    ['deposit', data.deposit_fen],
    ['membership', data.membership_fen],
  ] as const;
  const some = held.filter(([, fen]) => fen !== 0);
  return (
    <Card as="section" class="stack">
      <h2>{t('预交款和押金')}</h2>
      {data.entries.length === 0 ? (
        <p>{t('机构没有登记过您的预交款或押金。交过钱却没有登记，请打电话告诉我们。')}</p>
      ) : (
        <>
          <Facts
            of={
              some.length > 0
                ? some.map(([kind, fen]) => [t('{kind}余额', { kind: prepaidWord(kind) }), money(fen)])
                : [[t('余额'), money(0)]]
            }
          />
          <details>
            <summary>{t('每一笔（{n}）', { n: data.entries.length })}</summary>
            <ol class="plain-list">
              {data.entries.toReversed().map((e) => (
                <li key={e.id} class={e.stands ? undefined : 'entry-undone'}>
                  {t('{date} {kind}{cause} {fen}，余额 {after}，凭证 {no}', {
                    date: date(e.entered_on),
                    kind: prepaidWord(e.kind),
                    cause: causeWord(e.cause),
                    fen: money(e.amount_fen),
                    after: money(e.after_fen),
                    no: e.voucher_no,
                  })}
                  {!e.stands && t('（已冲正）')}
                </li>
              ))}
            </ol>
          </details>
        </>
      )}
      <p class="small muted">{t('停业要提前 30 天告知并退还余额；押金由银行存管。')}</p>
    </Card>
  );
}

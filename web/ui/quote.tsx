import type { InferResponseType } from 'hono/client';
import type { client } from '../api.ts';
import { Badge } from './badge.tsx';
import { Notice } from './card.tsx';
import { money } from './format.ts';
import { lang, t } from './i18n.ts';
import { word } from './words.ts';
import './quote.css';

type Quote = InferResponseType<typeof client.api.v1.quotes.$post, 200>;
type Line = Quote['lines'][number];
export type Quoted = Pick<Quote, 'fee_fen' | 'government_fen' | 'family_fen' | 'cash_fen' | 'lines'>;

/** What decided against it; a fact that is not known decided nothing. */
const decisive = (line: Line) => line.reasons.filter((r) => r.code !== 'ent_unknown');
const said = (of: { message_zh: string; message_en: string }) => (lang.value === 'en' ? of.message_en : of.message_zh);

/**
 * Who pays what of a month, line by line with the rule and its document. `granted`: the schemes in force, so that what
 * has still to be applied for says so; left out where nobody is named.
 */
export function QuoteTable({
  of,
  caption,
  fee,
  granted,
}: {
  of: Quoted;
  caption: string;
  /** what the whole price is made of */
  fee: string;
  granted?: readonly string[];
}) {
  const yes = of.lines.filter((l) => l.applies === 'yes');
  const cash = yes.filter((l) => l.pays === 'person');
  const open = of.lines.filter((l) => l.applies === 'unknown');
  const no = of.lines.filter((l) => l.applies === 'no');
  const paid = yes.filter((l) => l.pays === 'provider');
  return (
    <div class="stack-tight">
      <table class="quote">
        <caption>{caption}</caption>
        <tbody>
          <tr>
            <th scope="row">{fee}</th>
            <td>{money(of.fee_fen)}</td>
          </tr>
          {paid.map((line) => (
            <Paid key={line.scheme} of={line} granted={granted} minus />
          ))}
          <tr>
            <th scope="row">{t('政府支付')}</th>
            <td>{money(of.government_fen)}</td>
          </tr>
          <tr class="quote-sum">
            <th scope="row">{t('自己付')}</th>
            <td>{money(of.family_fen)}</td>
          </tr>
        </tbody>
        {cash.length > 0 && (
          <tbody>
            <tr>
              <th scope="rowgroup" colSpan={2} class="quote-cash">
                {t('另外按月发给本人，不从费用里扣')}
              </th>
            </tr>
            {cash.map((line) => (
              <Paid key={line.scheme} of={line} granted={granted} />
            ))}
          </tbody>
        )}
      </table>
      {open.length > 0 && (
        <Notice tone="amber">
          <strong>{t('还有情况不清楚，下面几项没有算进去')}</strong>
          <ul>
            {open.map((line) => (
              <li key={line.scheme}>
                {t('{scheme}：{why}', {
                  scheme: word('scheme', line.scheme),
                  why: line.reasons.map(said).join(' '),
                })}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {no.length > 0 && (
        <details class="quote-no">
          <summary>{t('没有计入的补贴和原因（{n} 项）', { n: no.length })}</summary>
          <dl>
            {no.map((line) => [
              <dt key={`${line.scheme}-t`}>{word('scheme', line.scheme)}</dt>,
              <dd key={`${line.scheme}-d`}>{decisive(line).map(said).join(' ')}</dd>,
            ])}
          </dl>
        </details>
      )}
    </div>
  );
}

function Paid({ of, granted, minus }: { of: Line; granted: readonly string[] | undefined; minus?: boolean }) {
  return (
    <tr>
      <th scope="row">
        {word('scheme', of.scheme)} {of.example && <Badge>{t('示例标准')}</Badge>}{' '}
        {granted &&
          (granted.includes(of.scheme) ? (
            <Badge tone="accent">{t('已核定')}</Badge>
          ) : (
            <Badge tone="amber">{t('还要申请')}</Badge>
          ))}
        <span class="quote-how">{[of.how && said(of.how), of.doc_no].filter(Boolean).join(' · ')}</span>
      </th>
      <td>
        {minus && of.amount_fen !== null ? '−' : ''}
        {money(of.amount_fen)}
      </td>
    </tr>
  );
}

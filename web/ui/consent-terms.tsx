import { fields, type Pair, type Purpose, sensitive, type Terms } from '../../server/consents/rules.ts';
import { Facts } from './card.tsx';
import { lang, t } from './i18n.ts';
import './consents.css';

/** A pair of the rules in the reader's language. */
export const told = (pair: Pair): string => pair[lang.value === 'en' ? 1 : 0];

/** What the law wants said about a purpose; the reason stands open, the rest behind one line. */
export function TermsText({ of, open = false }: { of: Terms; open?: boolean }) {
  const named = of.fields.map((f) =>
    sensitive.includes(f) ? t('{what}（敏感）', { what: told(fields[f]) }) : told(fields[f]),
  );
  return (
    <>
      <p>{told(of.why)}</p>
      <details class="consent-more" open={open}>
        <summary>{t('用哪些信息、给谁、留多久')}</summary>
        <Facts
          of={[
            [t('用到的信息'), named.join(t('、'))],
            [t('提供给谁'), told(of.receiver)],
            [t('对您的影响'), told(of.effect)],
            [t('留多久'), told(of.kept)],
            [t('不同意会怎样'), told(of.without)],
            [t('法律依据'), told(of.ground)],
          ]}
        />
      </details>
    </>
  );
}

/** The title of a purpose, with the home where data goes to one. */
export const purposeTitle = (of: Terms, purpose: Purpose, facility: string | null): string =>
  purpose === 'share_with_home' && facility
    ? t('{what}：{name}', { what: told(of.title), name: facility })
    : told(of.title);

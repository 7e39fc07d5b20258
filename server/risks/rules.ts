// Decides whether a safety risk assessment is complete and still good (GB 38600-2019: nine risks, before admission, anew
// at least once a year).
import { type Reason, type Verdict, verdict } from '../kernel/errors.ts';
import { addMonths, type Day } from '../kernel/period.ts';

/** 噎食 食品药品误食 压疮 烫伤 坠床 跌倒 他伤和自伤 走失 文娱活动意外, in the order of the standard. */
export const riskKinds = [
  'choking',
  'ingestion',
  'pressure_sore',
  'scald',
  'bed_fall',
  'fall',
  'harm',
  'wandering',
  'activity',
] as const;
export type RiskKind = (typeof riskKinds)[number];
export const degrees = ['none', 'low', 'medium', 'high'] as const;
export type Degree = (typeof degrees)[number];
export type RiskItem = { risk: RiskKind; degree: Degree; measures: string | null };
export type RiskSheet = { assessor: string; items: readonly RiskItem[] };

/** From medium up something has to be done, and what is written down. */
export const measuresNeeded = (degree: Degree) => degree === 'medium' || degree === 'high';

/** Months after which the assessment is to be made again. */
export const RISK_MONTHS = 12;
export const reassessOn = (assessedOn: Day): Day => addMonths(assessedOn, RISK_MONTHS);

/** All nine, each once, who assessed, and measures from medium up. `at` goes before the field it is about. */
export function checkSheet(sheet: RiskSheet, at = ''): Verdict {
  const missing = riskKinds.filter((kind) => sheet.items.filter((i) => i.risk === kind).length !== 1);
  return verdict(
    [
      !sheet.assessor.trim() && { code: 'risk_assessor', pointer: `${at}/assessor` },
      missing.length > 0 && { code: 'risk_incomplete', values: { missing }, pointer: `${at}/items` },
      ...sheet.items.map((item, i): Reason | false =>
        measuresNeeded(item.degree) && !item.measures?.trim()
          ? { code: 'risk_measures', values: { risk: item.risk }, pointer: `${at}/items/${i}/measures` }
          : false,
      ),
    ],
    {},
  );
}

/** May the person be admitted on that day on the strength of the latest assessment here? */
export function riskHolds(latest: Day | null, admittedOn: Day): Verdict {
  return verdict(
    [
      latest === null && { code: 'risk_needed', pointer: '/risk' },
      latest !== null &&
        admittedOn >= reassessOn(latest) && { code: 'risk_old', values: { on: latest }, pointer: '/risk' },
    ],
    {},
  );
}

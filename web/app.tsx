import type { ComponentType } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ErrorBoundary, LocationProvider, lazy, Route, Router, useLocation } from 'preact-iso';
import { need } from './ui/i18n.ts';
import { BrokenPage, NotFoundPage } from './ui/page.tsx';
import { loadSession } from './ui/sign-in-state.ts';
import { StatusRegion } from './ui/toast.tsx';

type PageModule = { default: ComponentType };

/**
 * Every address of the product and the page behind it. A page is `export default function Page()` in its slice's folder;
 * its script and its folder's English come when it is first opened. Add a line here when you add a page.
 */
const pages: [path: string, folder: string, page: () => Promise<PageModule>][] = [
  ['/', 'facilities', () => import('./facilities/nearby-page.tsx')],
  ['/facilities/:id', 'facilities', () => import('./facilities/facility-page.tsx')],
  ['/start', 'guide', () => import('./guide/page.tsx')],
  ['/compare', 'guide', () => import('./guide/compare-page.tsx')],
  ['/me/stays/:id/rate', 'ratings', () => import('./ratings/rate-page.tsx')],
  ['/institution/ratings', 'ratings', () => import('./ratings/own-page.tsx')],
  ['/officer/ratings', 'ratings', () => import('./ratings/district-page.tsx')],
  ['/posters', 'posters', () => import('./posters/list.tsx')],
  ['/posters/:code', 'posters', () => import('./posters/poster.tsx')],
  ['/calculator', 'entitlements', () => import('./entitlements/calculator.tsx')],
  ['/admin/rates', 'entitlements', () => import('./entitlements/rates.tsx')],
  ['/admin/divisions', 'divisions', () => import('./divisions/list.tsx')],
  ['/admin/divisions/:code', 'divisions', () => import('./divisions/division.tsx')],
  ['/officer/insight', 'insight', () => import('./insight/steering-page.tsx')],
  ['/capacity', 'insight', () => import('./insight/capacity-page.tsx')],
  ['/reference', 'reference', () => import('./reference/reference-page.tsx')],
  ['/signin', 'account', () => import('./account/signin.tsx')],
  ['/account', 'account', () => import('./account/account.tsx')],
  ['/admin/accounts', 'account', () => import('./account/staff.tsx')],
  ['/confirm', 'freshness', () => import('./freshness/confirm.tsx')],
  ['/officer/freshness', 'freshness', () => import('./freshness/list.tsx')],
  ['/messages', 'notifications', () => import('./notifications/messages.tsx')],
  ['/admin/deliveries', 'notifications', () => import('./notifications/deliveries.tsx')],
  ['/me', 'applications', () => import('./applications/me.tsx')],
  ['/me/offers', 'applications', () => import('./applications/offers-page.tsx')],
  ['/me/offers/:id', 'applications', () => import('./applications/offer-page.tsx')],
  ['/me/cases/:id', 'applications', () => import('./applications/my-case.tsx')],
  ['/me/stays/:id', 'stays', () => import('./stays/stay-page.tsx')],
  ['/me/watches', 'watches', () => import('./watches/list.tsx')],
  ['/me/watches/new', 'watches', () => import('./watches/new.tsx')],
  ['/me/documents/:applicantId', 'documents', () => import('./documents/own-page.tsx')],
  ['/me/helpers/:applicantId', 'helpers', () => import('./helpers/own-page.tsx')],
  ['/me/help', 'helpers', () => import('./helpers/help-page.tsx')],
  ['/privacy', 'privacy', () => import('./privacy/policy-page.tsx')],
  ['/me/privacy', 'privacy', () => import('./privacy/account-page.tsx')],
  ['/me/privacy/:applicantId', 'privacy', () => import('./privacy/own-page.tsx')],
  ['/me/privacy/:applicantId/print', 'privacy', () => import('./privacy/print-page.tsx')],
  ['/officer/erasures', 'privacy', () => import('./privacy/erasures-page.tsx')],
  ['/apply', 'applications', () => import('./applications/apply.tsx')],
  ['/notices', 'publicity', () => import('./publicity/notices.tsx')],
  ['/reply/:applicationId', 'decisions', () => import('./decisions/reply.tsx')],
  ['/desk', 'acceptance', () => import('./acceptance/desk.tsx')],
  ['/desk/correction/:id', 'acceptance', () => import('./acceptance/correction.tsx')],
  ['/officer/cases', 'cases', () => import('./cases/list.tsx')],
  ['/officer/cases/:id', 'cases', () => import('./cases/case.tsx')],
  ['/officer/objections', 'cases', () => import('./cases/objections.tsx')],
  ['/department/opinions', 'cases', () => import('./cases/opinions.tsx')],
  ['/admin/case-rules', 'cases', () => import('./cases/rules.tsx')],
  ['/requests/new', 'requests', () => import('./requests/new.tsx')],
  ['/requests/mine', 'requests', () => import('./requests/mine.tsx')],
  ['/officer/requests', 'requests', () => import('./requests/list.tsx')],
  ['/officer/requests/:id', 'requests', () => import('./requests/request.tsx')],
  ['/admin/hotline', 'requests', () => import('./requests/letters.tsx')],
  ['/menu', 'menu', () => import('./menu/menu-page.tsx')],
  ['/admin/landmarks', 'landmarks', () => import('./landmarks/page.tsx')],
  ['/admin/menu', 'menu', () => import('./menu/admin-page.tsx')],
  ['/officer/queue', 'allocation', () => import('./allocation/queue.tsx')],
  ['/officer/offers', 'allocation', () => import('./allocation/offers.tsx')],
  ['/officer/applicants/:applicationId', 'applicants', () => import('./applicants/case.tsx')],
  ['/assessments', 'assessments', () => import('./assessments/list.tsx')],
  ['/assessments/:id', 'assessments', () => import('./assessments/form.tsx')],
  ['/assessments/:id/result', 'assessments', () => import('./assessments/result.tsx')],
  ['/self-check', 'assessments', () => import('./assessments/self-check.tsx')],
  ['/officer/entitled', 'categories', () => import('./categories/entitled.tsx')],
  ['/officer/categories', 'categories', () => import('./categories/lists.tsx')],
  ['/admin/queue-rules', 'queue', () => import('./queue/rules-page.tsx')],
  ['/officer/rounds', 'rounds', () => import('./rounds/list.tsx')],
  ['/officer/rounds/:id', 'rounds', () => import('./rounds/board.tsx')],
  ['/officer/fairness', 'rounds', () => import('./rounds/fairness-page.tsx')],
  ['/rounds', 'rounds', () => import('./rounds/public-page.tsx')],
  ['/me/reasons/:applicationId', 'rounds', () => import('./rounds/own-page.tsx')],
  ['/funds', 'disclosures', () => import('./disclosures/funds-page.tsx')],
  ['/grades', 'scorecards', () => import('./scorecards/grades.tsx')],
  ['/officer/scorecards', 'scorecards', () => import('./scorecards/list.tsx')],
  ['/officer/scorecards/:id', 'scorecards', () => import('./scorecards/officer-card.tsx')],
  ['/institution/scorecard', 'scorecards', () => import('./scorecards/own-card.tsx')],
  ['/admin/score-weights', 'scorecards', () => import('./scorecards/weights.tsx')],
  ['/officer/scrutiny', 'scrutiny', () => import('./scrutiny/page.tsx')],
  ['/open-data', 'opendata', () => import('./opendata/page.tsx')],
  ['/audit', 'supervision', () => import('./supervision/public-page.tsx')],
  ['/officer/audit', 'supervision', () => import('./supervision/page.tsx')],
  ['/officer/coverage', 'coverage', () => import('./coverage/page.tsx')],
  ['/officer/findings', 'findings', () => import('./findings/list.tsx')],
  ['/officer/findings/:id', 'findings', () => import('./findings/finding-page.tsx')],
  ['/officer/checks', 'findings', () => import('./findings/checks-page.tsx')],
  ['/officer/spot-checks', 'findings', () => import('./findings/spot-page.tsx')],
  ['/institution/findings', 'findings', () => import('./findings/own-page.tsx')],
  ['/contracts', 'contracts', () => import('./contracts/public-page.tsx')],
  ['/contracts/:id', 'contracts', () => import('./contracts/announcement.tsx')],
  ['/officer/contracts', 'contracts', () => import('./contracts/list.tsx')],
  ['/officer/contracts/new', 'contracts', () => import('./contracts/new.tsx')],
  ['/officer/contracts/:id', 'contracts', () => import('./contracts/contract.tsx')],
  ['/officer/providers', 'contracts', () => import('./contracts/providers.tsx')],
  ['/admin/catalogue', 'contracts', () => import('./contracts/catalogue.tsx')],
  ['/institution/beds', 'board', () => import('./board/beds.tsx')],
  ['/institution/profile', 'profiles', () => import('./profiles/profile-page.tsx')],
  ['/institution/mirror', 'mirror', () => import('./mirror/page.tsx')],
  ['/officer/ledger', 'ledger', () => import('./ledger/ledger-page.tsx')],
  ['/officer/ledger/:id', 'ledger', () => import('./ledger/lot-page.tsx')],
  ['/institution/ledger', 'ledger', () => import('./ledger/ledger-page.tsx')],
  ['/institution/ledger/:id', 'ledger', () => import('./ledger/lot-page.tsx')],
  ['/officer/funds', 'funds', () => import('./funds/list.tsx')],
  ['/officer/funds/:id', 'funds', () => import('./funds/line.tsx')],
  ['/finance/payments', 'payments', () => import('./payments/list.tsx')],
  ['/finance/batches/:id', 'payments', () => import('./payments/batch.tsx')],
  ['/officer/profiles', 'profiles', () => import('./profiles/changes-page.tsx')],
  ['/officer/settlements', 'settlement', () => import('./settlement/list.tsx')],
  ['/officer/settlements/:id', 'settlement', () => import('./settlement/settlement-page.tsx')],
  ['/institution/settlements', 'settlement', () => import('./settlement/own-list.tsx')],
  ['/institution/settlements/:id', 'settlement', () => import('./settlement/settlement-page.tsx')],
  ['/institution/prepaid', 'prepaid', () => import('./prepaid/page.tsx')],
  ['/officer/prepaid', 'prepaid', () => import('./prepaid/overview.tsx')],
  ['/institution/referrals', 'placements', () => import('./placements/referrals.tsx')],
  ['/institution/day', 'attendance', () => import('./attendance/day.tsx')],
  ['/institution/visits', 'attendance', () => import('./attendance/visits.tsx')],
  ['/institution/import', 'imports', () => import('./imports/page.tsx')],
  ['/institution/tokens', 'rosters', () => import('./rosters/tokens.tsx')],
  ['/institution/residents', 'placements', () => import('./placements/residents.tsx')],
];

const routes = pages.map(([path, folder, page]) => ({
  path,
  component: lazy(async () => {
    const [module] = await Promise.all([page(), need(folder)]);
    return module.default;
  }),
}));

export function App() {
  useEffect(() => void loadSession(), []);
  return (
    <LocationProvider>
      <Pages />
      <StatusRegion />
    </LocationProvider>
  );
}

function Pages() {
  const [broken, setBroken] = useState(false);
  const { url } = useLocation();
  const at = useRef(url);
  useEffect(() => {
    // Away from a page that did not open the way is by the network: what failed to load is remembered as failed.
    if (broken && url !== at.current) location.reload();
    at.current = url;
  }, [url]);
  useEffect(() => {
    const failed = () => setBroken(true);
    addEventListener('vite:preloadError', failed);
    return () => removeEventListener('vite:preloadError', failed);
  }, []);
  if (broken) return <BrokenPage />;
  return (
    <ErrorBoundary
      onError={(error) => {
        console.error(error);
        setBroken(true);
      }}
    >
      <Router onRouteChange={arrive}>
        {routes.map(({ path, component }) => (
          <Route key={path} path={path} component={component} />
        ))}
        <Route default component={NotFoundPage} />
      </Router>
    </ErrorBoundary>
  );
}

let shown: string | undefined;

/** After a change of page (not of filters): from the top, and the focus where a reader would start. */
function arrive(url: string) {
  const path = url.split(/[?#]/)[0];
  if (path !== shown && shown !== undefined) {
    scrollTo(0, 0);
    requestAnimationFrame(() => {
      const start = document.querySelector<HTMLElement>('main h1') ?? document.getElementById('main');
      if (!start) return;
      if (!start.hasAttribute('tabindex')) start.tabIndex = -1;
      start.focus({ preventScroll: true });
    });
  }
  shown = path;
}

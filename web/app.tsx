import { signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ErrorBoundary, LocationProvider, lazy, Route, Router, useLocation } from 'preact-iso';
import type { PageLine } from './office.ts';
import { need } from './ui/i18n.ts';
import { BrokenPage, NotFoundPage } from './ui/page.tsx';
import { session } from './ui/session.ts';
import { loadSession } from './ui/sign-in-state.ts';
import { StatusRegion } from './ui/toast.tsx';

/**
 * Every address of the product and the page behind it. A page is `export default function Page()` in its slice's folder;
 * its script and its folder's English come when it is first opened. Add a line here when you add a page; those of staff
 * stand in office.ts, which a family's phone never loads.
 */
const pages: PageLine[] = [
  ['/', 'facilities', () => import('./facilities/nearby-page.tsx')],
  ['/facilities/:id', 'facilities', () => import('./facilities/facility-page.tsx')],
  ['/start', 'guide', () => import('./guide/page.tsx')],
  ['/compare', 'guide', () => import('./guide/compare-page.tsx')],
  ['/me/stays/:id/rate', 'ratings', () => import('./ratings/rate-page.tsx')],
  ['/posters', 'posters', () => import('./posters/list.tsx')],
  ['/posters/:code', 'posters', () => import('./posters/poster.tsx')],
  ['/calculator', 'entitlements', () => import('./entitlements/calculator.tsx')],
  ['/capacity', 'insight', () => import('./insight/capacity-page.tsx')],
  ['/reference', 'reference', () => import('./reference/reference-page.tsx')],
  ['/signin', 'account', () => import('./account/signin.tsx')],
  ['/account', 'account', () => import('./account/account.tsx')],
  ['/confirm', 'freshness', () => import('./freshness/confirm.tsx')],
  ['/messages', 'notifications', () => import('./notifications/messages.tsx')],
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
  ['/apply', 'applications', () => import('./applications/apply.tsx')],
  ['/notices', 'publicity', () => import('./publicity/notices.tsx')],
  ['/reply/:applicationId', 'decisions', () => import('./decisions/reply.tsx')],
  ['/requests/new', 'requests', () => import('./requests/new.tsx')],
  ['/requests/mine', 'requests', () => import('./requests/mine.tsx')],
  ['/menu', 'menu', () => import('./menu/menu-page.tsx')],
  ['/self-check', 'assessments', () => import('./assessments/self-check.tsx')],
  ['/rounds', 'rounds', () => import('./rounds/public-page.tsx')],
  ['/me/reasons/:applicationId', 'rounds', () => import('./rounds/own-page.tsx')],
  ['/funds', 'disclosures', () => import('./disclosures/funds-page.tsx')],
  ['/grades', 'scorecards', () => import('./scorecards/grades.tsx')],
  ['/open-data', 'opendata', () => import('./opendata/page.tsx')],
  ['/audit', 'supervision', () => import('./supervision/public-page.tsx')],
  ['/contracts', 'contracts', () => import('./contracts/public-page.tsx')],
  ['/contracts/:id', 'contracts', () => import('./contracts/announcement.tsx')],
];

const routesOf = (lines: readonly PageLine[]) =>
  lines.map(([path, folder, page]) => ({
    path,
    component: lazy(async () => {
      const [module] = await Promise.all([page(), need(folder)]);
      return module.default;
    }),
  }));

const routes = routesOf(pages);
const staffPath = /^\/(officer|institution|admin|desk|department|finance|assessments)(\/|$)/;
const staffRoutes = signal<ReturnType<typeof routesOf> | null>(null);
async function needOffice(): Promise<void> {
  if (!staffRoutes.value) staffRoutes.value = routesOf((await import('./office.ts')).office);
}

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
  const { url, path } = useLocation();
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
  const atWork = staffPath.test(path);
  const staff = !!session.value && session.value.role !== 'family';
  useEffect(() => {
    if (atWork || staff) needOffice().catch(() => atWork && setBroken(true));
  }, [atWork, staff]);
  if (broken) return <BrokenPage />;
  if (atWork && !staffRoutes.value) return null;
  return (
    <ErrorBoundary
      onError={(error) => {
        console.error(error);
        setBroken(true);
      }}
    >
      <Router onRouteChange={arrive}>
        {[...routes, ...(staffRoutes.value ?? [])].map(({ path, component }) => (
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
      // whoever was quick and is in a field already stays there
      if (!start || document.activeElement?.closest('main')) return;
      if (!start.hasAttribute('tabindex')) start.tabIndex = -1;
      start.focus({ preventScroll: true });
    });
  }
  shown = path;
}

import type { Hono } from 'hono';
import { compress } from 'hono/compress';
import { cors } from 'hono/cors';
import { acceptanceRoutes } from './acceptance/routes.ts';
import { allocationRoutes } from './allocation/routes.ts';
import { amendmentRoutes } from './amendments/routes.ts';
import { applicantRoutes } from './applicants/routes.ts';
import { applicationRoutes } from './applications/routes.ts';
import { approvalRoutes } from './approval/routes.ts';
import { assessmentRoutes } from './assessments/routes.ts';
import { attendanceRoutes } from './attendance/routes.ts';
import { boardRoutes } from './board/routes.ts';
import { burndownRoutes } from './burndown/routes.ts';
import { caseRoutes } from './cases/routes.ts';
import { categoryRoutes } from './categories/routes.ts';
import { clockRoutes } from './clocks/routes.ts';
import { closingRoutes } from './closings/routes.ts';
import { consentRoutes } from './consents/routes.ts';
import { contractRoutes } from './contracts/routes.ts';
import { correctionRoutes } from './corrections/routes.ts';
import { coverageRoutes } from './coverage/routes.ts';
import { decisionRoutes } from './decisions/routes.ts';
import { deferralRoutes } from './deferrals/routes.ts';
import { disclosureRoutes } from './disclosures/routes.ts';
import { divisionRoutes } from './divisions/routes.ts';
import { documentRoutes } from './documents/routes.ts';
import { emergencyRoutes } from './emergencies/routes.ts';
import { entitlementRoutes } from './entitlements/routes.ts';
import { escalationRoutes } from './escalations/routes.ts';
import { exportRoutes } from './exports/routes.ts';
import { facilityRoutes } from './facilities/routes.ts';
import { feedbackRoutes } from './feedback/routes.ts';
import { figureRoutes } from './figures/routes.ts';
import { findingRoutes } from './findings/routes.ts';
import { freshnessRoutes } from './freshness/routes.ts';
import { fundRoutes } from './funds/routes.ts';
import { helperRoutes } from './helpers/routes.ts';
import { holdbackRoutes } from './holdbacks/routes.ts';
import { importRoutes } from './imports/routes.ts';
import { insightRoutes } from './insight/routes.ts';
import { inspectionRoutes } from './inspections/routes.ts';
import { invitationRoutes } from './invitations/routes.ts';
import { landmarkRoutes } from './landmarks/routes.ts';
import { ledgerRoutes } from './ledger/routes.ts';
import { matchingRoutes } from './matching/routes.ts';
import { menuRoutes } from './menu/routes.ts';
import { mergerRoutes } from './mergers/routes.ts';
import { mirrorRoutes } from './mirror/routes.ts';
import { notificationRoutes } from './notifications/routes.ts';
import { openDataRoutes } from './opendata/routes.ts';
import { outlineRoutes } from './outlines/routes.ts';
import { paceRoutes } from './pace/routes.ts';
import { paymentRoutes } from './payments/routes.ts';
import { placementRoutes } from './placements/routes.ts';
import { adminRoutes } from './platform/admin.ts';
import { createAnswers } from './platform/cache.ts';
import { limitBody, plainPath, prepare, sameOrigin, securityHeaders } from './platform/guard.ts';
import { signedHook } from './platform/hooks.ts';
import { answerError, type Env, notFound, router, type Services } from './platform/http.ts';
import type { Metrics } from './platform/metrics.ts';
import { operationRoutes } from './platform/operations.ts';
import { createPages } from './platform/pages.ts';
import { sessionMiddleware } from './platform/session.ts';
import { signinRoutes } from './platform/signin.ts';
import { tokenRoutes } from './platform/token-routes.ts';
import { prepaidRoutes } from './prepaid/routes.ts';
import { privacyRoutes } from './privacy/routes.ts';
import { procurementRoutes } from './procurement/routes.ts';
import { profileRoutes } from './profiles/routes.ts';
import { publicityRoutes } from './publicity/routes.ts';
import { queueRoutes } from './queue/routes.ts';
import { ratingRoutes } from './ratings/routes.ts';
import { reasonRoutes } from './reasons/routes.ts';
import { requestRoutes } from './requests/routes.ts';
import { reviewRoutes } from './reviews/routes.ts';
import { riskRoutes } from './risks/routes.ts';
import { rosterRoutes } from './rosters/routes.ts';
import { roundRoutes } from './rounds/routes.ts';
import { scenarioRoutes } from './scenarios/routes.ts';
import { scorecardRoutes } from './scorecards/routes.ts';
import { scrutinyRoutes } from './scrutiny/routes.ts';
import { settlementRoutes } from './settlement/routes.ts';
import { spotCheckRoutes } from './spotchecks/routes.ts';
import { stayRoutes } from './stays/routes.ts';
import { supervisionRoutes } from './supervision/routes.ts';
import { unmetRoutes } from './unmet/routes.ts';
import { uploadRoutes } from './uploads/routes.ts';
import { watchRoutes } from './watches/routes.ts';
import { wishRoutes } from './wishes/routes.ts';

/** Every slice's routes, in the order they are asked. A list and no chain: a chain's type grows with the square of it. */
const slices = [
  signinRoutes,
  adminRoutes,
  tokenRoutes,
  divisionRoutes,
  mergerRoutes,
  outlineRoutes,
  facilityRoutes,
  insightRoutes,
  coverageRoutes,
  scenarioRoutes,
  applicantRoutes,
  documentRoutes,
  consentRoutes,
  uploadRoutes,
  fundRoutes,
  contractRoutes,
  notificationRoutes,
  helperRoutes,
  invitationRoutes,
  watchRoutes,
  assessmentRoutes,
  clockRoutes,
  procurementRoutes,
  amendmentRoutes,
  applicationRoutes,
  queueRoutes,
  categoryRoutes,
  entitlementRoutes,
  reviewRoutes,
  acceptanceRoutes,
  deferralRoutes,
  allocationRoutes,
  decisionRoutes,
  publicityRoutes,
  caseRoutes,
  matchingRoutes,
  // before the rounds themselves: /rounds/public is not a round
  reasonRoutes,
  roundRoutes,
  wishRoutes,
  riskRoutes,
  placementRoutes,
  rosterRoutes,
  emergencyRoutes,
  stayRoutes,
  ratingRoutes,
  correctionRoutes,
  importRoutes,
  exportRoutes,
  boardRoutes,
  attendanceRoutes,
  freshnessRoutes,
  profileRoutes,
  mirrorRoutes,
  ledgerRoutes,
  prepaidRoutes,
  closingRoutes,
  paymentRoutes,
  disclosureRoutes,
  scrutinyRoutes,
  scorecardRoutes,
  holdbackRoutes,
  settlementRoutes,
  approvalRoutes,
  supervisionRoutes,
  figureRoutes,
  paceRoutes,
  unmetRoutes,
  burndownRoutes,
  requestRoutes,
  feedbackRoutes,
  escalationRoutes,
  menuRoutes,
  privacyRoutes,
  landmarkRoutes,
  openDataRoutes,
  inspectionRoutes,
  findingRoutes,
  spotCheckRoutes,
] as const;

/** The routers of the API, one type each: what the pages' client knows. */
export type AppType = (typeof slices)[number] | ReturnType<typeof operationRoutes>['routes'];

/**
 * The whole product over given services: middleware, every slice, the OpenAPI document and the built pages.
 * @param dist folder of the built pages
 */
export function createApp(services: Services, metrics: Metrics, dist: string) {
  const state = { draining: false };
  const operations = operationRoutes(metrics, state);
  const mapOrigin = services.config.MAP_URL?.startsWith('http')
    ? new URL(services.config.MAP_URL.replace(/[{}]/g, '')).origin
    : null;
  const app = router();
  app.use(
    prepare(services),
    metrics.watch,
    securityHeaders(mapOrigin),
    plainPath,
    sameOrigin(services.config.ORIGIN),
    limitBody,
  );
  app.use('/api/v1/hooks/*', signedHook);
  app.use('/api/*', sessionMiddleware(services));
  // The same for everybody, asked all the time: given out as bytes until beds change.
  const answers = createAnswers(services.events);
  for (const path of [
    'facilities/nearby',
    'facilities/clusters',
    'capacity',
    'capacity/history',
    'rounds/public',
    'outlines',
  ])
    app.use(`/api/v1/${path}`, answers.middleware);
  // Whole files, asked for by programs: kept longer, and by whoever stands between.
  const shared = createAnswers(services.events, {
    ttlMs: 60_000,
    max: 40,
    biggest: 4 * 1024 * 1024,
    control: 'public, max-age=60',
  });
  // Pages of other sites may ask: there is nothing in it that is not for everybody.
  app.use(
    '/api/v1/open-data/*',
    cors({ origin: '*', allowMethods: ['GET'], exposeHeaders: ['ETag'] }),
    shared.middleware,
  );
  // Names and ids by the hundred: a phone in a corridor waits for every kilobyte.
  app.get('/api/v1/facilities/:id/beds', compress());
  app.get('/api/v1/coverage', compress());
  // What a family's first page waits for on a slow network.
  for (const path of ['divisions', 'landmarks', 'facilities/names', 'facilities/:id{[0-9a-f-]{36}}'])
    app.get(`/api/v1/${path}`, compress());
  app.openAPIRegistry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-session',
  });
  app.openAPIRegistry.registerComponent('securitySchemes', 'token', {
    type: 'http',
    scheme: 'bearer',
    description: 'A token made by the facility’s own staff; it opens the actions of its scopes and nothing else',
  });
  app.route('/', operations.health);
  const routers: readonly Hono<Env>[] = [operations.routes, ...slices];
  for (const routes of routers) app.route('/api/v1', routes);
  app.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: {
      title: '颐位 Yiwei',
      version: '1',
      description:
        'Elder-care beds of a district: what is free, who is next, and why. Errors are RFC 9457 problems in Chinese and English.',
    },
    servers: [{ url: '/' }],
  });
  app.all('/api/*', notFound);
  app.get('*', createPages(dist));
  app.notFound(notFound);
  app.onError(answerError);
  return { app, state, closeStreams: operations.closeStreams };
}

import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeOffer } from '../../server/allocation/actions.ts';
import { importApplicants } from '../../server/applicants/actions.ts';
import { submitApplication } from '../../server/applications/actions.ts';
import { orderAssessment } from '../../server/assessments/actions.ts';
import type { Action } from '../../server/kernel/permissions.ts';
import { doorOf } from '../../server/kernel/reach.ts';
import type { Actor } from '../../server/platform/context.ts';
import { appOf, type Operation, operationsOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { openHome, openTestDistrict, person, queueUp, STREET, vault, world } from '../support/district.ts';

let database: TestDatabase;
let product: ReturnType<typeof appOf>;
let operations: Operation[];
const cookies: Record<string, string> = {};
const ids: Record<string, string> = {};

beforeAll(async () => {
  database = await freshDatabase();
  const w = world(database);
  await openTestDistrict(w);
  const home = await openHome(w);
  product = appOf(w);
  operations = operationsOf((await product.ask('GET', '/openapi.json')).body);
  const officer = await w.someone('officer');
  const actors: Record<string, Actor> = {
    officer,
    desk: await w.someone('desk', { street: STREET }),
    nurse: await w.someone('institution', { facility: home.facility }),
    assessor: await w.someone('assessor'),
  };
  for (const [name, actor] of Object.entries(actors)) cookies[name] = await product.cookieOf(actor);
  const [queued] = await queueUp(w, officer, [person()], [home.facility]);
  const offered = await makeOffer(w.as(officer), { application_id: queued as string, facility_id: home.facility });
  const late = person();
  late.documents = [{ type: 'id_card', issuedOn: '2020-01-01', source: 'data_share' }];
  await importApplicants(w.system, vault, [late]);
  const fresh = await submitApplication(w.as(officer), {
    applicant_id: late.applicant.id,
    service: 'nursing',
    choices: [],
    accept_any: true,
    radius_km: 20,
    weekdays: [],
    needs: [],
    note: null,
  });
  const order = await orderAssessment(w.as(officer), {
    applicant_id: late.applicant.id as string,
    application_id: fresh.application_id,
    reason: 'regular',
    note: null,
    assessors: [actors.assessor!.account as string, officer.account as string],
  });
  const [paper] = await database.ownerSql`select id from documents`;
  Object.assign(ids, {
    document: paper!.id as string,
    assessment: order.assessment_id,
    application: fresh.application_id,
    offer: offered.offer_id,
  });
});
afterAll(() => database.drop());

/** These add a row beside the record or only read it, or name the version of each bed in their body; two at once lose nothing of each other. */
const additions = [
  'POST /api/v1/applicants/{id}/categories',
  'POST /api/v1/applicants/{id}/consents',
  'POST /api/v1/applicants/{id}/entitlements',
  'POST /api/v1/applicants/{id}/helpers',
  'POST /api/v1/applicants/{id}/helpers/confirmation',
  'POST /api/v1/applicants/{id}/helpers/confirmation/code',
  'POST /api/v1/applicants/{id}/helpers/invitations',
  'POST /api/v1/applicants/{id}/helpers/{account}/end',
  'POST /api/v1/applicants/{id}/helpers/{account}/restore',
  'POST /api/v1/applicants/{id}/privacy/erase',
  'POST /api/v1/applicants/{id}/privacy/export',
  'POST /api/v1/applicants/{id}/unmask',
  'POST /api/v1/applicants/{id}/uploads',
  'POST /api/v1/applications/{id}/deferral',
  'POST /api/v1/applications/{id}/deferral/end',
  'POST /api/v1/applications/{id}/inspections',
  'POST /api/v1/applications/{id}/opinions',
  'POST /api/v1/applications/{id}/visits',
  'POST /api/v1/applications/{id}/wishes/preview',
  'POST /api/v1/divisions/{code}/split',
  'POST /api/v1/facilities/{id}/attendance',
  'POST /api/v1/facilities/{id}/bed-batches/{batch}/undo',
  'POST /api/v1/facilities/{id}/beds/actions',
  'POST /api/v1/facilities/{id}/closings',
  'POST /api/v1/facilities/{id}/confirm',
  'POST /api/v1/facilities/{id}/imports/{kind}',
  'POST /api/v1/facilities/{id}/imports/{kind}/preview',
  'POST /api/v1/facilities/{id}/photos',
  'POST /api/v1/facilities/{id}/placements',
  'POST /api/v1/facilities/{id}/prepaid/filings',
  'POST /api/v1/facilities/{id}/prepaid/receipts',
  'POST /api/v1/facilities/{id}/prepaid/refunds',
  'POST /api/v1/facilities/{id}/prepaid/uses',
  'POST /api/v1/facilities/{id}/tokens',
  'POST /api/v1/facilities/{id}/visits',
  'POST /api/v1/ledger/lots/{id}/carry-over',
  'POST /api/v1/placements/{id}/risks',
  'POST /api/v1/requests/{id}/rating',
  'POST /api/v1/requests/{id}/unmask',
  'POST /api/v1/rounds/{id}/compare',
  'PUT /api/v1/facilities/{id}/beds',
  'PUT /api/v1/facilities/{id}/residents',
];

test('every write on a versioned record by its id asks for If-Match, save those that only add to it', () => {
  const versioned =
    /\/(applicants|applications|assessments|beds|facilities|offers|placements|rooms|rounds|contracts|lots|divisions|requests)\/\{(id|code)\}/;
  const free = operations
    .filter((o) => o.method !== 'GET' && versioned.test(o.path) && !doorOf(o.permission as Action).edit)
    .map((o) => `${o.method} ${o.path}`);
  expect(free.sort()).toEqual(additions);
});

test.each([
  ['desk', 'applications', 'application', 'accept', {}],
  ['desk', 'applications', 'application', 'ask-more', { note: '请补照片' }],
  ['desk', 'applications', 'application', 'supply', {}],
  ['officer', 'applications', 'application', 'decide', { outcome: 'eligible' }],
  ['officer', 'applications', 'application', 'close', { reason: '重复申请' }],
  ['desk', 'applications', 'application', 'appeal', { grounds: '情况属实' }],
  ['officer', 'applications', 'application', 'appeal/decide', { outcome: 'dismissed', answer: '维持' }],
  ['desk', 'applications', 'application', 'join', { joint_with: null }],
  ['desk', 'applications', 'application', 'withdraw', { reason: '家属照护' }],
  ['desk', 'documents', 'document', 'verify', { type: 'id_card', issued_on: '2020-01-01' }],
  ['officer', 'documents', 'document', 'refuse', { reason: '看不清' }],
  ['assessor', 'assessments', 'assessment', 'sign', {}],
  ['assessor', 'assessments', 'assessment', 'return', { reason: '再看一项' }],
  ['desk', 'assessments', 'assessment', 'cancel', { reason: '住院' }],
  ['officer', 'offers', 'offer', 'withdraw', { reason: '更正' }],
  ['desk', 'offers', 'offer', 'accept', undefined],
  ['desk', 'offers', 'offer', 'decline', { reason: 'too_far', note: null }],
  ['nurse', 'offers', 'offer', 'receive', undefined],
  ['nurse', 'offers', 'offer', 'refuse', { reason: 'bed_not_ready', note: null }],
])('%s: %s/{%s}/%s without the version is 428, with an old one 412, and nothing has changed', async (who, path, what, verb, body) => {
  const before = await database.ownerSql`select count(*)::int as n from audit`;
  const ask = (headers: Record<string, string>) =>
    product.ask('POST', `/api/v1/${path}/${ids[what]}/${verb}`, {
      cookie: cookies[who] as string,
      headers,
      ...(body === undefined ? {} : { body }),
    });
  expect(await ask({})).toMatchObject({ status: 428, body: { code: 'version_required' } });
  expect(await ask({ 'if-match': '"99"' })).toMatchObject({ status: 412, body: { code: 'version_stale' } });
  expect(await database.ownerSql`select count(*)::int as n from audit`).toEqual(before);
});

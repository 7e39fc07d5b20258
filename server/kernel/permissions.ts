import { aroundTheFacility, aroundThePerson, everybody } from './circles.ts';
import { familyPermissions } from './family-permissions.ts';
import { moneyPermissions } from './money-permissions.ts';
import { oversightPermissions } from './oversight-permissions.ts';
import { steeringPermissions } from './steering-permissions.ts';

/**
 * Who may do what, and how far it reaches. Read it as: "allocation.offer: an officer, in the own district."
 * One name is the permission key, the audit action and the test title. Everything not listed is forbidden.
 *
 * Reach: `any` every district (the platform's own administrator) · `district` own district · `street` own street ·
 * `facility` own facility · `department` what the own department is asked about · `self` the person's own account ·
 * `public` no sign-in needed.
 * `system` is the clock: background work that answers a deadline, never a person.
 */
export type Role =
  | 'system'
  | 'family'
  | 'institution'
  | 'desk'
  | 'grid_worker'
  | 'officer'
  | 'leader'
  | 'treasurer'
  | 'partner'
  | 'assessor'
  | 'inspector'
  | 'administrator';
export type Reach = 'any' | 'district' | 'street' | 'facility' | 'department' | 'self';

/** `edit: true` asks for If-Match; `personal: true` marks a read that look() writes to the audit log. */
export type Door = { may: Partial<Record<Role, Reach>> | 'public' | 'signed_in'; edit?: true; personal?: true };

export const permissions = {
  // anyone
  'platform.config': { may: 'public' },
  'platform.events': { may: 'public' },
  'platform.sign_in': { may: 'public' },
  'divisions.read': { may: 'public' },

  'facilities.search': { may: 'public' },
  'facilities.read': { may: 'public' },
  'facilities.capacity': { may: 'public' },
  'entitlements.rates': { may: 'public' },
  'entitlements.quote': { may: 'public' },

  // the own account
  'platform.session': { may: 'signed_in' },
  'platform.purge': { may: { system: 'district' } },

  // staff accounts
  'platform.accounts': { may: { administrator: 'district' }, personal: true },
  'platform.invite': { may: { administrator: 'district' } },
  'platform.grant': { may: { administrator: 'district' } },
  'platform.end_membership': { may: { administrator: 'district' } },
  'platform.reset_password': { may: { administrator: 'district' } },
  'platform.remove_totp': { may: { administrator: 'district' } },
  'platform.end_sessions': { may: { administrator: 'district' } },

  // tokens for a home's own programs
  'tokens.list': { may: { institution: 'facility' } },
  'tokens.create': { may: { institution: 'facility' } },
  'tokens.revoke': { may: { institution: 'facility' } },

  'divisions.open': { may: { administrator: 'district', system: 'district' } },

  // beds
  'facilities.confirm': { may: { institution: 'facility' } },
  'facilities.recount': { may: { system: 'district', administrator: 'district' } },
  'facilities.register': { may: { officer: 'district', administrator: 'district', system: 'district' } },

  // what an institution says of itself
  'profiles.read': { may: aroundTheFacility, personal: true },
  'profiles.change': { may: { institution: 'facility', system: 'district' }, edit: true },
  'profiles.withdraw': { may: { institution: 'facility' } },
  'profiles.answer': { may: { officer: 'district' } },
  'profiles.changes': { may: { officer: 'district', leader: 'district', inspector: 'district' }, personal: true },
  'profiles.licences': { may: { officer: 'district', leader: 'district', inspector: 'district' } },
  'profiles.photo': { may: { institution: 'facility', system: 'district' } },
  'profiles.photos': { may: { institution: 'facility' }, edit: true },
  'profiles.apply': { may: { system: 'district' } },
  'profiles.tell': { may: { system: 'district' } },
  'mirror.read': { may: aroundTheFacility },
  'mirror.middle': { may: { system: 'district' } },
  'mirror.answers': { may: { officer: 'district', leader: 'district', inspector: 'district' } },

  // people
  'applicants.read': { may: aroundThePerson, personal: true },
  'applicants.list': { may: aroundThePerson, personal: true },
  'applicants.find': { may: { desk: 'street', officer: 'district' }, personal: true },
  'applicants.duplicates': { may: { desk: 'street', officer: 'district' }, personal: true },
  'applicants.unmask': { may: { officer: 'district' }, personal: true },
  'applicants.register': { may: { family: 'self', desk: 'street', officer: 'district' } },
  'applicants.import': { may: { administrator: 'district', system: 'district' } },

  // assessments: an assessor reaches only the people with an open order to that account
  'assessments.standard': { may: 'public' },
  'assessments.score': { may: 'public' },
  'assessments.assessors': { may: { desk: 'street', officer: 'district' } },
  'assessments.order': { may: { desk: 'street', officer: 'district' } },
  'assessments.cancel': { may: { desk: 'street', officer: 'district' }, edit: true },
  'assessments.list': {
    may: { assessor: 'self', desk: 'street', officer: 'district', leader: 'district' },
    personal: true,
  },
  'assessments.read': {
    may: { assessor: 'self', desk: 'street', officer: 'district', leader: 'district' },
    personal: true,
  },
  'assessments.draft': { may: { assessor: 'self', officer: 'self' }, edit: true },
  'assessments.sign': { may: { assessor: 'self', officer: 'self' }, edit: true },
  'assessments.return': { may: { assessor: 'self', officer: 'self' }, edit: true },
  'assessments.result': { may: aroundThePerson, personal: true },
  'assessments.import': { may: { administrator: 'district', system: 'district' } },

  // messages: everybody their own
  'notifications.read': { may: everybody, personal: true },
  'notifications.mark': { may: everybody },
  'notifications.channels': { may: everybody },
  'notifications.deliver': { may: { system: 'district' } },
  'notifications.letters': { may: { administrator: 'district' } },
  'notifications.retry': { may: { administrator: 'district' } },

  // documents, collected once
  'documents.list': { may: aroundThePerson, personal: true },
  'documents.open': { may: { family: 'self', desk: 'street', officer: 'district' }, personal: true },
  'documents.readings': { may: aroundThePerson, personal: true },
  'documents.verify': { may: { desk: 'street', officer: 'district' }, edit: true },
  'documents.refuse': { may: { desk: 'street', officer: 'district' }, edit: true },
  'documents.set_rules': { may: { administrator: 'district', system: 'district' } },
  'uploads.send': { may: { family: 'self', desk: 'street' } },
  'uploads.sweep': { may: { system: 'district' } },

  // who pays what
  'entitlements.end_rate': { may: { administrator: 'district' } },
  'entitlements.read': { may: aroundThePerson, personal: true },
  'entitlements.grant': { may: { officer: 'district' } },
  'entitlements.end': { may: { officer: 'district' } },
  'entitlements.import': { may: { system: 'district' } },
  'entitlements.set_rates': { may: { administrator: 'district', system: 'district' } },

  // clocks and the rules of a case
  'clocks.rules': {
    may: { administrator: 'district', officer: 'district', leader: 'district', inspector: 'district' },
  },
  'clocks.set_rules': { may: { administrator: 'district', system: 'district' } },
  'clocks.recount': { may: { administrator: 'district', system: 'district' } },

  // applications
  'applications.submit': { may: { family: 'self', desk: 'street', officer: 'district' } },
  'applications.read': { may: aroundThePerson, personal: true },
  'applications.list': { may: aroundThePerson, personal: true },
  'applications.draft': { may: { family: 'self', desk: 'street', officer: 'district' } },
  'applications.close': { may: { officer: 'district' }, edit: true },
  'applications.join': { may: { family: 'self', desk: 'street', officer: 'district' }, edit: true },
  'applications.withdraw': { may: { family: 'self', desk: 'street', officer: 'district' }, edit: true },

  // joint approval
  'acceptance.read': { may: aroundThePerson, personal: true },
  'acceptance.accept': { may: { desk: 'street', officer: 'district' }, edit: true },
  'acceptance.ask_more': { may: { desk: 'street', officer: 'district' }, edit: true },
  'acceptance.supply': { may: { family: 'self', desk: 'street', officer: 'district' }, edit: true },
  'reviews.inbox': {
    may: { partner: 'department', desk: 'street', officer: 'district', leader: 'district' },
    personal: true,
  },
  'reviews.read': {
    may: { partner: 'department', desk: 'street', officer: 'district', leader: 'district' },
    personal: true,
  },
  'reviews.give': { may: { partner: 'department', desk: 'street' } },
  'reviews.ask': { may: { officer: 'district' } },
  'reviews.record': { may: { desk: 'street', officer: 'district' } },
  'reviews.inspect': { may: { inspector: 'district' } },

  // decision and reply
  'decisions.decide': { may: { officer: 'district' }, edit: true },
  'decisions.grounds': { may: { officer: 'district', leader: 'district' }, personal: true },
  'decisions.read': { may: aroundThePerson, personal: true },
  'decisions.waiting': { may: { desk: 'street', officer: 'district' }, personal: true },
  'decisions.hand_over': { may: { desk: 'street', officer: 'district' } },
  'decisions.appeal': { may: { family: 'self', desk: 'street' }, edit: true },
  'decisions.decide_appeal': { may: { officer: 'district', leader: 'district' }, edit: true },

  // public notice
  'publicity.list': { may: 'public' },
  'publicity.object': { may: 'public' },
  'publicity.publish': { may: { system: 'district' } },
  'publicity.end': { may: { system: 'district' } },
  'publicity.objections': {
    may: { officer: 'district', leader: 'district', inspector: 'district' },
    personal: true,
  },
  'publicity.answer': { may: { officer: 'district', leader: 'district' } },

  // the work list
  'cases.list': {
    may: { desk: 'street', officer: 'district', leader: 'district', inspector: 'district' },
    personal: true,
  },
  'cases.read': { may: aroundThePerson, personal: true },
  'cases.assign': { may: { officer: 'district', leader: 'district' } },
  'cases.record_death': { may: { desk: 'street', officer: 'district' }, edit: true },
  'cases.tell_overdue': { may: { system: 'district' } },
  'cases.counts': { may: { desk: 'street', officer: 'district', leader: 'district', inspector: 'district' } },

  // the queue and its rules
  'queue.place': { may: { family: 'self', desk: 'street', officer: 'district' }, personal: true },
  'queue.why': { may: { officer: 'district', leader: 'district', inspector: 'district' }, personal: true },
  'queue.rules': {
    may: { administrator: 'district', officer: 'district', leader: 'district', inspector: 'district' },
  },
  'queue.preview': { may: { administrator: 'district' }, personal: true },
  'queue.add_rules': { may: { administrator: 'district' } },
  'queue.edit_rules': { may: { administrator: 'district' }, edit: true },
  'queue.import_rules': { may: { system: 'district' } },
  'queue.tell': { may: { system: 'district' } },

  // categories, and who is entitled without having asked
  'categories.record': { may: { desk: 'street', officer: 'district' } },
  'categories.end': { may: { desk: 'street', officer: 'district' } },
  'categories.read': { may: aroundThePerson, personal: true },
  'categories.preview': { may: { officer: 'district' }, personal: true },
  'categories.import': { may: { officer: 'district', system: 'district' } },
  'categories.imports': { may: { officer: 'district', leader: 'district', inspector: 'district' } },
  'categories.adopt': { may: { system: 'district' } },
  'categories.entitled': { may: { desk: 'street', officer: 'district', leader: 'district' }, personal: true },
  'categories.contact': { may: { desk: 'street', officer: 'district' } },

  // being passed over on request
  'deferrals.ask': { may: { family: 'self', desk: 'street', officer: 'district' } },
  'deferrals.end': { may: { family: 'self', desk: 'street', officer: 'district' } },
  'deferrals.read': {
    may: { family: 'self', desk: 'street', officer: 'district', leader: 'district' },
    personal: true,
  },

  // allocation
  'allocation.queue': { may: { officer: 'district', leader: 'district', inspector: 'district' }, personal: true },
  'allocation.match': {
    may: { officer: 'district', leader: 'district', family: 'self', desk: 'street' },
    personal: true,
  },
  'allocation.quote': {
    may: { officer: 'district', leader: 'district', family: 'self', desk: 'street' },
    personal: true,
  },
  'allocation.offer': { may: { officer: 'district', leader: 'district' } },
  'allocation.withdraw': { may: { officer: 'district' }, edit: true },
  'allocation.read': {
    may: {
      family: 'self',
      institution: 'facility',
      desk: 'street',
      officer: 'district',
      leader: 'district',
      inspector: 'district',
    },
    personal: true,
  },
  'allocation.accept': { may: { family: 'self', desk: 'street' }, edit: true },
  'allocation.decline': { may: { family: 'self', desk: 'street' }, edit: true },
  'allocation.receive': { may: { institution: 'facility' }, edit: true },
  'allocation.refuse': { may: { institution: 'facility' }, edit: true },

  'allocation.lapse': { may: { system: 'district' } },
  'allocation.override': { may: { leader: 'district' } },
  'allocation.preview': { may: { officer: 'district', leader: 'district' }, personal: true },
  'allocation.overrides': { may: 'public' },
  'allocation.override_cases': {
    may: { officer: 'district', leader: 'district', inspector: 'district' },
    personal: true,
  },

  'refills.offer': { may: { system: 'district' }, personal: true },
  'reminders.send': { may: { system: 'district' } },

  // days at the day centre and visits at home
  'attendance.read': { may: aroundTheFacility, personal: true },
  'attendance.mark': { may: { institution: 'facility' } },
  'attendance.visits': { may: aroundTheFacility, personal: true },
  'attendance.visit': { may: { institution: 'facility' } },
  'attendance.correct_visit': { may: { institution: 'facility' } },

  // how old the figures are
  'freshness.link': { may: 'public' },
  'freshness.confirm_by_link': { may: 'public' },
  'freshness.remind': { may: { system: 'district' } },
  'freshness.list': { may: { officer: 'district', leader: 'district' } },

  'allocation.next': { may: { officer: 'district', leader: 'district', inspector: 'district' }, personal: true },

  // rounds
  'rounds.public': { may: 'public' },
  'rounds.open': { may: { officer: 'district' } },
  'rounds.list': { may: { officer: 'district', leader: 'district', inspector: 'district' } },
  'rounds.read': { may: { officer: 'district', leader: 'district', inspector: 'district' }, personal: true },
  'rounds.run': { may: { officer: 'district' }, edit: true },
  'rounds.compare': { may: { officer: 'district', leader: 'district' }, personal: true },
  'rounds.decide': { may: { officer: 'district' }, edit: true },
  'rounds.publish': { may: { officer: 'district', system: 'district' }, edit: true },
  'rounds.cancel': { may: { officer: 'district' }, edit: true },
  'rounds.audit': { may: { officer: 'district', leader: 'district', inspector: 'district' }, personal: true },
  'rounds.fairness': { may: { officer: 'district', leader: 'district', inspector: 'district' } },
  'rounds.own': { may: { family: 'self', desk: 'street', officer: 'district', leader: 'district' }, personal: true },

  // lists of beds and residents, from a file or a home's own system
  'rosters.preview': { may: { institution: 'facility', officer: 'district' }, personal: true },
  'rosters.sync_beds': { may: { institution: 'facility', officer: 'district' } },
  'rosters.sync_residents': { may: { institution: 'facility' } },

  // lists from files, and files for others
  'imports.preview': { may: { institution: 'facility' }, personal: true },
  'imports.commit': { may: { institution: 'facility' } },
  'imports.list': { may: { institution: 'facility' } },
  'imports.facilities': { may: { system: 'district' } },
  'exports.take': { may: { institution: 'facility', officer: 'district' }, personal: true },

  // stays
  'placements.admit': { may: { institution: 'facility' }, edit: true },
  'placements.admit_private': { may: { institution: 'facility' } },
  'stays.import': { may: { administrator: 'district', system: 'district' } },
  'risks.record': { may: { institution: 'facility' } },
  'risks.read': { may: { institution: 'facility', officer: 'district', leader: 'district' }, personal: true },
  'stays.beds': { may: { institution: 'facility' }, personal: true },
  'stays.leave': { may: { institution: 'facility' }, edit: true },
  'stays.return': { may: { institution: 'facility' }, edit: true },
  'stays.keep': { may: { institution: 'facility' }, edit: true },
  'stays.move': { may: { institution: 'facility' }, edit: true },
  'stays.plan_leaving': { may: { institution: 'facility' }, edit: true },
  'corrections.correct': { may: { institution: 'facility' }, edit: true },
  'corrections.undo': { may: { institution: 'facility' }, edit: true },
  'corrections.timeline': { may: aroundTheFacility, personal: true },
  'placements.discharge': { may: { institution: 'facility' }, edit: true },
  'emergencies.place': { may: { leader: 'district' } },
  'emergencies.end': { may: { system: 'district' } },
  'placements.list': { may: aroundTheFacility, personal: true },

  // the bed board
  'board.read': { may: aroundTheFacility, personal: true },
  'board.history': { may: aroundTheFacility, personal: true },
  'board.act': { may: { institution: 'facility', officer: 'district' } },
  'board.undo': { may: { institution: 'facility', officer: 'district' } },

  // funds, the contract ledger, settlements, payments, fees taken ahead
  ...moneyPermissions,
  ...oversightPermissions,

  // supervision, requests, coverage, insight, open data
  ...steeringPermissions,

  // the family's side
  ...familyPermissions,
} as const satisfies Record<string, Door>;

export type Action = keyof typeof permissions;

/** What a token may be made for, and the only actions it then opens, whatever its facility's staff may do. */
export const tokenScopes = {
  beds: ['rosters.preview', 'rosters.sync_beds'],
  residents: ['rosters.preview', 'rosters.sync_residents'],
} as const satisfies Record<string, readonly Action[]>;
export type TokenScope = keyof typeof tokenScopes;
export const tokenScopeNames = ['beds', 'residents'] as const satisfies readonly TokenScope[];

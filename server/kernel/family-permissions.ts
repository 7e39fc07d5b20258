import { aroundTheFacility, aroundThePerson } from './circles.ts';
import type { Door } from './permissions.ts';

/** Who may do what on the family's side: helpers, consents, watches, ratings, landmarks, privacy; part of `permissions`. */
export const familyPermissions = {
  // named places
  // helpers
  'helpers.read': { may: aroundThePerson, personal: true },
  'helpers.own': { may: { family: 'self' }, personal: true },
  'invitations.authorise': { may: { family: 'self' } },
  'invitations.revoke': { may: { family: 'self' } },
  'invitations.open': { may: { family: 'self' } },
  'invitations.accept': { may: { family: 'self' } },
  'helpers.send': { may: { family: 'self' } },
  'helpers.confirm': { may: { family: 'self' } },
  'helpers.link': { may: { desk: 'street', officer: 'district' } },
  'helpers.end': { may: { family: 'self', desk: 'street', officer: 'district' } },
  'helpers.restore': { may: { family: 'self' } },
  // consents
  // following one's case
  'queue.what_if': { may: { family: 'self', desk: 'street', officer: 'district' }, personal: true },
  'stays.own': { may: { family: 'self' }, personal: true },
  'payments.own': { may: { family: 'self' }, personal: true },
  'prepaid.own': { may: { family: 'self' }, personal: true },
  // watches
  'watches.add': { may: { family: 'self' } },
  'watches.end': { may: { family: 'self' } },
  'watches.renew': { may: { family: 'self' } },
  'watches.list': { may: { family: 'self' }, personal: true },
  'watches.tell': { may: { system: 'district' } },
  // ratings: only those who stayed
  'ratings.read': { may: 'public' },
  'ratings.mine': { may: { family: 'self' }, personal: true },
  'ratings.rate': { may: { family: 'self' } },
  'ratings.withdraw': { may: { family: 'self' }, edit: true },
  'ratings.list': { may: aroundTheFacility, personal: true },
  'ratings.reply': { may: { institution: 'facility' }, edit: true },
  'ratings.hide': { may: { officer: 'district' }, edit: true },
  // privacy
} as const satisfies Record<string, Door>;

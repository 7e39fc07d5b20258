import { aroundTheFacility, aroundThePerson } from './circles.ts';
import type { Door } from './permissions.ts';

/** Who may do what on the family's side: helpers, consents, watches, ratings, landmarks, privacy; part of `permissions`. */
export const familyPermissions = {
  // named places
  'landmarks.read': { may: 'public' },
  'landmarks.set': { may: { administrator: 'district', system: 'district' } },
  'landmarks.end': { may: { administrator: 'district' } },
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
  'consents.agree': { may: { family: 'self', desk: 'street', officer: 'district' } },
  'consents.list': { may: aroundThePerson, personal: true },
  'consents.withdraw': { may: { family: 'self', desk: 'street', officer: 'district' } },
  // following one's case
  'queue.what_if': { may: { family: 'self', desk: 'street', officer: 'district' }, personal: true },
  // other homes while waiting
  'wishes.read': { may: aroundThePerson, personal: true },
  'wishes.preview': { may: { family: 'self', desk: 'street', officer: 'district' }, personal: true },
  'wishes.change': { may: { family: 'self', desk: 'street', officer: 'district' }, edit: true },
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
  'privacy.read': { may: { family: 'self', desk: 'street' }, personal: true },
  'privacy.readings': { may: { family: 'self' }, personal: true },
  'privacy.export': { may: { family: 'self', desk: 'street' }, personal: true },
  'privacy.erase': { may: { family: 'self', desk: 'street' } },
  'privacy.erasures': { may: { officer: 'district', leader: 'district', inspector: 'district' }, personal: true },
  'privacy.account': { may: { family: 'self' }, personal: true },
  'privacy.close_account': { may: { family: 'self' } },
} as const satisfies Record<string, Door>;

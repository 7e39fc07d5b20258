import { aroundTheFacility } from './circles.ts';
import type { Door } from './permissions.ts';

/** Who may do what with money; part of `permissions`. */
export const moneyPermissions = {
  // budget lines and their ledger: whoever buys or pays keeps it, whoever watches reads it
  'funds.read': { may: { officer: 'district', leader: 'district', treasurer: 'district', inspector: 'district' } },
  'funds.add_lines': { may: { officer: 'district', system: 'district' } },
  'funds.edit_line': { may: { officer: 'district' }, edit: true },
  'funds.enter': { may: { officer: 'district', treasurer: 'district' } },
  'funds.reverse': { may: { officer: 'district', treasurer: 'district' } },
  'funds.close_month': { may: { treasurer: 'district' } },

  // payments: whoever approves names the account, somebody else pays
  'payments.read': { may: { officer: 'district', leader: 'district', treasurer: 'district', inspector: 'district' } },
  'payments.set_payer': { may: { treasurer: 'district' } },
  'payments.set_account': { may: { officer: 'district', leader: 'district' } },
  'payments.batch': { may: { treasurer: 'district' } },
  'payments.file': { may: { treasurer: 'district' }, personal: true },
  'payments.take_answers': { may: { treasurer: 'district' } },
  // a month of a contract: drafted, answered by its homes, approved, frozen
  'settlement.draft': { may: { officer: 'district', leader: 'district', system: 'district' } },
  'settlement.list': { may: { ...aroundTheFacility, treasurer: 'district' } },
  'settlement.read': { may: { ...aroundTheFacility, treasurer: 'district' }, personal: true },
  'approval.answer': { may: { institution: 'facility' } },
  'approval.uphold': { may: { officer: 'district', leader: 'district' } },
  'approval.approve': { may: { officer: 'district', leader: 'district' }, edit: true },

  // the contract ledger
  'ledger.read': { may: { ...aroundTheFacility, treasurer: 'district' } },
  'ledger.behind': { may: { officer: 'district', leader: 'district' }, personal: true },
  'ledger.carry_over': { may: { officer: 'district', leader: 'district' } },

  // fees taken ahead, and the closing of a facility
  'prepaid.set_rules': { may: { administrator: 'district', system: 'district' } },
  'prepaid.overview': {
    may: { officer: 'district', leader: 'district', treasurer: 'district', inspector: 'district' },
  },
  'prepaid.read': { may: aroundTheFacility, personal: true },
  'prepaid.file': { may: { institution: 'facility' } },
  'prepaid.answer': { may: { officer: 'district' } },
  'prepaid.receive': { may: { institution: 'facility' } },
  'prepaid.use': { may: { institution: 'facility' } },
  'prepaid.refund': { may: { institution: 'facility' } },
  'prepaid.reverse': { may: { institution: 'facility' } },
  'closings.read': { may: aroundTheFacility, personal: true },
  'closings.announce': { may: { institution: 'facility', officer: 'district' } },
  'closings.cancel': { may: { institution: 'facility', officer: 'district' } },
  'closings.close': { may: { officer: 'district' } },

  // contracts
  'contracts.read': {
    may: {
      officer: 'district',
      leader: 'district',
      treasurer: 'district',
      inspector: 'district',
      institution: 'facility',
    },
  },
  'contracts.import': { may: { system: 'district' } },
  'contracts.providers': {
    may: { officer: 'district', leader: 'district', treasurer: 'district', inspector: 'district' },
  },
  'contracts.choices': { may: { officer: 'district', leader: 'district', inspector: 'district' } },
  'contracts.add_provider': { may: { officer: 'district' } },
  'contracts.edit_provider': { may: { officer: 'district' }, edit: true },
  'contracts.catalogue': { may: 'public' },
  'contracts.list_item': { may: { administrator: 'district' } },
  'contracts.unlist_item': { may: { administrator: 'district' } },
  'procurement.announcements': { may: 'public' },
  'procurement.list': {
    may: { officer: 'district', leader: 'district', treasurer: 'district', inspector: 'district' },
  },
  'procurement.read': {
    may: { officer: 'district', leader: 'district', treasurer: 'district', inspector: 'district' },
  },
  'procurement.draft': { may: { officer: 'district' } },
  'procurement.edit': { may: { officer: 'district' }, edit: true },
  'procurement.discard': { may: { officer: 'district' }, edit: true },
  'procurement.sign': { may: { officer: 'district' }, edit: true },
  'procurement.announce': { may: { officer: 'district' }, edit: true },
  'procurement.tell': { may: { system: 'district' } },
  'amendments.amend': { may: { officer: 'district' }, edit: true },
  'amendments.end': { may: { officer: 'district' }, edit: true },
  'amendments.stays': { may: { officer: 'district', leader: 'district', inspector: 'district' }, personal: true },
} as const satisfies Record<string, Door>;

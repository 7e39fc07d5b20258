import type { Door } from './permissions.ts';

/** Whoever steers the district by its figures. */
const steering = {
  officer: 'district',
  leader: 'district',
  inspector: 'district',
  administrator: 'district',
} as const;
/** Whoever deals with what residents ask for: the grid, the counter of the street, the department asked, the bureau. */
const aroundTheRequest = { grid_worker: 'street', desk: 'street', partner: 'department', officer: 'district' } as const;
const readers = { ...aroundTheRequest, leader: 'district', inspector: 'district' } as const;

/** Whoever finds what went wrong, and whoever puts it right: the home its own, a treasurer what was given to that account. */
const aroundFindings = {
  inspector: 'district',
  leader: 'district',
  officer: 'district',
  treasurer: 'self',
  institution: 'facility',
} as const;

/** Who may do what in supervision, requests, coverage, insight and open data; part of `permissions`. */
export const steeringPermissions = {
  // the audit chain
  'supervision.seal': { may: { system: 'district' } },
  'supervision.anchor': { may: { system: 'district' } },
  'supervision.anchors': { may: 'public' },
  'supervision.state': { may: { inspector: 'district', leader: 'district', administrator: 'district' } },
  'supervision.search': {
    may: { inspector: 'district', leader: 'district', administrator: 'district' },
    personal: true,
  },
  'supervision.open': { may: { inspector: 'district' }, personal: true },
  'supervision.export': { may: { inspector: 'district', administrator: 'district' } },
  'supervision.check': { may: { inspector: 'district' } },
  // inspection: checks, findings, samples on site
  'inspections.checks': {
    may: { inspector: 'district', leader: 'district', officer: 'district', administrator: 'district' },
  },
  'inspections.run': { may: { inspector: 'district', leader: 'district', system: 'district' } },
  'inspections.replay': {
    may: { inspector: 'district', leader: 'district', officer: 'district', administrator: 'district' },
  },
  'inspections.add_check': { may: { leader: 'district', administrator: 'district', system: 'district' } },
  'findings.list': { may: aroundFindings, personal: true },
  'findings.read': { may: aroundFindings, personal: true },
  'findings.photo': { may: aroundFindings, personal: true },
  'findings.staff': { may: { inspector: 'district', leader: 'district' } },
  'findings.raise': { may: { inspector: 'district', leader: 'district' } },
  'findings.assign': { may: { inspector: 'district', leader: 'district' }, edit: true },
  'findings.rectify': { may: { institution: 'facility', officer: 'self', treasurer: 'self' }, edit: true },
  'findings.return': { may: { inspector: 'district', leader: 'district' }, edit: true },
  'findings.check': { may: { inspector: 'district' }, edit: true },
  'findings.close': { may: { inspector: 'district', leader: 'district' }, edit: true },
  'findings.dismiss': { may: { inspector: 'district', leader: 'district' }, edit: true },
  'findings.tell': { may: { system: 'district' } },
  'spotchecks.samples': { may: { inspector: 'district', leader: 'district', officer: 'district' } },
  'spotchecks.draw': { may: { inspector: 'district', leader: 'district' } },
  'spotchecks.record': { may: { inspector: 'district' } },
  // assessment of facilities and desks
  'scorecards.grades': { may: 'public' },
  'scorecards.list': {
    may: { institution: 'facility', officer: 'district', leader: 'district', inspector: 'district' },
  },
  'scorecards.read': {
    may: { institution: 'facility', officer: 'district', leader: 'district', inspector: 'district' },
  },
  'scorecards.rows': {
    may: { institution: 'facility', officer: 'district', leader: 'district', inspector: 'district' },
  },
  'scorecards.fix': { may: { leader: 'district' } },
  'scorecards.publish': { may: { leader: 'district' } },
  'scorecards.weights': {
    may: { administrator: 'district', officer: 'district', leader: 'district', inspector: 'district' },
  },
  'scorecards.set_weights': { may: { administrator: 'district' } },
  'holdbacks.list': {
    may: { officer: 'district', leader: 'district', treasurer: 'district', inspector: 'district' },
  },
  'holdbacks.release': { may: { leader: 'district' } },
  // requests and the menu of services
  'requests.kinds': { may: 'public' },
  'requests.raise': { may: { family: 'self', grid_worker: 'street', desk: 'street' } },
  'requests.mine': { may: { family: 'self' }, personal: true },
  'requests.list': { may: readers, personal: true },
  'requests.read': { may: { ...readers, family: 'self' }, personal: true },
  'requests.unmask': { may: aroundTheRequest, personal: true },
  'requests.note': { may: aroundTheRequest, edit: true },
  'requests.pass': { may: aroundTheRequest, edit: true },
  'requests.solve': { may: aroundTheRequest, edit: true },
  'requests.accept': { may: { family: 'self' }, edit: true },
  'requests.withdraw': { may: { family: 'self' }, edit: true },
  'requests.reopen': {
    may: { family: 'self', grid_worker: 'street', desk: 'street', officer: 'district' },
    edit: true,
  },
  'requests.rate': { may: { family: 'self' } },
  'requests.lapse': { may: { system: 'district' } },
  'requests.tell_overdue': { may: { system: 'district' } },
  'requests.set_rules': { may: { administrator: 'district', system: 'district' } },
  'escalations.hand_over': { may: aroundTheRequest, edit: true },
  'escalations.record': { may: { desk: 'street', officer: 'district' }, edit: true },
  'escalations.sheet': { may: { ...aroundTheRequest, leader: 'district', inspector: 'district' }, personal: true },
  'escalations.deliver': { may: { system: 'district' } },
  'escalations.letters': { may: { administrator: 'district', officer: 'district' } },
  'escalations.resend': { may: { administrator: 'district', officer: 'district' } },
  // signed by the receiver, see platform/hooks
  'escalations.hook': { may: 'public' },
  'menu.read': { may: 'public' },
  'menu.items': { may: { administrator: 'district', officer: 'district' } },
  'menu.set': { may: { administrator: 'district', system: 'district' } },
  'menu.end': { may: { administrator: 'district' } },
  // divisions and grids
  'divisions.history': {
    may: { administrator: 'district', officer: 'district', leader: 'district', inspector: 'district' },
  },
  'divisions.change': { may: { administrator: 'district', system: 'district' }, edit: true },
  'mergers.preview': { may: { administrator: 'district' } },
  'mergers.merge': { may: { administrator: 'district', system: 'district' } },
  'mergers.split': { may: { administrator: 'district', system: 'district' } },
  'mergers.roll': { may: { system: 'district' } },
  'outlines.read': { may: 'public' },
  'outlines.preview': { may: { administrator: 'district' } },
  'outlines.import': { may: { administrator: 'district' } },
  'outlines.preview_grids': { may: { administrator: 'district' } },
  'outlines.import_grids': { may: { administrator: 'district' } },
  // the 15-minute circle
  'coverage.read': {
    may: { officer: 'district', leader: 'district', inspector: 'district', administrator: 'district' },
  },
  'coverage.set_rules': { may: { administrator: 'district', system: 'district' } },
  'coverage.import': { may: { officer: 'district', administrator: 'district' } },
  'scenarios.read': { may: { officer: 'district', leader: 'district', inspector: 'district' } },
  'scenarios.plan': { may: { officer: 'district', leader: 'district' } },
  'scenarios.residents': { may: { officer: 'district', leader: 'district' }, personal: true },
  'scenarios.save': { may: { officer: 'district', leader: 'district', system: 'district' } },
  'scenarios.end': { may: { officer: 'district', leader: 'district' }, edit: true },
  'scenarios.add_site': { may: { officer: 'district', system: 'district' } },
  'scenarios.end_site': { may: { officer: 'district' }, edit: true },
  // the picture
  'figures.read': { may: steering },
  'figures.keep': { may: { system: 'district' } },
  'pace.read': { may: steering },
  'unmet.read': { may: steering },
  'unmet.cases': { may: steering, personal: true },
  'unmet.judge': { may: { officer: 'district', leader: 'district', system: 'district' } },
  'burndown.read': { may: steering },
  // open data
  'opendata.read': { may: 'public' },
} as const satisfies Record<string, Door>;

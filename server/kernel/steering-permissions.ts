import type { Door } from './permissions.ts';

/** Whoever steers the district by its figures. */
const steering = {
  officer: 'district',
  leader: 'district',
  inspector: 'district',
  administrator: 'district',
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
  // divisions and grids
  // the 15-minute circle
  // the picture
  'figures.read': { may: steering },
  'figures.keep': { may: { system: 'district' } },
  'pace.read': { may: steering },
  'unmet.read': { may: steering },
  'unmet.cases': { may: steering, personal: true },
  'unmet.judge': { may: { officer: 'district', leader: 'district', system: 'district' } },
  'burndown.read': { may: steering },
  // open data
} as const satisfies Record<string, Door>;

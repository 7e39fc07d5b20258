import { describe, expect, test } from 'vitest';
import { answers, bodyOf, stateOf, takes } from '../../server/escalations/rules.ts';
import { found, mayFollow } from '../../server/menu/rules.ts';
import {
  type At,
  beginsAt,
  checkRules,
  clockOf,
  colourOf,
  type Event,
  handles,
  hideNumbers,
  lastDay,
  mayPass,
  mayRaise,
  mayRate,
  mayStep,
  move,
  stepsFor,
} from '../../server/requests/rules.ts';
import { kinds, terms } from '../support/requests.ts';

const reasons = (v: { ok: boolean; reasons?: { code: string }[] }) => (v.ok ? [] : v.reasons?.map((r) => r.code));
const at = (level: string, status = 'open') => ({ level, status }) as At;

describe('where a request goes', () => {
  test.each<[string, At, Event, At | string]>([
    ['the grid hands it to the community', at('grid'), 'pass_up', at('community')],
    ['the community to the street', at('community'), 'pass_up', at('street')],
    ['the street to a department', at('street'), 'pass_up', at('department')],
    ['a department back to the street', at('department'), 'pass_back', at('street')],
    ['the community may call 12345 in', at('community'), 'escalate_12345', at('outside', 'outside')],
    ['the grid may call the police', at('grid'), 'escalate_110', at('outside', 'outside')],
    ['but not 12345: the community tries first', at('grid'), 'escalate_12345', 'request_step'],
    ['nobody is above a department', at('department'), 'pass_up', 'request_step'],
    ['nobody is below the grid', at('grid'), 'pass_back', 'request_step'],
    ['an answer waits for the resident', at('street'), 'solve', at('street', 'answered')],
    ['who accepts it', at('street', 'answered'), 'accept', at('street', 'closed')],
    ['or sends it back to where it was answered', at('street', 'answered'), 'reopen', at('street')],
    ['or says nothing until it closes', at('street', 'answered'), 'lapse', at('street', 'closed')],
    ['what 12345 did not solve is the street’s', at('outside', 'answered'), 'reopen', at('street')],
    ['12345 answers', at('outside', 'outside'), 'answer_outside', at('outside', 'answered')],
    ['after the resident withdrew, too', at('outside', 'closed'), 'answer_outside', at('outside', 'closed')],
    ['what is with 12345 is not handed on', at('outside', 'outside'), 'pass_up', 'request_step'],
    ['what is answered is not answered again', at('street', 'answered'), 'solve', 'request_step'],
    ['what is closed stays closed', at('street', 'closed'), 'reopen', 'request_step'],
    ['an answer is not withdrawn from', at('street', 'answered'), 'withdraw', 'request_step'],
  ])('%s', (_t, from, event, to) => {
    const moved = move(from, event);
    expect(moved.ok ? { level: moved.level, status: moved.status } : reasons(moved)?.[0]).toEqual(to);
  });
  test('back to the grid only where the grid is known', () => {
    expect(move(at('community'), 'pass_back')).toMatchObject({ ok: true, level: 'grid' });
    expect(reasons(move(at('community'), 'pass_back', false))).toEqual(['request_no_grid']);
    expect(beginsAt(kinds[0]!, true)).toBe('grid');
    expect(beginsAt(kinds[0]!, false)).toBe('community');
    expect(beginsAt(kinds[1]!, true)).toBe('community');
  });
});

test('everybody acts where it lies with them, the resident on their own', () => {
  expect(handles('grid', ['grid_worker'])).toBe(true);
  expect(handles('street', ['grid_worker'])).toBe(false);
  const desk = { roles: ['desk' as const], own: false };
  expect(mayStep(at('street'), 'solve', desk).ok).toBe(true);
  expect(reasons(mayStep(at('department'), 'solve', desk))).toEqual(['request_elsewhere']);
  const partner = { roles: ['partner' as const], own: false };
  expect(stepsFor(at('department'), partner)).toEqual(['note', 'pass_back', 'escalate_12345', 'escalate_110', 'solve']);
  const own = { roles: [], own: true };
  expect(stepsFor(at('street', 'answered'), own)).toEqual(['accept', 'reopen']);
  expect(stepsFor(at('street'), own)).toEqual(['withdraw']);
  // Whoever took a call reopens it for the caller; nobody else closes it for them.
  expect(stepsFor(at('street', 'answered'), desk)).toEqual(['reopen']);
  expect(stepsFor(at('street', 'answered'), { roles: ['leader'], own: false })).toEqual([]);
});

describe('clocks', () => {
  const calendar = { off: new Set(['2026-10-01']), on: new Set<string>(), published: new Set([2026]) };
  test('hours run round the clock and turn amber after 80 %', () => {
    const { amberAt, dueAt } = clockOf(calendar, terms.grid, new Date('2026-11-27T10:00:00Z'));
    expect([amberAt, dueAt]).toEqual([new Date('2026-11-28T05:12:00Z'), new Date('2026-11-28T10:00:00Z')]);
  });
  test('working days follow the calendar: two from the last of September end on the fifth of October', () => {
    const { amberAt, dueAt } = clockOf(calendar, terms.community, new Date('2026-09-30T02:00:00Z'));
    expect(lastDay(dueAt)).toBe('2026-10-05');
    expect(amberAt).toEqual(new Date('2026-10-04T16:00:00Z'));
  });
  test('a colour while somebody has to act, none once it is answered', () => {
    const [amberAt, dueAt] = [new Date('2026-11-24T08:00:00Z'), new Date('2026-11-24T10:00:00Z')];
    const colour = (hour: number, status: At['status'] = 'open') =>
      colourOf({ status, amberAt, dueAt }, new Date(`2026-11-24T${String(hour).padStart(2, '0')}:00:00Z`));
    expect([7, 8, 10].map((h) => colour(h))).toEqual(['green', 'amber', 'red']);
    expect(colour(10, 'outside')).toBe('red');
    expect(colour(10, 'answered')).toBeNull();
  });
});

describe('what is taken down', () => {
  const asked = { kind: 'lift', text: '电梯坏了三天', phone: null, sharePhone: false };
  test.each<[string, Partial<Parameters<typeof mayRaise>[0]>, string[]]>([
    ['a kind of the list and a sentence', {}, []],
    ['a kind nobody knows', { kind: 'castle' }, ['request_kind_unknown']],
    ['no sentence', { text: ' 坏 ' }, ['request_text_short']],
    ['a phone to pass on that is not given', { sharePhone: true }, ['request_phone_needed']],
    [
      'all at once',
      { kind: 'x', text: '', sharePhone: true },
      ['request_kind_unknown', 'request_text_short', 'request_phone_needed'],
    ],
  ])('%s', (_t, change, codes) => {
    expect(reasons(mayRaise({ ...asked, ...change }, kinds))).toEqual(codes);
  });
  test('a department is named when the street hands it up, and only then', () => {
    expect(reasons(mayPass('pass_up', 'street', null))).toEqual(['request_department']);
    expect(reasons(mayPass('pass_up', 'street', 'castle'))).toEqual(['request_department']);
    expect(mayPass('pass_up', 'street', 'health').ok).toBe(true);
    expect(mayPass('pass_up', 'grid', null).ok).toBe(true);
  });
  test('it is rated once it is closed, if it was answered', () => {
    expect(mayRate({ status: 'closed', answer: '修好了' }).ok).toBe(true);
    expect(reasons(mayRate({ status: 'answered', answer: '修好了' }))).toEqual(['request_not_closed']);
    expect(reasons(mayRate({ status: 'closed', answer: null }))).toEqual(['request_unanswered']);
  });
  test.each([
    ['打 13812345678 找我', '打 ＊＊＊ 找我'],
    ['138-1234-5678', '＊＊＊'],
    ['证件 430602194005060027', '证件 ＊＊＊'],
    ['证件 43060219400506002x。', '证件 ＊＊＊。'],
    ['打 12345，3 栋 1102，2026 年', '打 12345，3 栋 1102，2026 年'],
    ['订单 202611241234567890123', '订单 202611241234567890123'],
  ])('numbers of people in a text are hidden: %s', (text, hidden) => expect(hideNumbers(text)).toBe(hidden));
});

test('rules hold together', () => {
  expect(checkRules({ terms, kinds }).ok).toBe(true);
  const twice = { terms: { ...terms, grid: { amount: 0, unit: 'hours' as const } }, kinds: [kinds[0]!, kinds[0]!] };
  expect(reasons(checkRules(twice))).toEqual(['request_term', 'request_kind_twice']);
  expect(reasons(checkRules({ terms, kinds: [] }))).toEqual(['request_no_kinds']);
});

describe('12345 and 110', () => {
  const sheet = {
    number: 'SQ202611240001',
    receiver: '12345' as const,
    kind: '电梯',
    text: '电梯坏了，电话 13812345678',
    street: '岳阳楼街道',
    community: '郭亮社区',
    grid: null,
    facility: null,
    raisedAt: new Date('2026-11-24T02:00:00Z'),
    note: '物业已停运',
    phone: null,
  };
  test('are told no name, and no number that was not agreed to', () => {
    const body = bodyOf(sheet);
    expect(body).not.toContain('13812345678');
    expect(Object.keys(JSON.parse(body))).toEqual([
      'number',
      'receiver',
      'kind',
      'text',
      'note',
      'place',
      'facility',
      'raised_at',
      'phone',
    ]);
    expect(bodyOf({ ...sheet, phone: '13812345678' })).toContain('"phone":"13812345678"');
    expect(bodyOf(sheet)).toBe(body);
  });
  test('answer once: the same again is nothing new, another one is refused', () => {
    const given = { answer: '已修复', externalNo: 'A-1' };
    expect(takes({ answeredAt: null, answer: null, externalNo: null }, given, 'SQ1')).toBe('take');
    const sent = { answeredAt: new Date(), ...given };
    expect(takes(sent, given, 'SQ1')).toBe('same');
    expect(takes(sent, { ...given, externalNo: null }, 'SQ1')).toBe('same');
    expect(takes(sent, { ...given, answer: '另一个' }, 'SQ1')).toMatchObject({ code: 'escalation_answered' });
  });
  test('every handing over has one state', () => {
    const none = { answeredAt: null, sentAt: null, deadAt: null, nextAt: null };
    const d = new Date();
    const out = { status: 'outside' } as const;
    expect([
      stateOf(none, out),
      stateOf({ ...none, nextAt: d }, out),
      stateOf({ ...none, deadAt: d }, out),
      stateOf({ ...none, sentAt: d }, out),
      stateOf({ ...none, sentAt: d, answeredAt: d }, out),
      stateOf({ ...none, deadAt: d }, { status: 'closed' }),
      stateOf({ ...none, sentAt: d }, { status: 'closed' }),
    ]).toEqual(['by_hand', 'waiting', 'dead', 'sent', 'answered', 'withdrawn', 'sent']);
  });
  test('an answer belongs to the handing over of its number, else to the one that waits, if it has left', () => {
    const first = { answeredAt: new Date(), sentAt: new Date(), answer: '已办', externalNo: 'A-1' };
    const second = { answeredAt: null, sentAt: new Date(), answer: null, externalNo: 'A-2' };
    const waits = { ...second, sentAt: null, externalNo: null };
    expect(answers([second, first], { answer: '已办', externalNo: 'A-1' })).toBe(first);
    expect(answers([second, first], { answer: '已办', externalNo: null })).toBe(second);
    expect(answers([waits, first], { answer: '已办', externalNo: null })).toBe(first);
    expect(answers([waits, first], { answer: '这次修好了', externalNo: null })).toBe(waits);
    expect(answers([first], { answer: '别的', externalNo: 'A-9' })).toBe(first);
    expect(answers([], { answer: '已办', externalNo: null })).toBeUndefined();
  });
});

describe('the menu', () => {
  const line = { name: '上门助浴', feeFen: 6000, feeUnit: '次', href: '/apply', from: '2026-12-01' };
  test.each<[string, Partial<typeof line>, string | null, string[]]>([
    ['a new line may begin today', { from: '2026-11-24' }, null, []],
    ['another follows from tomorrow', {}, '2026-01-01', []],
    ['not in the past', { from: '2026-11-24' }, '2026-01-01', ['menu_past']],
    ['not before one that is set already', {}, '2027-01-01', ['menu_overlap']],
    ['a fee has a unit', { feeUnit: ' ' }, null, ['menu_fee_unit']],
    ['the link stays in the house', { href: '//evil.example' }, null, ['menu_href']],
  ])('%s', (_t, change, latest, codes) => {
    expect(reasons(mayFollow({ ...line, ...change }, latest, '2026-11-24'))).toEqual(codes);
  });
  test('is searched in Chinese, by spelling and by initials', () => {
    const one = { name: '上门助浴', pinyin: 'shangmenzhuyu', initials: 'smzy', what: '两人一组上门', who: '失能老人' };
    expect(['助浴', 'zhuyu', 'zhu yu', 'ZY', '失能', ''].map((q) => found(one, q))).toEqual(Array(6).fill(true));
    expect(['助餐', 'zc'].map((q) => found(one, q))).toEqual([false, false]);
  });
});

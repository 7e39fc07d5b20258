import type { Text } from './facility-tellings.ts';

/** Told to whoever raised a request, by its number `{receipt}`: what it is about stays in the product. */
export const forResidents = {
  request_answered: [
    '诉求已答复',
    '您的诉求 {receipt} 已答复，请在{by}前看一看；没解决可以退回重办。登录“颐位”，或打 12345。',
    'Your request is answered',
    'Your request {receipt} has been answered. Please look by {by}; if it is not solved, send it back. Sign in, or call 12345.',
  ],
  request_closed: [
    '诉求已办结',
    '您的诉求 {receipt} 已办结，请登录“颐位”评价。',
    'Your request is closed',
    'Your request {receipt} is closed. Please sign in and rate how it went.',
  ],
} as const satisfies Record<string, Text>;

/** Told to those who have to deal with it, or look after those who do. */
export const forThoseAsked = {
  request_arrived: [
    '诉求待办',
    '诉求 {receipt} 到您这里了，请在{by}前办理。',
    'A request waits',
    'The request {receipt} lies with you now; please deal with it by {by}.',
  ],
  request_overdue: [
    '诉求已逾期',
    '诉求 {receipt} 应于{by}前办理，已逾期。',
    'Request overdue',
    'The request {receipt} was due by {by}.',
  ],
  request_unsent: [
    '转办没有送出',
    '诉求 {receipt} 多次没有送到对方，请重发，或用电话转办。',
    'A request could not be handed over',
    'The request {receipt} could not be delivered after several tries. Send it again, or hand it over by phone.',
  ],
} as const satisfies Record<string, Text>;

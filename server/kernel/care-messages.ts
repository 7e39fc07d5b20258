/** What is said of confirming by link, of days at the day centre and of visits at home. */
export const careMessages = {
  link_unknown: [
    '这个链接无效。请从收到的消息里重新打开，或登录“颐位”后在床位页确认。',
    'This link is not valid. Open it again from the message, or sign in and confirm on the bed board.',
  ],
  link_expired: [
    '这个链接已过期。请登录“颐位”，在床位页一键确认。',
    'This link has expired. Sign in and confirm on the bed board.',
  ],
} as const satisfies Record<string, readonly [zh: string, en: string]>;

import type { Text } from './facility-tellings.ts';

/** Told to whoever asked to be told of free beds: no home by name and nothing of the person, a text may be read by others. */
export const forWatchers = {
  watch_free: [
    '您关注的地方有空床了',
    '您订的“有床提醒”：现有 {count} 处机构确认有空床。登录“颐位”查看；床位随时变化，不为您保留。',
    'A bed is free where you look',
    'Your bed alert: free beds confirmed by homes: {count}. Sign in to look; beds go quickly and none is held for you.',
  ],
  watch_over: [
    '有床提醒已到期',
    '您订的一条“有床提醒”已到期，自动停止。还要继续，登录“颐位”点一下即可。',
    'A bed alert has run out',
    'One of your bed alerts has run out and stopped by itself. To go on, sign in and tap once.',
  ],
} as const satisfies Record<string, Text>;

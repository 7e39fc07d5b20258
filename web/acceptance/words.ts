import { key, t } from '../ui/i18n.ts';

const channels: Record<string, string> = { online: key('家属网上'), desk: key('前台代办'), paper: key('纸质录入') };
/** How an application came in. */
export const channelWord = (channel: string) => (channels[channel] ? t(channels[channel] as string) : channel);

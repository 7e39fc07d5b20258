import type { Dictionary } from '../i18n.ts';

/** English of web/watches. */
const dictionary: Dictionary = {
  有床提醒: 'Bed alerts',
  回到我的主页: 'Back to my page',
  '有合适的床、而且机构在 72 小时内确认过，就发消息告诉您；同一张床只说一次，每条提醒一天最多一次。':
    'When a bed that fits is free, and the home has confirmed it within 72 hours, you get a message: once for a bed, and at most once a day for an alert.',
  还没有订提醒: 'No alerts yet',
  '找床位时没有合适的，点「有床时告诉我」就行。': 'When a search finds nothing that fits, tap “Tell me when”.',
  有床时告诉我: 'Tell me when a bed is free',
  有任何空床都提醒: 'Tells of any free bed',
  '短信里不写机构和病情。90 天后自动停止，随时一点就停。':
    ' Texts name no home and nothing about health. It stops by itself after 90 days; one tap ends it before.',
  看已订的提醒: 'See the alerts',
  回去改条件: 'Back to change it',
  '订好了，到{date}为止': 'Done: until {date}',
  '有合适的空床会发消息，请留意手机；也可以在「我的」里查看。':
    'You will get a message when a bed fits; it is also on your own page.',
  现在就有: 'Free already',
  继续找床位: 'Go on looking',
};
export default dictionary;

import type { Dictionary } from '../i18n.ts';

/** English of web/documents. */
const dictionary: Dictionary = {
  '{name}的材料': 'Papers of {name}',
  回到我的申请: 'Back to my applications',
  '材料交一次就够：有效的不会让您再交，过期的会提醒。谁打开过影像，下面都能看到。':
    'A paper is handed in once: while it is valid nobody asks for it again, and you are told when it has expired. Below you see who opened its image.',
};

export default dictionary;

import type { Dictionary } from '../i18n.ts';

/** English of rating a stay, and of answering and hiding ratings. */
const dictionary: Dictionary = {
  评价这次入住: 'Rate this stay',
  '{from}至{to}': '{from} – {to}',
  '{day}起': 'since {day}',
  很差: 'very poor',
  较差: 'poor',
  一般: 'fair',
  较好: 'good',
  很好: 'very good',
  '{n} {word}': '{n} {word}',
  '已提交，谢谢。': 'Sent, thank you.',
  '里面好像有身份证号，请删去。': 'There seems to be an ID number in it; please take it out.',
  '里面好像有电话号码，请删去。': 'There seems to be a phone number in it; please take it out.',
  '最多 {n} 个字。': 'At most {n} characters.',
  '想告诉别的家庭什么？': 'What should other families know?',
  '人人可见，最多 {n} 字。不要写姓名、身份证号和电话。机构可能从内容猜出是哪一家。':
    'Everybody can read it; at most {n} characters. No names, ID or phone numbers. The home may guess from it who you are.',
  '公开时只写“家属”和入住的季节，不写姓名和日期。满 3 个家庭评价后才显示平均分。机构可以答复一次，不能删改。':
    'Shown only as “a family” with the season of moving in, without name and date. Means are shown from three families on. The home may answer once and can change or delete nothing.',
  提交评价: 'Send',
  以后再说: 'Not now',
  '已撤回，可以重新评价。': 'Withdrawn; you can rate it anew.',
  您的评价: 'Your rating',
  '{when}提交': 'Sent {when}',
  '{n} 分，{word}': '{n}, {word}',
  '文字已隐藏：{reason}。可以撤回后换个说法重新评价。':
    'The words are hidden: {reason}. You can withdraw it and say it in other words.',
  撤回评价: 'Withdraw it',
  '撤回这条评价？': 'Withdraw this rating?',
  '撤回后不再显示，也不计入平均分；机构的答复一起撤下。可以重新评价。':
    'It is shown and counted no more, and the answer of the home goes with it. You can rate the stay anew.',
  还没有写了文字的评价: 'No rating with words yet',
  '住过的老人的家属写了评价，会列在这里。': 'What families of those who stayed write is listed here.',
  评价: 'Rating',
  机构名称: 'Facility',
  答复: 'Answer',
  已答复: 'Yes',
  看公众页面: 'See the public page',
  入住: 'Stay',
  回到我的申请: 'Back to my applications',
  撤回: 'Withdraw',
  谁写的: 'By',
  未答复: 'No',
  '对{facility}的评价': 'A rating of {facility}',
  隐藏: 'Hide',
  '已答复，公众页面随即显示。': 'Answered; it is shown at once.',
  答复这条评价: 'Answer this rating',
  公开答复: 'Answer in public',
  '人人可见，只能答复一次，最多 {n} 字。不要写姓名、身份证号和电话，不要透露老人的情况。':
    'Everybody can read it; one answer, at most {n} characters. No names, ID or phone numbers, nothing about the person.',
  '请写答复，且不要有号码。': 'Please write an answer, without numbers of persons.',
  '已隐藏，公众页面写明原因，家属已收到消息。': 'Hidden; the page says why, and the family has been told.',
  隐藏这条评价的文字: 'Hide the words of this rating',
  为什么隐藏: 'Why',
  '原因人人可见。批评不是隐藏的理由；记录不会删除。':
    'Everybody reads the reason. Criticism is none; nothing is deleted.',
};
export default dictionary;

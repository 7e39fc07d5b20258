import { sayFrom } from './say.ts';

/** The reasons about who somebody is: name, ID number, dates; part of `messages`. */
export const personMessages = {
  id_no_form: ['身份证号应为 18 位。', 'The ID number should have 18 characters.'],
  id_no_check_digit: [
    '身份证号校验位不正确，请核对。',
    'The check digit of the ID number is wrong; please compare with the card.',
  ],
  id_no_birth_date: ['身份证号中的出生日期不存在：{date}', 'The birth date in the ID number does not exist: {date}'],
  id_no_sex: ['性别与身份证号不符。', 'The sex does not agree with the ID number.'],
  id_no_known: [
    '此身份证号已登记。请通过社区前台办理。',
    'This ID number is already registered. Please ask the community desk.',
  ],
  name_invalid: [
    '姓名不能为空，最多 40 字，不得含控制字符或标签符号。',
    'The name must have 1 to 40 characters and no control characters or angle brackets.',
  ],
  name_picture: [
    '姓名里有表情或图案，请只填身份证上的字。',
    'The name contains an emoji or a picture; please enter only what the ID card says.',
  ],
  name_private: [
    '姓名里有个别电脑才认识的自造字，别处会显示成空白。请用输入法打出这个字；打不出的，请到社区前台代为登记。',
    'The name contains a character that only some computers know and others show as blank. Please type it with an input method, or let the community desk register it.',
  ],
  possible_duplicate: [
    '已登记有 {count} 位同名同生日的老人，请先核对是不是同一个人。',
    'People of this name and birth date are registered already: {count}. Please check first whether it is the same person.',
  ],
  find_by: ['请按身份证号，或按姓名和出生日期查找。', 'Search by ID number, or by name and birth date.'],
  too_young: ['年满 60 周岁方可申请（现 {age} 岁）。', 'Applicants must be 60 or older (now {age}).'],
  person_dead: ['已登记死亡（{on}）。', 'The person is recorded as deceased ({on}).'],
  not_resident: ['需本区户籍或连续居住满 6 个月。', 'District registration or six months of residence is needed.'],
  infectious: ['患有传染性疾病期间不能入住。', 'Not possible during an infectious disease.'],
  endangers: ['有危害他人的行为，不能集中入住。', 'Conduct that endangers others rules out a shared home.'],
  not_assessed: ['没有有效的能力评估，请先评估。', 'There is no valid ability assessment; assess first.'],
  score_range: ['总分应为 0–90 的整数。', 'The total must be a whole number from 0 to 90.'],
  assessment_current: ['{start} 起已有有效评估，请先终止。', 'There is a valid assessment from {start}; end it first.'],
  category_unknown_end: ['保障类别的起止日期重叠。', 'The category overlaps one already recorded.'],
  date_in_future: ['日期不能晚于今天：{date}', 'The date cannot be later than today: {date}'],
} as const;
export type PersonCode = keyof typeof personMessages;
export const sayOfPerson = sayFrom(personMessages);

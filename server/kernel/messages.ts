import { assessmentMessages } from './assessment-messages.ts';
import { boardMessages, boardWords } from './board-messages.ts';
import { careMessages } from './care-messages.ts';
import { caseMessages } from './case-messages.ts';
import { contractMessages, contractWords } from './contract-messages.ts';
import { coverageMessages } from './coverage-messages.ts';
import { divisionMessages } from './division-messages.ts';
import { documentMessages } from './document-messages.ts';
import { entitlementMessages, entitlementWords } from './entitlement-messages.ts';
import { familyMessages } from './family-messages.ts';
import { fundMessages } from './fund-messages.ts';
import { importMessages } from './import-messages.ts';
import { insightMessages } from './insight-messages.ts';
import { inspectionMessages, inspectionWords } from './inspection-messages.ts';
import { ledgerMessages, ledgerWords } from './ledger-messages.ts';
import { listMessages } from './list-messages.ts';
import { oversightMessages } from './oversight-messages.ts';
import { paymentMessages, paymentWords } from './payment-messages.ts';
import { personMessages } from './person-messages.ts';
import { prepaidMessages, prepaidWords } from './prepaid-messages.ts';
import { profileMessages } from './profile-messages.ts';
import { queueMessages } from './queue-messages.ts';
import { requestMessages, requestWords } from './request-messages.ts';
import { rosterMessages } from './roster-messages.ts';
import { roundMessages } from './round-messages.ts';
import { sayFrom } from './say.ts';
import { scorecardMessages } from './scorecard-messages.ts';
import { settlementMessages } from './settlement-messages.ts';
import { stayMessages, stayWords } from './stay-messages.ts';
import { supervisionMessages } from './supervision-messages.ts';
/**
 * Every reason the product can give, in both languages. `{name}` takes the value of that name. The code is a stable
 * part of the API; the sentence says what is wrong and, where there is one, the next step.
 */
export const messages = {
  // platform
  signed_out: ['请先登录。', 'Please sign in first.'],
  role_forbidden: ['您的角色不能进行此操作（{action}）。', 'Your role may not do this ({action}).'],
  out_of_reach: ['这条记录不在您可以查看和办理的范围内。', 'This record is outside what you may see or act on.'],
  stronger_sign_in: ['此操作需要动态口令（两步验证）登录。', 'This needs sign-in with an authenticator code.'],
  not_found: ['没有找到该记录。', 'No such record.'],
  no_such_page: ['没有这个地址。', 'There is nothing at this address.'],
  bad_json: ['请求内容不是有效的 JSON。', 'The request body is not valid JSON.'],
  bad_field: ['字段无效：{detail}', 'Invalid field: {detail}'],
  unknown_field: ['不认识的字段：{field}', 'Unknown field: {field}'],
  wrong_content_type: ['请以 application/json 提交。', 'Please send application/json.'],
  body_too_large: ['提交内容超过 {limit} KB 上限。', 'The request is larger than the limit of {limit} KB.'],
  cross_site: ['请求来自其他网站，已拒绝。', 'The request came from another site and was refused.'],
  version_required: ['修改前须带上记录版本（If-Match）。', 'Editing needs the version of the record (If-Match).'],
  version_stale: [
    '该记录已被他人修改（当前版本 {current}），请刷新后重试。',
    'Someone else has changed this record (now version {current}); reload and try again.',
  ],
  key_reused: ['同一幂等键用于不同内容，已拒绝。', 'This Idempotency-Key was already used with other content.'],
  too_many_requests: ['操作过于频繁，请 {seconds} 秒后再试。', 'Too many attempts; try again in {seconds} seconds.'],
  busy: ['系统繁忙，未做任何更改，请重试。', 'The system is busy; nothing was changed. Please try again.'],
  district_unknown: ['没有开通该区划：{district}', 'This district is not served: {district}'],
  unexpected: [
    '系统出错，编号 {id}。请将编号告知工作人员。',
    'Something went wrong, reference {id}. Please quote it to the staff.',
  ],

  // sign-in
  credentials_wrong: ['用户名或密码不正确。', 'Wrong user name or password.'],
  phone_invalid: ['手机号应为 11 位大陆号码。', 'The phone number should be an 11-digit mainland number.'],
  code_wrong: ['验证码不正确或已过期。', 'The code is wrong or has expired.'],
  sms_off: [
    '本系统未配置短信，暂不能用手机验证码登录。请联系社区前台。',
    'Text messages are not set up here, so signing in by phone is not possible. Please ask the community desk.',
  ],
  email_failed: ['邮件没有发出，请稍后再试。', 'The e-mail could not be sent; try again in a while.'],
  email_invalid: ['邮箱地址写得不对。', 'This is not an e-mail address.'],
  message_unsafe: ['消息不能这样写（{fields}）。', 'A message may not say this ({fields}).'],
  sms_failed: ['短信没有发出，请稍后再试。', 'The text message could not be sent; try again in a while.'],
  totp_wrong: ['动态口令不正确或已使用过。', 'The authenticator code is wrong or was used already.'],
  totp_needed: ['请输入动态口令。', 'Please enter your authenticator code.'],
  totp_already_on: ['动态口令已启用。', 'The authenticator is already set up.'],
  password_weak: [
    '密码至少 12 位，且不得包含用户名或常见口令。',
    'The password needs at least 12 characters and must not contain the user name or a common password.',
  ],
  password_same: ['新密码不能与当前密码相同。', 'The new password must differ from the current one.'],
  password_temporary: [
    '您的密码是管理员给的临时密码，请先在“我的账号”改成自己的密码。',
    'Your password is a temporary one; first choose your own under “My account”.',
  ],
  oidc_off: ['未启用统一身份认证登录。', 'Single sign-on is not enabled.'],
  oidc_failed: ['统一身份认证登录失败，请重试。', 'Single sign-on failed; please try again.'],

  // staff accounts
  username_taken: ['用户名“{username}”已被使用，请换一个。', 'The user name “{username}” is taken; choose another.'],
  username_invalid: [
    '用户名为 3–40 位字母、数字、点、下划线或短横，不能以 demo- 开头。',
    'A user name has 3 to 40 letters, digits, dots, underscores or hyphens and does not begin with demo-.',
  ],
  oidc_subject_taken: ['该统一身份标识已属于另一账号。', 'This single sign-on identity belongs to another account.'],
  facility_unknown: ['本区没有这家机构。', 'There is no such facility in this district.'],
  membership_held: ['该账号已有此角色。', 'The account already has this role.'],
  own_account: [
    '自己的密码、动态口令和登录请在“我的账号”里办理。',
    'Your own password, authenticator and sessions are under “My account”.',
  ],
  last_administrator: [
    '这是本区最后一名管理员，请先指定另一名管理员。',
    'This is the last administrator of the district; appoint another first.',
  ],
  account_elsewhere: [
    '该账号也在其他区任职，不能由本区单独重置；请先联系对方管理员结束那边的角色。',
    'This account also serves another district and cannot be reset from here; its role there has to end first.',
  ],
  account_demo: [
    '演示账号人人共用，不能重置。请新建一个账号来试。',
    'Demo accounts are shared by everybody and cannot be reset; create an account to try this.',
  ],
  single_sign_on_only: [
    '该账号只用统一身份认证登录，没有本系统的密码。',
    'This account signs in by single sign-on only and has no password here.',
  ],
  totp_not_on: ['该账号没有启用动态口令。', 'The account has no authenticator set up.'],

  // places and dates
  coordinates_swapped: [
    '经纬度似乎写反了：经度 {lng}，纬度 {lat}。',
    'Longitude and latitude seem to be swapped: {lng}, {lat}.',
  ],
  outside_china: ['坐标不在中国范围内：经度 {lng}，纬度 {lat}。', 'The coordinates are outside China: {lng}, {lat}.'],
  point_needed: [
    '请给出坐标（lng、lat）或社区代码（community）。',
    'Give a point (lng, lat) or a community code (community).',
  ],
  community_unknown: ['没有这个社区或街道：{community}', 'No such community or street: {community}'],
  cursor_invalid: ['翻页标记无效，请重新查询。', 'The paging cursor is not valid; search again.'],
  dates_reversed: [
    '结束日期早于开始日期（{start} 至 {end}）。',
    'The end date is before the start date ({start} to {end}).',
  ],

  // beds
  bed_just_taken: ['该床位刚刚被占用，请另选床位。', 'The bed has just been taken; choose another.'],
  person_in_bed: [
    '此人同一时间已占用另一张床位，请先办理退住或转床。',
    'The person already has another bed at that time; discharge or transfer first.',
  ],
  bed_retired: ['该床位已撤销。', 'The bed has been retired.'],

  // fit of a bed and a person; also why a facility is not on someone's list
  no_bed_of_kind: ['没有该类型的床位（{kind}）。', 'No bed of this kind ({kind}).'],
  no_free_bed: ['目前没有空床。', 'No bed is free now.'],
  sex_of_room: ['空床所在房间仅收{sex}。', 'The rooms with free beds take {sex} only.'],
  level_not_taken: [
    '空床接收 {min}–{max} 级，老人为 {level} 级。',
    'The free beds take levels {min}–{max}; the person is level {level}.',
  ],
  equipment_missing: ['空床缺少所需设备：{missing}', 'The free beds lack: {missing}'],
  dementia_unit_needed: ['需要失智照护床位。', 'A dementia care bed is needed.'],
  weekday_taken: ['所需日期（周{days}）没有空位。', 'No place on the days needed ({days}).'],
  reserved_for_guaranteed: ['空床为特困供养预留。', 'The free beds are reserved for guaranteed persons.'],
  no_lot: ['该机构没有此类服务的在期合同。', 'The facility has no contract in force for this service.'],
  lot_exhausted: ['合同采购数量已用完（已购 {bought}）。', 'The contract is used up (bought {bought}).'],
  too_far: ['距离 {km} 公里，超出 {radius} 公里范围。', '{km} km away, beyond {radius} km.'],
  not_wished: ['不在申请人选择的机构之内。', 'Not among the facilities the person chose.'],
  given_up: ['此前已放弃过该机构的通知。', 'An offer of this facility was given up before.'],
  facility_closed: [
    '该机构已停止服务，或已公告停业、不再接收新入住。',
    'The facility no longer operates, or has announced that it closes and takes nobody in any more.',
  ],

  // applications
  application_in_progress: [
    '该老人已有同类服务的申请在办（受理号 {receipt}）。',
    'There is already an application for this service (receipt {receipt}).',
  ],
  move_not_allowed: [
    '当前状态（{status}）不能进行此操作（{event}）。',
    'Not possible in the present status ({status}): {event}.',
  ],
  too_many_choices: ['最多选择 {max} 家机构。', 'Choose at most {max} facilities.'],
  no_choice: ['请选择机构，或同意接受调剂。', 'Choose a facility or accept any.'],
  match_one_of_two: [
    '请给出 application_id 或 applicant_id，二者只取其一。',
    'Give application_id or applicant_id, one of the two.',
  ],
  match_application_says: [
    '已给出申请的，服务、选择、距离和需要以申请为准，不能另给。',
    'With application_id the application says what is asked; give nothing else.',
  ],
  match_service_needed: ['请说明需要哪类服务。', 'Say which service is needed.'],
  barred: [
    '因 12 个月内 {count} 次未按约定入住，{until} 前不能轮候。',
    'Barred until {until} after {count} missed offers in 12 months.',
  ],
  joint_spouse: ['同住申请只能与登记的配偶一同提出。', 'Only the registered spouse can be named for one room.'],
  joint_service: [
    '双方须申请同类的全托或护理床位，且都在办理中。',
    'Both must have an application in progress for a residential or nursing place.',
  ],
  joint_wishes: [
    '双方选择的机构、是否接受调剂和距离须相同。',
    'Both must choose the same facilities, accept any or not, and the same radius.',
  ],
  transfer_no_stay: ['申请调换床位须目前已入住。', 'Only someone who lies in a bed now can ask to transfer.'],
  barred_home: [
    '12 个月内 {count} 次自愿放弃同一机构，{until} 前不能轮候。',
    'Barred until {until} after giving up the same home {count} times in 12 months.',
  ],
  deferred: ['家属申请暂缓，{until} 前不通知。', 'Passed over on request until {until}.'],
  deferral_past: ['暂缓截止日应在今天之后（{date}）。', 'The day must be after today ({date}).'],
  deferral_too_long: ['最多暂缓 {max} 天（最晚 {last}）。', 'At most {max} days (until {last} at the latest).'],
  deferral_running: ['已暂缓至 {until}。', 'Already passed over until {until}.'],
  deferral_used: [
    '12 个月内已暂缓 {count} 次；住院并有证明的不计次数。',
    'Passed over {count} times in 12 months; a hospital stay with a certificate does not count.',
  ],
  deferral_none: ['现在没有暂缓。', 'The person is not being passed over.'],
  reason_needed: ['请说明原因。', 'Please give a reason.'],

  // offers
  offer_exists: [
    '此人已有一个待答复的入住通知（{until} 截止）。',
    'The person already has a live offer (until {until}).',
  ],
  not_queued: ['该申请不在轮候中。', 'The application is not in the queue.'],
  bed_or_facility: [
    '请写明一张床（bed_id），或一处机构由系统选最合适的床（facility_id），二者只填一个。',
    'Name a bed (bed_id), or a facility whose closest fit is taken (facility_id): exactly one of the two.',
  ],
  out_of_order: [
    '该床位前面还有 {count} 位符合条件的申请人，应先通知排位第 {first} 位。',
    '{count} eligible people are ahead for this bed; place {first} comes first.',
  ],
  asked_before: ['已就这张床答复过。', 'Has answered for this bed already.'],
  offered_other_bed: ['同时得到了另一张床。', 'Is given another bed at the same time.'],
  override_not_needed: [
    '前面没有符合条件的人，请按次序发出，不需要越序。',
    'Nobody ahead could have this bed: offer it in order, no exception is needed.',
  ],
  offer_ended: ['该通知已结束（{how}）。', 'The offer has ended ({how}).'],
  offer_answered: ['该通知已答复过。', 'This has been answered already.'],
  offer_lapsed: ['答复期限已过（{until}）。', 'The deadline has passed ({until}).'],
  not_accepted: [
    '老人家属与机构双方都接受后方可办理入住。',
    'Both the family and the facility must accept before admission.',
  ],

  // stays
  already_discharged: ['已于 {on} 办理退住。', 'Already discharged on {on}.'],
  discharge_before_admission: [
    '退住日期早于入住日期（{admitted}）。',
    'The discharge is before the admission ({admitted}).',
  ],
  check_in_passed: ['入住期限已过（{until}）。', 'The check-in deadline has passed ({until}).'],
  emergency_days: ['应急安置为 1 至 {max} 天。', 'An emergency placement lasts 1 to {max} days.'],
  emergency_kind: ['应急安置只用全托或护理型床位。', 'An emergency placement takes a residential or nursing bed.'],
  emergency_taken: ['该床位在这几天内已有安排。', 'The bed is taken on some of these days.'],
  admission_future: ['入住日期不能晚于今天。', 'The admission cannot be in the future.'],

  ...queueMessages,
  ...personMessages,
  ...familyMessages,
  ...fundMessages,
  ...paymentMessages,
  ...importMessages,
  ...listMessages,
  ...ledgerMessages,
  ...assessmentMessages,
  ...documentMessages,
  ...roundMessages,
  ...caseMessages,
  ...oversightMessages,
  ...contractMessages,
  ...profileMessages,
  ...rosterMessages,
  ...boardMessages,
  ...careMessages,
  ...stayMessages,
  ...entitlementMessages,
  ...prepaidMessages,
  ...settlementMessages,
  ...supervisionMessages,
  ...inspectionMessages,
  ...scorecardMessages,
  ...requestMessages,
  ...divisionMessages,
  ...coverageMessages,
  ...insightMessages,
} as const satisfies Record<string, readonly [zh: string, en: string]>;

export type ReasonCode = keyof typeof messages;

/** Codes that appear as values, in the words people use. */
const words: Record<string, readonly [zh: string, en: string]> = {
  ...stayWords,
  ...ledgerWords,
  ...prepaidWords,
  ...requestWords,
  male: ['男性', 'men'],
  female: ['女性', 'women'],
  residential: ['全托', 'residential'],
  nursing: ['护理型', 'nursing'],
  day: ['日托', 'day care'],
  home: ['家庭养老床位', 'home bed'],
  'residential/nursing': ['全托或护理型', 'residential or nursing'],
  oxygen: ['氧气', 'oxygen'],
  call_bell: ['呼叫器', 'call bell'],
  care_bed: ['护理床', 'care bed'],
  private_bath: ['独立卫浴', 'private bathroom'],
  submitted: ['待审核', 'submitted'],
  queued: ['轮候中', 'queued'],
  ineligible: ['不符合条件', 'not eligible'],
  placed: ['已入住', 'placed'],
  withdrawn: ['已撤回', 'withdrawn'],
  closed: ['已结束', 'closed'],
  admitted: ['已入住', 'admitted'],
  family_declined: ['家属谢绝', 'declined by the family'],
  facility_declined: ['机构未接收', 'declined by the facility'],
  lapsed: ['逾期失效', 'lapsed'],
  approve: ['通过', 'approve'],
  reject: ['不通过', 'reject'],
  withdraw: ['撤回', 'withdraw'],
  place: ['入住', 'place'],
  close: ['结束', 'close'],
  round_draft: ['未运行', 'a draft'],
  round_run: ['已运行', 'run'],
  round_published: ['已发布', 'published'],
  round_cancelled: ['已取消', 'cancelled'],
  round_do_run: ['运行', 'running it'],
  round_do_decide: ['审定', 'deciding on it'],
  round_do_publish: ['发布', 'publishing it'],
  round_do_cancel: ['取消', 'cancelling it'],
  track: ['通道', 'track'],
  level: ['能力等级', 'ability level'],
  points: ['分值', 'points'],
  queued_at: ['开始轮候的时间', 'waiting since'],
  lottery: ['抽签值', 'lot'],
  profile_in_force: ['已生效', 'in force'],
  profile_ahead: ['已批准，待生效', 'approved, to hold later'],
  profile_refused: ['已退回', 'refused'],
  profile_withdrawn: ['已撤回', 'withdrawn'],
  profile_waiting: ['待民政答复', 'waiting for the bureau'],
  open_end: ['日期未定', 'a day not known yet'],
  ...boardWords,
  ...entitlementWords,
  ...paymentWords,
  ...contractWords,
  ...inspectionWords,
};

/** The sentence for any reason of the product. A page that gives few of them says them from their own table (`sayFrom`). */
export const say = sayFrom<ReasonCode>(messages, words);

import type { Dictionary } from '../../i18n.ts';

/** English of a family's own page and of an offer, before it is answered and after it has ended; part of web/applications. */
export const offers: Dictionary = {
  我的主页: 'My page',
  '有 {n} 件事等您答复：': ['{n} thing waits for your answer:', '{n} things wait for your answer:'],
  有床提醒: 'Bed alerts',
  全部提醒: 'All alerts',
  '{name}的{service}申请要补材料': 'The application of {name} ({service}) lacks papers',
  '补齐前，办理期限不计时。': 'Until they are there, the time to decide stands still.',
  信息和授权: 'Data and consent',
  '{date}离开': 'Left on {date}',
  '{date}起在住': 'Lives there since {date}',
  '入住情况、账单和意见': 'The stay, statements and opinions',
  '办结的申请（{n}）': 'Applications that are over ({n})',
  '看费用和后果，再答复': 'See costs and consequences, then answer',
  看这份通知: 'See the offer',
  '{date}（{weekday}）24 时前': 'By the end of {date} ({weekday})',
  '期限已过。': 'The deadline has passed.',
  '双方都已接受。请在{date}前带老人到机构办理入住。要带哪些材料，请先打电话问机构。':
    'Both sides have accepted. Please check in by {date}; ask the home by phone what to bring.',
  算不算放弃: 'Does it count',
  '记了一次放弃，这家机构不再通知。{months} 个月内满 {n} 次会暂停轮候。':
    'It was counted as given up once, and this home is not offered again. {n} within {months} months bar from the queue.',
  '没有记放弃。': 'It was not counted.',
  现在怎么办: 'What now',
  '已经入住。床位、账单和意见都在「入住」里。':
    'The person lives there. Bed, statements and opinions are under the stay.',
  '申请还在轮候中，轮候时间不变；再有合适的床，会再发通知。':
    'The application is still in the queue with its waiting time; when a bed fits again there will be another offer.',
  '这件申请：{status}。需要时可以重新申请；对结果不服，可以在办理进度里申诉。':
    'This application: {status}. You may apply anew, or appeal from the page of the case.',
  回到我的主页: 'Back to my page',
  看现在排第几: 'See the place now',
  已经办好入住: 'Moved in',
  您已谢绝: 'You declined',
  机构没有接收: 'The home could not take the person',
  民政部门已收回这份通知: 'The bureau took the offer back',
  这份通知已经结束: 'This offer is over',
  这份通知已经过期: 'This offer has run out',
  '{date}已入住这家机构。': 'Moved into this home on {date}.',
  '{date}谢绝，原因：{why}。': 'Declined on {date}, because: {why}.',
  '{date}机构答复不能接收。这不是您的原因，位次不变。':
    'On {date} the home answered that it cannot. That is not on you; the place stays.',
  '{date}由民政部门收回。这不是您的原因，位次不变。':
    'Taken back by the bureau on {date}. That is not on you; the place stays.',
  '{date}结束。': 'Ended on {date}.',
  '要在{by}前答复，到期没有收到答复，床位已放出给下一位老人。':
    'It was to be answered by {by}; no answer came, and the bed went on to the next person.',
  '要在{by}前办理入住，到期没有办，床位已放出。':
    'The check-in was due by {by} and did not happen; the bed has been released.',
  '您已接受，机构在{by}前没有答复。这不是您的原因，位次不变。':
    'You accepted; the home did not answer by {by}. That is not on you; the place stays.',
  每种答复会怎样: 'What follows from each answer',
  接受: 'Accept',
  '机构也同意后，{n} 个工作日内到机构办理入住；不来办理记一次放弃。':
    'Once the home agrees too, check in within {n} working days; not coming counts as given up once.',
  '入住后有 {n} 天试住期：试住期内因回家或住院离开，可以恢复原来的轮候时间，限一次。':
    'There is a trial stay of {n} days: whoever leaves for home or hospital within it gets the old waiting time back, once.',
  '原因是「{reasons}」：不算放弃，位次和选择都不变。':
    'Because “{reasons}”: does not count; place and choices stay as they are.',
  '」「': '” or “',
  '其他原因：': 'Any other reason: ',
  到期没有答复: 'No answer in time',
  '床位放出，': 'The bed is released; ',
  '{km} 公里内的其他机构': 'other homes within {km} km',
  '记一次放弃，{months} 个月内共 {n} 次（满 {limit} 次暂停轮候）；不再通知这家机构。':
    'counts as given up once, {n} within {months} months ({limit} bar from the queue); this home is not offered again.',
  '这样会暂停轮候：{why}': 'That would bar from the queue: {why}',
  '没有别的选择了，这件申请会结案；以后可以重新申请，时间重新算。':
    'No choice would be left: the application is closed; one may apply anew, with a new waiting time.',
  '还会继续为您找：{places}。': 'What remains: {places}.',
  '{name}的入住通知': 'The offer for {name}',
  '刚才没有办：这份通知已经在另一个窗口，或由一起帮忙的家人答复过，或已经结束。下面是现在的情况。':
    'Nothing was done just now: the offer was answered in another window, or by a relative who helps, or it has ended. This is how things stand.',
  请在期限前答复: 'Please answer in time',
  已经接受: 'Accepted',
  '连今天还有 {n} 个工作日。床已为您保留到那时。': [
    '{n} working day left, today counted. The bed is held until then.',
    '{n} working days left, today counted. The bed is held until then.',
  ],
  '要多少钱，谁付': 'What it costs and who pays',
  '拿不准，打电话：': 'Not sure? Call ',
  '这家机构已不接收老人，费用无从测算。': 'This home no longer takes people in; there is nothing to reckon.',
  没有入住通知: 'No offers',
  '轮到您并有合适的床时，会发通知，也会显示在「我的」里。':
    'When it is your turn and a bed fits, there will be an offer; it also stands on your page.',
};

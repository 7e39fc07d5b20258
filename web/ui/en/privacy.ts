import type { Dictionary } from '../i18n.ts';

const dictionary: Dictionary = {
  '记下同意…': 'Write down the consent…',
  '，附有签字的材料': ', the signed paper is attached',
  记下同意: 'Write down the consent',
  '请把下面的内容念给当面同意的人听，或让对方看过再签字。':
    'Read the text below to whoever agrees, or let them read it before they sign.',
  '{from}至{to}': '{from} – {to}',
  '{day}起': 'from {day}',
  也列出家里人自己的操作: 'Also what the family did itself',
  '{date} · {channel} · {who}同意': '{date} · {channel} · agreed by: {who}',
  '{date}从系统取出。证件号和电话只显示一部分；没有列出的种类，就是没有记录。':
    'Taken out on {date}. ID number and phone are masked; what is not listed is not there.',
  '{kind}：{why}（{source}）': '{kind}: {why} ({source})',
  '{kind}：{why}（{source}），到{date}': '{kind}: {why} ({source}), until {date}',
  '{name}的入住通知随即退回，床位给下一位；记一次放弃。':
    'The offer of {name} is given back at once and its bed goes to the next person; it counts as one given up.',
  '{name}的隐私': 'Privacy of {name}',
  '{n} 条记录': ['{n} record', '{n} records'],
  '{n} 次': ['{n} time', '{n} times'],
  '{version} 版，{date}起施行': 'Version {version}, in force from {date}',
  '{what} {n} 条': '{what}: {n}',
  '{what}（{n} 条）': '{what} ({n})',
  '{what}，第 {n} 条': '{what}, number {n}',
  '{what}：{given}同意，{back}撤回': '{what}: agreed {given}, taken back {back}',
  '{why}；{kept}': '{why}; kept: {kept}',
  '。对处理不满意，可以向网信部门投诉。':
    '. If you are not satisfied you may complain to the cyberspace administration.',
  上一页: 'Previous page',
  下载文件: 'Download the file',
  '下面是系统里关于这位老人的全部信息，按种类列出。证件号和电话加密保存，平时只显示一部分。':
    'This is everything the system holds about this person, by kind. ID number and phone are kept encrypted and shown in part only.',
  '不卖信息，不做广告，不跟踪您看了什么。':
    'Nothing is sold, there are no advertisements, and nobody tracks what you look at.',
  '个人信息的处理者是区民政局。电话': 'The district bureau of civil affairs is responsible. Phone',
  为什么: 'Why',
  '为什么存、留多久、给谁看': 'Why, for how long, for whom',
  依法保留: 'Kept by law',
  依法要保留的: 'What the law keeps',
  信息不对怎么办: 'When something is wrong',
  先说要紧的: 'First things first',
  全部: 'All',
  全部信息: 'All records',
  全部删除: 'Delete everything',
  公众: 'The public',
  '关于这位老人的短信随即停发；消息仍在“颐位”里看得到。':
    'Texts about this person stop at once; messages can still be read here.',
  '再输一次密码，文件里才有完整的证件号和电话；不输就只有遮挡的。':
    'Give your password again and the file has the full ID number and phone; without it they are masked.',
  删除: 'Delete',
  '删除后不能恢复。会删：{what}。': 'This cannot be undone. It deletes: {what}.',
  删除能删的: 'Delete what can go',
  '删除要老人本人或监护人办理：本人登录，或带身份证到社区前台。':
    'Deletion is for the person or a guardian: signed in themselves, or with the ID card at the community desk.',
  '删除，不能恢复': 'Delete for good',
  '前台代办要有老人 30 天内签字的书面材料：请先在材料里上传并核验知情同意书。':
    'At the counter this needs a paper the person signed within 30 days: please upload the consent among the papers and compare it with the original first.',
  前台当面: 'at the desk',
  副本: 'A copy',
  副本和删除: 'Copy and deletion',
  副本已下载: 'The copy has been downloaded',
  去交材料: 'Hand in papers',
  去看我的隐私: 'Go to my privacy',
  同意: 'Agree',
  名单查看: 'Lists read',
  回到我的隐私: 'Back to my privacy',
  '姓名、证件号、住址有错，请带身份证到社区前台或打服务电话更正；材料有新的，直接再交一份，旧的自动作废。':
    'If name, number or address are wrong, bring the ID card to the community desk or call; of papers simply hand in the new one, which replaces the old.',
  '字号、语言、长辈版等选择，没填完的表，最近一次查询，存在浏览器里，不上传。':
    'Text size, language, the simple view, unfinished forms and the last search stay in the browser and are not sent.',
  存了什么: 'What is held',
  '存什么、留多久': 'What is kept, and for how long',
  '家属在「我的隐私」里、老人在社区前台都可以提出。': 'Families ask under “My privacy”, elders at the community desk.',
  '工作人员打开名单时，名单里可能有这位老人。看没看到这一行，系统并不知道，所以单独列出。':
    'When staff open a list, this person may be on it. Whether that line was looked at the system does not know, so lists stand apart.',
  已全部删除: 'Everything has been deleted',
  已删: 'Deleted',
  已同意: 'Agreed',
  '已同意：{what}': 'Agreed: {what}',
  '已撤回：{what}': 'Taken back: {what}',
  '已登记（加密保存）': 'on record (encrypted)',
  开通日期: 'Since',
  '您可以查看、复制、更正、撤回同意、删除，要求说明自动排序怎么算的；登录后在「我的隐私」里办，也可以带身份证到街道社区前台，由工作人员当面办。':
    'You may look, copy, correct, take consent back, delete, and ask how an automatic ranking came about: signed in under “My privacy”, or with the ID card at the desk of the street.',
  '您在{name}的入住依据服务协议，不因撤回而结束；要离开请找机构或前台办理。':
    'The stay at {name} rests on the agreement and does not end with this; to leave, ask the home or the desk.',
  您家里人: 'Your family',
  您的权利和找谁: 'Your rights, and whom to ask',
  我同意: 'I agree',
  手机号: 'Phone',
  打开打印版: 'Open to print',
  '把系统里关于这位老人的全部信息拿走：可以打印来看，也可以下载成机器能读的文件（JSON），交给别的系统。':
    'Take along everything held about this person: to print and read, or as a file for machines (JSON) to give to another system.',
  '按当事人要求删除的个人信息。这里只有数量和依据，没有姓名；删除不能恢复。':
    'Personal data deleted on request. Counts and rules only, no names; it cannot be undone.',
  '换一个月份看看。': 'Try another month.',
  提过的诉求: 'Requests raised',
  撤回同意: 'Take consent back',
  '撤回后会这样：': 'This is what happens:',
  撤回过的: 'Taken back',
  收到的消息: 'Messages received',
  '改联系方式、看登录设备': 'Contact and signed-in devices',
  '文件里的证件号和电话只显示一部分。要完整的，请本人带身份证到区民政局，核对后提供。':
    'In the file ID number and phone are masked. For the full ones bring your ID card to the district bureau.',
  更早的: 'Earlier',
  月份: 'Month',
  '有些信息依法要保留，到期前不能删。能删的现在就可以删。':
    'Some of it the law keeps until a day. What can go can go now.',
  有床提醒: 'Vacancy alerts',
  '查床位、看价格、算补贴、做自查，不用登录，也不留您的信息。':
    'Finding beds, prices, subsidies and the self-check need no sign-in and keep nothing of you.',
  '查看{name}的隐私': 'Privacy of {name}',
  正在登录的设备: 'Signed-in devices',
  '每一项分开同意。撤回和同意一样方便，撤回前已经办的不受影响。':
    'Each is agreed to by itself and taken back as easily; what was done before stays right.',
  '每次查看和修改都自动记在审计日志里，谁也删不掉。工作人员只显示岗位和单位，不显示姓名。':
    'Every reading and change is written to the audit log, which nobody can delete. Staff are shown by role and office, not by name.',
  没有: 'None',
  没有同意: 'Not agreed',
  '注销后，手机号和用户名不再与这个账号有关，所有设备退出登录。以后可以用同一手机号重新开通。':
    'Phone and user name no longer belong to this account and every device is signed out. The same phone can open a new one later.',
  注销账号: 'Close the account',
  '注销，不能恢复': 'Close for good',
  现在可以删: 'Can go now',
  '理由：{why}': 'Reason: {why}',
  由规则自动排序的: 'Ranked by rule',
  '申请 {name} 的公示已结束，轮候照常；以后不再为它公示。':
    'The notice of application {name} is over and its place in the queue stays; no other notice is made.',
  '申请 {name} 随即撤回，排位不再保留。': 'Application {name} is withdrawn at once and its place is not kept.',
  '申请 {receipt}：怎么排的、为什么': 'Application {receipt}: how it was ranked, and why',
  '申请时才收信息，每一项用途分开问您，不同意的项可以不勾。':
    'Data is collected only when you apply; each purpose is asked by itself, and you may leave boxes empty.',
  '登录后有一个会话标识（Cookie），只用来认出您已登录，退出即失效。':
    'When signed in there is one session cookie, only to know that you are; it ends when you sign out.',
  登录密码: 'Password',
  '目前没有受影响的事项；以后要用到时会再问您。': 'Nothing is affected now; you will be asked again when it is needed.',
  '看影像（{id}）': 'Look at the image ({id})',
  确定撤回: 'Take it back',
  称呼: 'Name',
  纸质: 'on paper',
  网上: 'online',
  能删的已删除: 'What can go has gone',
  范围: 'Extent',
  要您同意的用途: 'What you are asked to agree to',
  '要本人或监护人同意：本人登录，或到社区前台办理。':
    'For the person or a guardian to agree to: signed in themselves, or at the community desk.',
  '听到本人或监护人当面说了才能办，系统会告诉能替老人办事的人。':
    'Only when the person or the guardian has said so here; whoever may act for the person is told.',
  '要本人或监护人撤回：本人登录，或到社区前台办理。':
    'For the person or a guardian to take back: signed in themselves, or at the community desk.',
  '请输入「{words}」': 'Type “{words}”',
  '谁看过您的信息都有记录，您随时看得到。': 'Who read your data is written down, and you can see it at any time.',
  账号已注销: 'The account is closed',
  '账户不再用于发放，银行卡影像（{name} 份）随即删除；以后的补贴请到前台另行登记。':
    'The account is used no more and the images of the card ({name}) are deleted at once; ask the desk about later subsidies.',
  '轮候顺序和分配轮次由公开的规则计算，人来审核。您有权知道怎么算的，也可以申诉。':
    'The order of the queue and the rounds are reckoned by public rules and checked by people. You may ask how, and appeal.',
  返回: 'Back',
  '还在为老人办事，不能注销': 'It still acts for somebody',
  还没有人要求删除: 'Nobody has asked yet',
  这个月没有人看过或改过: 'Nobody read or changed anything this month',
  这个账号: 'This account',
  '这位老人只有没受理过的申请，没有入住，也没有领过补贴：可以全部删除，删完以后谁也看不出是谁。':
    'There are only applications never accepted, no stay and no subsidy: everything can be deleted, and nobody can tell afterwards who it was.',
  这台设备上存了什么: 'What is on this device',
  '这里看得到：系统存了什么、为什么存、谁看过、您同意过什么；也可以取走副本、撤回同意、删除。':
    'Here you see what is held and why, who read it and what you agreed to; you can take a copy, take consent back, and delete.',
  邮箱: 'E-mail',
  部分: 'Part',
  '页面里的字体、地图和程序都来自本站，不请求别的网站。':
    'Fonts, maps and programs come from this site; no other is asked.',
};
export default dictionary;

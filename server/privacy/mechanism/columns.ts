// Decides how a column of a person's copy is called for people to read, in both languages (个人信息保护法 art. 45).
import type { Pair } from '../../consents/rules.ts';

const lines = `
accept_any|其他机构也可以|any home will do
accepted_at|受理时间|accepted
admitted_on|入住日期|admitted on
amount_fen|金额|amount
answer|答复|answer
answers|评估答案|answers
appeal_by|可申诉至|appeal by
asked_at|要求时间|asked
assessed_on|评估日期|assessed on
at|时间|when
authorised_at|授权时间|authorised
authorised_by|授权方式|authorised by
before|之前|before
after|之后|after
born_on|出生日期|born on
cancel_reason|取消原因|why cancelled
cancelled_at|取消时间|cancelled
care|照护|care
care_level|照护等级|care level
carer|护理员|carer
carer_absent|照护人不在|carer absent
carer_hardships|照护困难项|hardships of the carer
cause|事由|cause
channel|渠道|channel
check_in_by|办理入住期限|check in by
choice|第几志愿|choice
choices|想住的机构|homes wished for
closed_at|办结时间|closed
community|社区|community
community_code|社区代码|community code
content_type|格式|format
created_at|登记时间|registered
days|天数|days
decided_at|决定时间|decided
decision|决定|decision
dementia|失智|dementia
department|部门|department
died_on|去世日期|died on
discharge_kind|离开原因|left for
discharged_on|离开日期|left on
doc_no|文号|document no.
done_at|完成时间|done
draft|填写中的内容|draft
due_on|期限|due on
during|期间|period
emergency_note|紧急安置说明|note of the emergency
emergency_reason|紧急安置原因|reason of the emergency
end_reason|结束原因|why ended
ended_at|结束时间|ended
endangers_others|危及他人|endangers others
entered_on|记账日期|entered on
event|步骤|step
expires_on|有效至|valid until
facility|机构|home
facility_answer|机构答复|answer of the home
facility_reason|机构理由|reason of the home
family_answer|家庭答复|answer of the family
family_fen|家庭负担|family pays
family_reason|家庭理由|reason of the family
fields|信息项|data
file_removed_at|影像删除时间|image removed
filed_at|提出时间|filed
finding|结论|finding
food|饮食|food
free_on|可入住日期|free on
funding|资金性质|funding
gaps|缺的材料|papers missing
given_at|时间|given
government_fen|政府负担|government pays
granted_at|授予时间|granted
grid_code|网格代码|grid code
grounds|理由|grounds
handed_at|送达时间|handed over
handed_to|交给|handed to
held_at|时间|held
honesty|诚信|honesty
hukou_district|户籍区划|registered in
id|编号|number
id_no_masked|身份证号（遮挡）|ID number (masked)
infectious_disease|传染病|infectious disease
informant|提供情况的人|informant
initial_level|初步等级|initial level
issued_on|签发日期|issued on
items|内容|items
keep_until|床位保留至|bed kept until
kept|保留的|kept
kind|种类|kind
lat|纬度|latitude
leaving_on|预计离开|leaving on
level|等级|level
level_reasons|等级变更原因|reasons of the level
living_alone|独居|lives alone
lng|经度|longitude
made_at|时间|made
mark|标记|mark
minutes|分钟|minutes
month_on|月份|month
months|月数|months
name|姓名|name
name_masked|公示姓名|name as shown
needs|需要|needs
note|说明|note
notes|记录|notes
on|日期|day
ordered_at|派单时间|ordered
outcome|结果|outcome
phone_masked|电话（遮挡）|phone (masked)
place|地点|place
proof|证明|proof
published_at|公示时间|published
purpose|用途|purpose
queued_at|列入轮候|queued
radius_km|范围（公里）|radius (km)
read_at|阅读时间|read
reason|原因|reason
receipt_no|受理号|receipt
refused_at|未采用时间|not taken
refused_reason|未采用原因|why not taken
relation|关系|relation
released_at|释放时间|released
removed|删除的|removed
replaced_at|被更正时间|replaced
reply|回复|reply
reply_no|答复编号|reply no.
request_no|诉求编号|request no.
resident_since|居住起始|resident since
respect|尊重|respect
respond_by|答复期限|answer by
result|结果|result
room|居室|room
scheme|项目|scheme
schemes|各项补贴|schemes
self_care|自理能力|self-care
service|床位种类|service
services|服务项目|services
sex|性别|sex
since_on|起|since
size|大小（字节）|size (bytes)
source|来源|source
standard_code|标准|standard
stay_length|打算住多久|length of stay wished for
status|状态|status
street_code|街道代码|street code
strike_reason|未通过原因|why struck
submitted_at|提交时间|sent
subtotals|分项得分|subtotals
supplied_at|补齐时间|supplied
text|内容|text
title|名称|title
total|总分|total
transfer|转机构|transfer
trial_until|试住至|trial until
type|种类|type
until_on|至|until
valid|有效期|valid
values|内容|contents
verified_at|核验时间|verified
visited_at|上门时间|visited
voucher_no|凭证号|voucher
was_accept_any|原来是否接受其他机构|any home would have done
was_choices|原来想住的机构|homes wished for before
was_radius_km|原来的距离（公里）|radius before, km
weekdays|星期|weekdays
withdrawn_at|撤回时间|taken back
by_other|由他人代办|by somebody else
wording_version|告知版本|wording
raised_at|提出时间|raised
`;

export const columnWords: Readonly<Record<string, Pair>> = Object.fromEntries(
  lines
    .trim()
    .split('\n')
    .map((line) => {
      const [column = '', zh = '', en = ''] = line.split('|');
      return [column, [zh, en] as const];
    }),
);

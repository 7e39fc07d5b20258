// Decides nothing by itself: the 14 items of GB/T 42195-2022 on the mind (B.3) and on senses and society (B.4), in our own words.
import { type Item, item } from './body.ts';

export const mind: readonly Item[] = [
  item(
    'B.3.1',
    ['时间定向', 'Knowing the time'],
    ['问今天的年、月、日、星期，现在是上午还是下午', 'Ask for the year, month, date and weekday, and the time of day'],
    [
      ['年、月清楚，日期或星期最多差一天', 'Year and month are right; date or weekday off by a day at most'],
      ['有些下降：年、月、星期不能全说对，差两天或以上', 'Somewhat less sure: not all right, off by two days or more'],
      ['较差：年、月说不清，知道上半年、下半年或季节', 'Poor: knows the half of the year or the season only'],
      ['很差：只知道上午、下午或白天、黑夜', 'Very poor: knows morning from afternoon or day from night only'],
      ['没有时间观念', 'No sense of time'],
    ],
  ),
  item(
    'B.3.2',
    ['空间定向', 'Knowing the place'],
    ['问住在哪里，能不能自己出门再回来', 'Ask where home is, and whether the person goes out and finds back'],
    [
      ['能在日常生活范围内独自外出，如在小区买东西', 'Goes out alone in the neighbourhood, to shop for instance'],
      ['不能独自外出，但准确知道自己住处的地址', 'Does not go out alone, but knows the home address exactly'],
      ['不能独自外出，知道较多住处的地址信息', 'Does not go out alone; knows much of the address'],
      ['不能独自外出，只知道少量住处的地址信息', 'Does not go out alone; knows little of the address'],
      ['不能独自外出，没有空间观念', 'No sense of place'],
    ],
  ),
  item(
    'B.3.3',
    ['人物定向', 'Knowing people'],
    ['问身边的人是谁、是什么关系', 'Ask who the people around are and how they are related'],
    [
      ['认得长期一起生活的人，叫得出、知道关系', 'Knows those of the household by name and relation'],
      ['认得大部分一起生活的人，叫得出或知道关系', 'Knows most of them by name or relation'],
      ['认得部分同住的亲人或照护者', 'Knows some of the family or carers'],
      ['只认得自己或极少数同住的人', 'Knows only himself or herself, or very few'],
      ['谁都不认得，包括自己', 'Knows nobody, not even himself or herself'],
    ],
  ),
  item(
    'B.3.4',
    ['记忆', 'Memory'],
    [
      '说 3 个词，5 分钟后请老人说出来；再问上一顿饭和老朋友',
      'Say 3 words and ask for them after 5 minutes; then ask about the last meal and old friends',
    ],
    [
      ['记忆与年龄相称，能完整回忆', 'As good as the age would have it; recalls fully'],
      ['轻度紊乱：5 分钟后 3 个词只记得 0–1 个', 'Slightly disturbed: recalls 0–1 of 3 words after 5 minutes'],
      [
        '中度紊乱：记不得近事，如上一顿饭吃了什么',
        'Moderately disturbed: recent things are gone, such as the last meal',
      ],
      ['重度紊乱：记不得往事，如不认得老朋友', 'Severely disturbed: the past is gone, such as old friends'],
      ['记忆完全紊乱，对往事不能正确回忆', 'Wholly disturbed: recalls nothing correctly'],
    ],
  ),
  item(
    'B.3.5',
    ['理解能力', 'Understanding'],
    ['听懂话、看懂手势；可戴平常用的助听器', 'Words and gestures; with the usual hearing aid'],
    [
      ['能正常理解别人的话', 'Understands others normally'],
      ['能理解，但需要多一些时间', 'Understands, but needs more time'],
      ['理解有困难，要反复说或说得简单', 'Has difficulty; needs repeating or simple words'],
      ['理解有严重困难，要大量帮助', 'Has great difficulty; needs much help'],
      ['完全不能理解别人的话', 'Does not understand others at all'],
    ],
  ),
  item(
    'B.3.6',
    ['表达能力', 'Expressing oneself'],
    ['用话或手势让别人明白自己的需要', 'Making needs known by words or gestures'],
    [
      ['能正常表达自己的想法', 'Expresses thoughts normally'],
      ['能表达需要，但需要多一些时间', 'Makes needs known, but needs more time'],
      ['表达有困难，要反复说或说得简单', 'Has difficulty; repeats or uses simple words'],
      ['表达有严重困难，要大量帮助', 'Has great difficulty; needs much help'],
      ['完全不能表达需要', 'Cannot make needs known at all'],
    ],
  ),
  item(
    'B.3.7',
    ['攻击行为', 'Aggression'],
    [
      '近一个月里打、踢、推、咬、抓、摔东西，或骂人、威胁、尖叫',
      'In the last month: hitting, kicking, biting, throwing things, or abuse, threats, screaming',
    ],
    [
      ['近一个月没有出现', 'Not in the last month'],
      ['近一个月出现过', 'Yes, in the last month'],
    ],
  ),
  item(
    'B.3.8',
    ['抑郁症状', 'Signs of depression'],
    [
      '近一个月里情绪低落、没有兴趣、没有力气，或妄想、幻觉、轻生的念头或行为',
      'In the last month: low mood, no interest, no energy, or delusions, hallucinations, thoughts or acts of suicide',
    ],
    [
      ['近一个月没有出现', 'Not in the last month'],
      ['近一个月出现过', 'Yes, in the last month'],
    ],
  ),
  item(
    'B.3.9',
    ['意识水平', 'Consciousness'],
    ['叫一叫、推一推，看老人怎样反应', 'Call and touch the person and watch the reaction'],
    [
      ['神志清醒，对周围反应正确', 'Awake, and answers rightly to what is around'],
      [
        '嗜睡：睡得过多，叫得醒、能答话，停下又睡；或意识模糊：注意不集中，反应迟钝',
        'Drowsy: sleeps too much, can be woken and answers, then sleeps again; or clouded: inattentive and slow',
      ],
      [
        '昏睡：强刺激才短暂醒来；或昏迷：意识丧失，对刺激没有反应',
        'Stupor: woken for a moment by strong stimuli only; or coma: unconscious, no reaction',
      ],
    ],
  ),
];

export const society: readonly Item[] = [
  item(
    'B.4.1',
    ['视力', 'Sight'],
    ['可戴平常用的眼镜', 'With the usual glasses'],
    [
      ['视力正常', 'Sees normally'],
      [
        '看不清书报小字，能看大字；或看不清大标题，但辨得清物体',
        'Cannot read small print but large print; or no headlines, but makes out objects',
      ],
      ['只能看到光、颜色或轮廓，或完全失明', 'Sees only light, colour or outlines, or nothing'],
    ],
  ),
  item(
    'B.4.2',
    ['听力', 'Hearing'],
    ['可戴平常用的助听器', 'With the usual hearing aid'],
    [
      ['听力正常', 'Hears normally'],
      [
        '轻声说话或相距 2 米以上听不清；或要安静、大声才听得到',
        'Does not hear soft speech or beyond 2 m; or hears only in quiet or when spoken to loudly',
      ],
      ['大声、慢速说也只能听到一部分，或完全失聪', 'Hears only parts of loud, slow speech, or nothing'],
    ],
  ),
  item(
    'B.4.3',
    ['执行日常事务', 'Daily affairs'],
    ['自己安排并完成洗衣、小额购物、按时服药等', 'Planning and doing laundry, small purchases, taking medicine'],
    [
      ['能独立计划、安排并完成', 'Plans and does them alone'],
      ['要别人监护或指点', 'Needs watching or guiding'],
      ['要少量帮助', 'Needs a little help'],
      ['要大量帮助', 'Needs much help'],
      ['完全靠别人', 'Depends on others wholly'],
    ],
  ),
  item(
    'B.4.4',
    ['使用交通工具外出', 'Going out by transport'],
    ['骑车、公交、出租车、私家车', 'Bicycle, bus, taxi or car'],
    [
      ['能自己骑车或乘公共交通', 'Cycles or takes public transport alone'],
      ['能自己乘出租车，但不会乘其他公共交通', 'Takes a taxi alone, but no other public transport'],
      ['有人陪伴或帮助时能乘公共交通', 'Takes public transport when accompanied'],
      ['只能在别人帮助下乘出租车或私家车，或不能出门', 'Only by taxi or car with help, or does not go out'],
    ],
  ),
  item(
    'B.4.5',
    ['社会交往能力', 'Dealing with others'],
    ['与人来往时的主动、得体和辨别能力', 'Whether the person seeks others, behaves fittingly and is on guard'],
    [
      ['参与社会，待人接物恰当', 'Takes part; deals with others fittingly'],
      [
        '能适应单纯的环境，主动与人接触，初见不易看出问题，但听不懂言外之意',
        'Manages in simple surroundings and seeks others; misses hints and figures of speech',
      ],
      [
        '不主动与人来往，可被动接触，谈话多有不当，容易上当',
        'Does not seek others; often speaks out of place; easily deceived',
      ],
      ['勉强能与人接触，说话内容不清，表情不当', 'Barely in contact; unclear speech, unfitting expression'],
      ['不能与人接触', 'No contact with others'],
    ],
  ),
];

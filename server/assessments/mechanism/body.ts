// Decides nothing by itself: the 12 items of GB/T 42195-2022 on self-care (B.1) and on moving (B.2), in our own words.

/** One thing that can be answered: what it is worth, and how to tell, in both languages. */
export type Choice = { score: number; zh: string; en: string };
/** One of the 26 items; `choices` from able to unable, so their scores run from the maximum to 0. */
export type Item = {
  code: string;
  zh: string;
  en: string;
  /** what to watch or ask for */
  ask: { zh: string; en: string };
  choices: readonly Choice[];
};

type Texts = readonly [zh: string, en: string][];
export const item = (code: string, [zh, en]: Texts[0], [askZh, askEn]: Texts[0], texts: Texts): Item => ({
  code,
  zh,
  en,
  ask: { zh: askZh, en: askEn },
  choices: texts.map(([choiceZh, choiceEn], i) => ({ score: texts.length - 1 - i, zh: choiceZh, en: choiceEn })),
});

/** The general five steps, used wherever an item names none of its own. */
const assisted: Texts = [
  ['独立完成，不用别人帮', 'Does it alone, without any help'],
  ['旁人在场指点或提醒就能完成', 'Does it when guided or reminded'],
  ['要别人帮一把，但大部分自己做', 'Needs help, but does most of it alone'],
  ['主要靠别人做，自己能配合', 'Others do most of it; the person cooperates'],
  ['完全靠别人做，自己也不能配合', 'Others do all of it; the person cannot cooperate'],
];

export const selfCare: readonly Item[] = [
  item(
    'B.1.1',
    ['进食', 'Eating'],
    ['用合适的餐具把食物送进口中并咽下', 'Bringing food to the mouth with suitable tools, and swallowing it'],
    [
      ['自己用餐具进食并咽下，不呛咳', 'Eats and swallows alone, without choking'],
      ['有人指点提醒，或自己用辅助餐具，不呛咳', 'Eats when guided, or alone with adapted tools, without choking'],
      ['要别人少量搭手，或每月呛咳 1 次及以上', 'Needs a little hands-on help, or chokes once a month or more'],
      ['要别人大量搭手，或每周呛咳 1 次及以上', 'Needs much hands-on help, or chokes once a week or more'],
      ['完全靠别人喂，或吞咽困难，或留置营养管', 'Is fed entirely, or cannot swallow safely, or has a feeding tube'],
    ],
  ),
  item(
    'B.1.2',
    ['修饰', 'Grooming'],
    ['洗脸、刷牙、梳头、刮脸、剪指（趾）甲等', 'Washing the face, brushing teeth, combing, shaving, cutting nails'],
    assisted,
  ),
  item('B.1.3', ['洗澡', 'Bathing'], ['清洗全身并擦干', 'Washing and drying the whole body'], assisted),
  item(
    'B.1.4',
    ['穿/脱上衣', 'Putting on and taking off upper clothes'],
    ['穿上、脱下上身衣服，包括系扣、拉拉链', 'Including buttons and zips'],
    assisted,
  ),
  item(
    'B.1.5',
    ['穿/脱裤子和鞋袜', 'Putting on and taking off trousers, socks and shoes'],
    ['穿上、脱下裤子、鞋和袜子', 'Trousers, socks and shoes, on and off'],
    assisted,
  ),
  item(
    'B.1.6',
    ['小便控制', 'Bladder control'],
    ['憋住和排出小便的能力', 'Holding and passing urine'],
    [
      ['自己能控制，次数和控制都正常', 'In control; frequency and control are normal'],
      [
        '白天能控制，夜间次数多或控制较差；或自己使用尿布、尿垫',
        'In control by day, less so at night; or uses pads without help',
      ],
      [
        '白天多数时候能控制，偶有失禁（每天不到 1 次、每周多于 1 次）；或别人少量帮用尿布、尿垫',
        'Mostly in control by day, with accidents less than daily but more than weekly; or needs a little help with pads',
      ],
      [
        '白天多数时候控制不住（每天 1 次及以上，还不是完全失禁）；或别人大量帮用尿布、尿垫',
        'Accidents once a day or more, though not wholly incontinent; or needs much help with pads',
      ],
      ['小便失禁，完全控制不住，或留置导尿管', 'Wholly incontinent of urine, or has a catheter'],
    ],
  ),
  item(
    'B.1.7',
    ['大便控制', 'Bowel control'],
    ['憋住和排出大便的能力', 'Holding and passing stool'],
    [
      ['自己能正常控制', 'In control; normal'],
      [
        '有时便秘或失禁（每周不到 1 次）；或自己使用开塞露、尿垫',
        'Constipation or accidents less than once a week; or uses enemas or pads without help',
      ],
      [
        '常有便秘或失禁（每天不到 1 次、每周多于 1 次）；或别人少量帮忙处理',
        'Constipation or accidents less than daily but more than weekly; or needs a little help',
      ],
      [
        '多数时候便秘或失禁（每天 1 次及以上，还不是完全失禁）；或别人大量帮忙处理',
        'Constipation or accidents once a day or more, though not wholly incontinent; or needs much help',
      ],
      [
        '严重便秘，或大便完全失禁，要靠别人帮助排便或清洁',
        'Severe constipation or wholly incontinent; others must help or clean',
      ],
    ],
  ),
  item(
    'B.1.8',
    ['如厕', 'Using the toilet'],
    [
      '解开裤子、排便、清洁身体、穿好裤子；控制大小便不算在内',
      'Undressing for it, cleaning oneself, dressing again; holding it is not part of this',
    ],
    assisted,
  ),
];

export const moving: readonly Item[] = [
  item(
    'B.2.1',
    ['床上体位转移', 'Moving in bed'],
    ['在床上翻身、坐起、躺下', 'Turning over, sitting up and lying down in bed'],
    assisted,
  ),
  item(
    'B.2.2',
    ['床椅转移', 'Between bed and chair'],
    ['从坐到站，再从站到坐', 'From sitting to standing and back to sitting'],
    assisted,
  ),
  item(
    'B.2.3',
    ['平地行走', 'Walking on level ground'],
    ['双脚交替向前走，可以用平常用的助行器具', 'Walking step by step, with the usual walking aid if there is one'],
    [
      ['独立走约 50 米，不用帮', 'Walks about 50 m alone'],
      [
        '能走约 50 米，但有摔倒风险，要人看护或指点，或用拐杖、助行器',
        'Walks about 50 m but might fall: needs watching or guiding, or a stick or frame',
      ],
      ['走路要别人少量搀扶', 'Needs a little support to walk'],
      ['走路要别人大量搀扶', 'Needs much support to walk'],
      ['完全不能走', 'Cannot walk at all'],
    ],
  ),
  item(
    'B.2.4',
    ['上下楼梯', 'Stairs'],
    ['双脚交替，连续上下台阶', 'Step over step, up and down'],
    [
      ['独立连续上下 10–15 级台阶', 'Goes up and down 10–15 steps in a row alone'],
      ['旁人在场指点或提醒就能上下', 'Manages when guided or reminded'],
      ['要别人帮一把，但大部分靠自己', 'Needs help, but does most of it alone'],
      ['主要或完全靠别人，或不能上下楼梯', 'Others do most or all of it, or stairs are impossible'],
    ],
  ),
];

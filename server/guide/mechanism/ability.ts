// Decides which ability level is likely from eight everyday questions. Each answer fills named items of GB/T 42195-2022 with
// what it says for sure (one score) or between which scores it lies; the standard's own rules then score the best, the worst
// and the likeliest reading. What is not asked is open from nothing to everything (our default; never a result to act on).
import {
  type Answers,
  type AssessmentRules,
  type Facts,
  items,
  maxOf,
  noFacts,
  score,
} from '../../assessments/rules.ts';

/** A score for sure, or the lowest, the likeliest and the highest it may be. */
type Fill = number | readonly [low: number, likely: number, high: number];
type Text = readonly [zh: string, en: string];
type Option = { id: string; text: Text; fills: Readonly<Record<string, Fill>>; coma?: true };
export type Everyday = { id: string; ask: Text; options: readonly Option[] };

const option = (id: string, text: Text, fills: Option['fills'] = {}): Option => ({ id, text, fills });

const acts: readonly Everyday[] = [
  {
    id: 'eating',
    ask: ['吃饭怎么样？', 'How does eating go?'],
    options: [
      option('alone', ['自己吃，不呛', 'Alone, without choking'], { 'B.1.1': 4 }),
      option('prompted', ['要人提醒，或用特制的勺筷', 'When reminded, or with adapted tools'], { 'B.1.1': 3 }),
      option('some', ['要人搭把手，或每个月会呛到', 'With a little help, or choking every month'], { 'B.1.1': 2 }),
      option('much', ['大半要人喂，或每星期会呛到', 'Mostly fed, or choking every week'], { 'B.1.1': 1 }),
      option('fed', ['全靠人喂，或用胃管', 'Fed entirely, or by tube'], { 'B.1.1': 0 }),
    ],
  },
  {
    id: 'washing',
    ask: ['洗漱、洗澡、穿衣怎么样？', 'How do washing, bathing and dressing go?'],
    options: [
      option('alone', ['都是自己来', 'All alone'], { 'B.1.2': 4, 'B.1.3': 4, 'B.1.4': 4, 'B.1.5': 4 }),
      option('bath', ['只有洗澡要人帮', 'Only bathing needs help'], {
        'B.1.2': 4,
        'B.1.3': [1, 2, 3],
        'B.1.4': 4,
        'B.1.5': [3, 4, 4],
      }),
      option('some', ['要人提醒或帮一把，大半自己做', 'Reminded or helped, but doing most of it'], {
        'B.1.2': [2, 3, 3],
        'B.1.3': [1, 2, 3],
        'B.1.4': [2, 2, 3],
        'B.1.5': [2, 2, 3],
      }),
      option('much', ['主要靠别人，自己能配合', 'Others do most of it'], {
        'B.1.2': [1, 1, 2],
        'B.1.3': [0, 1, 1],
        'B.1.4': [1, 1, 2],
        'B.1.5': [1, 1, 1],
      }),
      option('none', ['全靠别人', 'Others do all of it'], { 'B.1.2': 0, 'B.1.3': 0, 'B.1.4': 0, 'B.1.5': 0 }),
    ],
  },
  {
    id: 'toilet',
    ask: ['上厕所、憋大小便怎么样？', 'How do the toilet and holding on go?'],
    options: [
      option('alone', ['自己去，憋得住', 'Alone, and in control'], { 'B.1.6': 4, 'B.1.7': 4, 'B.1.8': 4 }),
      option('night', ['自己去，夜里或偶尔来不及', 'Alone; too late at night or now and then'], {
        'B.1.6': [2, 3, 3],
        'B.1.7': [3, 4, 4],
        'B.1.8': [3, 4, 4],
      }),
      option('some', ['要人搀着去，或一星期有几次来不及', 'With help, or too late several times a week'], {
        'B.1.6': [1, 2, 3],
        'B.1.7': [2, 3, 4],
        'B.1.8': [2, 2, 3],
      }),
      option('much', ['主要靠别人，天天有来不及的', 'Mostly by others; too late every day'], {
        'B.1.6': [1, 1, 2],
        'B.1.7': [1, 2, 3],
        'B.1.8': [1, 1, 2],
      }),
      option('none', ['离不开尿布或导尿管，全靠别人', 'Pads or a catheter; others do all of it'], {
        'B.1.6': [0, 0, 1],
        'B.1.7': [0, 0, 1],
        'B.1.8': 0,
      }),
    ],
  },
  {
    id: 'moving',
    ask: ['起身、走路、上下楼怎么样？', 'How do getting up, walking and stairs go?'],
    options: [
      option('alone', ['自己走，也能上下楼', 'Walks alone, stairs as well'], {
        'B.2.1': 4,
        'B.2.2': 4,
        'B.2.3': 4,
        'B.2.4': 3,
      }),
      option('stairs', ['平地自己走或拄拐，上下楼要扶', 'Alone or with a stick; stairs with help'], {
        'B.2.1': 4,
        'B.2.2': [3, 4, 4],
        'B.2.3': [3, 3, 4],
        'B.2.4': [1, 2, 2],
      }),
      option('held', ['走路要人搀扶', 'Needs an arm to walk'], {
        'B.2.1': [2, 3, 4],
        'B.2.2': [2, 3, 3],
        'B.2.3': [1, 2, 2],
        'B.2.4': [0, 1, 1],
      }),
      option('chair', ['坐轮椅，扶一把能坐起来', 'In a wheelchair; sits up with some help'], {
        'B.2.1': [2, 3, 4],
        'B.2.2': [1, 2, 2],
        'B.2.3': [0, 0, 1],
        'B.2.4': 0,
      }),
      option('bed', ['整天躺在床上', 'In bed all day'], {
        'B.2.1': [0, 1, 1],
        'B.2.2': [0, 0, 1],
        'B.2.3': 0,
        'B.2.4': 0,
      }),
    ],
  },
  {
    id: 'memory',
    ask: ['记性怎么样？知道日子、认得路和人吗？', 'How is the memory: days, the way home, people?'],
    options: [
      option('clear', ['记得住，日子、路、人都清楚', 'Clear about days, ways and people'], {
        'B.3.1': 4,
        'B.3.2': 4,
        'B.3.3': 4,
        'B.3.4': 4,
      }),
      option('slight', ['有时忘事，会记错日子', 'Sometimes forgets; wrong about the date'], {
        'B.3.1': 3,
        'B.3.2': [3, 4, 4],
        'B.3.3': 4,
        'B.3.4': 3,
      }),
      option('often', ['刚说过就忘，一个人出门找不着路', 'Forgets what was just said; gets lost alone'], {
        'B.3.1': [2, 2, 3],
        'B.3.2': [2, 2, 3],
        'B.3.3': [3, 3, 4],
        'B.3.4': 2,
      }),
      option('much', ['分不清季节早晚，认不全家里人', 'Unsure of season or hour; not all of the family'], {
        'B.3.1': [1, 1, 2],
        'B.3.2': [1, 1, 2],
        'B.3.3': [1, 2, 3],
        'B.3.4': [1, 1, 2],
      }),
      option('lost', ['谁也不认得，不知道自己在哪儿', 'Knows nobody and not the place'], {
        'B.3.1': [0, 0, 1],
        'B.3.2': [0, 0, 1],
        'B.3.3': [0, 0, 1],
        'B.3.4': [0, 0, 1],
      }),
    ],
  },
  {
    id: 'mood',
    ask: ['最近一个月，脾气和精神怎么样？', 'How were temper and spirits in the last month?'],
    options: [
      option('calm', ['平稳，人清醒', 'Even, and awake'], { 'B.3.7': 1, 'B.3.8': 1, 'B.3.9': 2 }),
      option('low', ['很消沉，或看见听见没有的东西', 'Very low, or seeing and hearing things'], {
        'B.3.7': 1,
        'B.3.8': 0,
        'B.3.9': 2,
      }),
      option('angry', ['打人、骂人、摔东西', 'Hitting, abuse, throwing things'], {
        'B.3.7': 0,
        'B.3.8': [0, 1, 1],
        'B.3.9': 2,
      }),
      option('drowsy', ['整天昏昏欲睡，反应慢', 'Drowsy all day, slow to react'], {
        'B.3.7': [0, 1, 1],
        'B.3.8': [0, 1, 1],
        'B.3.9': 1,
      }),
      {
        id: 'coma',
        text: ['昏迷，叫不醒', 'Unconscious, cannot be woken'],
        fills: { 'B.3.7': [0, 1, 1], 'B.3.8': [0, 1, 1], 'B.3.9': 0 },
        coma: true,
      },
    ],
  },
];

const raising: readonly Everyday[] = [
  {
    id: 'diagnosis',
    ask: ['医生确诊过痴呆或其他精神疾病吗？', 'Has a doctor diagnosed dementia or another mental illness?'],
    options: [
      option('none', ['没有', 'No']),
      option('dementia', ['确诊痴呆（如阿尔茨海默病）', 'Dementia, such as Alzheimer’s']),
      option('psychiatric', ['确诊其他精神疾病', 'Another mental illness']),
      option('unsure', ['不清楚', 'Not sure']),
    ],
  },
  {
    id: 'events',
    ask: ['最近 30 天，跌倒、噎住、走失一共有几次？', 'Falls, choking, getting lost: how often in the last 30 days?'],
    options: [
      option('none', ['没有', 'Not once']),
      option('once', ['1 次', 'Once']),
      option('more', ['2 次或更多', 'Twice or more']),
      option('unsure', ['不清楚', 'Not sure']),
    ],
  },
];

export const everyday: readonly Everyday[] = [...acts, ...raising];
/** Question → option. */
export type EverydayAnswers = Readonly<Record<string, string | undefined>>;
export type Ability = {
  level: number;
  /** the lowest and the highest level that what was not asked could make of it */
  from: number;
  to: number;
  /** worst, likeliest and best total of the 26 items */
  totals: readonly [number, number, number];
};

/** Between which scores each of the 26 items lies by these answers; the open ones from 0 to their maximum. */
export function boundsOf(answers: EverydayAnswers): Record<string, readonly [number, number, number]> {
  const said = Object.assign({}, ...acts.map((q) => chosen(q, answers)?.fills)) as Record<string, Fill>;
  const known = items.flatMap((i) =>
    said[i.code] === undefined ? [] : [[i, triple(said[i.code] as Fill)[1]] as const],
  );
  return Object.fromEntries(
    items.map((i) => {
      const fill = said[i.code];
      if (fill !== undefined) return [i.code, triple(fill)] as const;
      // Whatever is not asked goes as the rest goes: understanding and speaking as the mind, daily affairs as everything.
      const near = known.filter(([k]) => !i.code.startsWith('B.3.') || k.code.startsWith('B.3.'));
      const most = near.reduce((sum, [k]) => sum + maxOf(k), 0);
      const got = near.reduce((sum, [, n]) => sum + n, 0);
      return [i.code, [0, most === 0 ? 0 : Math.round((maxOf(i) * got) / most), maxOf(i)]] as const;
    }),
  );
}

const triple = (fill: Fill): readonly [number, number, number] =>
  typeof fill === 'number' ? [fill, fill, fill] : fill;
const chosen = (q: Everyday, answers: EverydayAnswers) => q.options.find((o) => o.id === answers[q.id]);

/** The facts that raise a level, as the answers leave them: at worst, likeliest and at best. Not sure is never a yes. */
export function factsOf(answers: EverydayAnswers): readonly [Facts, Facts, Facts] {
  const coma = acts.some((q) => chosen(q, answers)?.coma);
  const of = (worst: boolean): Facts => {
    const { diagnosis, events } = answers;
    const open = (answer: string | undefined) => worst && (answer === undefined || answer === 'unsure');
    return {
      coma,
      dementia: diagnosis === 'dementia' || open(diagnosis),
      psychiatric: diagnosis === 'psychiatric',
      risk_events: { ...noFacts.risk_events, other: events === 'more' || open(events) ? 2 : events === 'once' ? 1 : 0 },
    };
  };
  return [of(true), of(false), of(false)];
}

/**
 * The likely level and how far the rest could move it; null until the six questions that fill items are answered.
 * @param rules the district's level of a coma
 */
export function abilityOf(answers: EverydayAnswers, rules: Pick<AssessmentRules, 'coma_level'>): Ability | null {
  if (acts.some((q) => !chosen(q, answers))) return null;
  const bounds = boundsOf(answers);
  const facts = factsOf(answers);
  const read = ([0, 1, 2] as const).map((i) => {
    const all: Answers = Object.fromEntries(Object.entries(bounds).map(([code, b]) => [code, b[i]]));
    const got = score(all, facts[i], rules);
    if (!got.ok) throw new RangeError(`the questions fill an item wrongly: ${got.reasons.map((r) => r.code).join()}`);
    return got;
  });
  const [worst, likely, best] = read as [(typeof read)[0], (typeof read)[0], (typeof read)[0]];
  return {
    level: likely.level,
    from: best.level,
    to: worst.level,
    totals: [worst.total, likely.total, best.total],
  };
}

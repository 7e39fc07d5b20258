import { Star } from 'lucide';
import { type HideReason, type Question, questions, type Season } from '../../server/ratings/rules.ts';
import { number } from './format.ts';
import { key, t } from './i18n.ts';
import { Icon } from './icon.tsx';
import './rating.css';

const asks: Record<Question, readonly [name: string, question: string]> = {
  care: [key('照料'), key('照料得好不好？')],
  respect: [key('尊重'), key('对老人尊重吗？')],
  food: [key('饭菜'), key('饭菜怎么样？')],
  room: [key('房间'), key('房间住得舒服吗？')],
  honesty: [key('说到做到'), key('入住前说的，做到了吗？')],
};
export const questionName = (q: Question) => t(asks[q][0]);
export const questionText = (q: Question) => t(asks[q][1]);

const hides: Record<HideReason, string> = {
  personal_data: key('含有个人信息'),
  abuse: key('辱骂攻击'),
  advertising: key('广告'),
  other_place: key('说的不是这家机构'),
};
export const hideWord = (reason: HideReason) => t(hides[reason]);

const movedIn: Record<Season, string> = {
  spring: key('家属，入住 {year} 年春'),
  summer: key('家属，入住 {year} 年夏'),
  autumn: key('家属，入住 {year} 年秋'),
  winter: key('家属，入住 {year} 年冬'),
};
type Written = {
  moved_in: { year: number; season: Season };
  text: string | null;
  hidden: HideReason | null;
  reply: string | null;
};
export const writerOf = ({ moved_in }: Pick<Written, 'moved_in'>) =>
  t(movedIn[moved_in.season], { year: String(moved_in.year) });

/** What one family wrote, as everybody reads it, with the home's answer under it. */
export function RatingText({ of }: { of: Written }) {
  return (
    <>
      <p class="small muted">{writerOf(of)}</p>
      {of.hidden ? (
        <p class="rating-hidden">{t('已隐藏：{reason}', { reason: hideWord(of.hidden) })}</p>
      ) : (
        <p class="rating-words">{of.text}</p>
      )}
      {of.reply && (
        <div class="rating-reply">
          <p class="small muted">{t('机构的答复')}</p>
          <p class="rating-words">{of.reply}</p>
        </div>
      )}
    </>
  );
}

type Sum = { ratings: number; overall: number | null; by: Record<Question, number> | null };

/** The means with how many they are of; below three there is none, and that is said. */
export function RatingSum({ of }: { of: Sum }) {
  if (of.overall === null || !of.by) {
    return (
      <p>{of.ratings === 0 ? t('还没有评价。') : t('只有 {n} 条评价，评价太少，不显示分数。', { n: of.ratings })}</p>
    );
  }
  const { by } = of;
  return (
    <div class="rating-sum">
      <p class="rating-all">
        <Icon of={Star} />
        <strong class="num">{number(of.overall, 1)}</strong>
        <span>{t('满分 5 分，{n} 个家庭评价', { n: of.ratings })}</span>
      </p>
      <dl class="rating-bars">
        {questions.map((q) => [
          <dt key={`${q}-t`}>{questionName(q)}</dt>,
          <dd key={`${q}-d`}>
            <span class="rating-bar" aria-hidden="true">
              <span style={{ width: `${by[q] * 20}%` }} />
            </span>
            <span class="num">{number(by[q], 1)}</span>
          </dd>,
        ])}
      </dl>
    </div>
  );
}

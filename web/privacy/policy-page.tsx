import { purposes, wordings } from '../../server/consents/rules.ts';
import { type GroupKey, groups, keepRules } from '../../server/privacy/rules.ts';
import { Card, Facts } from '../ui/card.tsx';
import { hotline } from '../ui/config.ts';
import { TermsText, told } from '../ui/consent-terms.tsx';
import { date } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useTitle } from '../ui/page.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { session } from '../ui/session.ts';
import './privacy.css';

/** The policy in plain words, from the same tables by which data is asked for, kept and deleted. */
export default function PolicyPage() {
  useTitle(t('隐私政策'));
  const [wording] = wordings;
  return (
    <PublicFrame>
      <div class="privacy stack">
        <h1>{t('隐私政策')}</h1>
        {wording && (
          <p class="muted">
            {t('{version} 版，{date}起施行', { version: wording.version, date: date(wording.since) })}
          </p>
        )}
        <Card as="section" aria-label={t('先说要紧的')}>
          <h2>{t('先说要紧的')}</h2>
          <ul>
            <li>{t('查床位、看价格、算补贴、做自查，不用登录，也不留您的信息。')}</li>
            <li>{t('申请时才收信息，每一项用途分开问您，不同意的项可以不勾。')}</li>
            <li>{t('谁看过您的信息都有记录，您随时看得到。')}</li>
            <li>{t('不卖信息，不做广告，不跟踪您看了什么。')}</li>
          </ul>
          {session.value?.role === 'family' && (
            <p>
              <a class="row-link" href="/me/privacy">
                {t('去看我的隐私')}
              </a>
            </p>
          )}
        </Card>
        {wording && (
          <Card as="section" aria-label={t('要您同意的用途')}>
            <h2>{t('要您同意的用途')}</h2>
            {purposes.map((purpose) => (
              <div class="consent" key={purpose}>
                <h3>{told(wording.terms[purpose].title)}</h3>
                <TermsText of={wording.terms[purpose]} />
              </div>
            ))}
          </Card>
        )}
        {wording && (
          <Card as="section" aria-label={t('依法办理、不需要您同意的')}>
            <h2>{t('依法办理、不需要您同意的')}</h2>
            {wording.told.map((one) => (
              <p key={one.title[0]}>
                <strong>{told(one.title)}</strong> {told(one.text)} <span class="muted">{told(one.ground)}</span>
              </p>
            ))}
          </Card>
        )}
        <Card as="section" aria-label={t('存什么、留多久')}>
          <h2>{t('存什么、留多久')}</h2>
          <Facts
            of={(Object.keys(groups) as GroupKey[]).map((key) => [
              told(groups[key].title),
              t('{why}；{kept}', { why: told(groups[key].why), kept: told(groups[key].kept) }),
            ])}
          />
          <h3>{t('依法要保留的')}</h3>
          <ul>
            {Object.values(keepRules).map((rule) => (
              <li key={rule.text[0]}>
                {told(rule.text)} <span class="muted">{told(rule.source)}</span>
              </li>
            ))}
          </ul>
        </Card>
        <Card as="section" aria-label={t('这台设备上存了什么')}>
          <h2>{t('这台设备上存了什么')}</h2>
          <ul>
            <li>{t('登录后有一个会话标识（Cookie），只用来认出您已登录，退出即失效。')}</li>
            <li>{t('字号、语言、长辈版等选择，没填完的表，最近一次查询，存在浏览器里，不上传。')}</li>
            <li>{t('页面里的字体、地图和程序都来自本站，不请求别的网站。')}</li>
          </ul>
        </Card>
        <Card as="section" aria-label={t('您的权利和找谁')}>
          <h2>{t('您的权利和找谁')}</h2>
          <p>
            {t(
              '您可以查看、复制、更正、撤回同意、删除，要求说明自动排序怎么算的；登录后在「我的隐私」里办，也可以带身份证到街道社区前台，由工作人员当面办。',
            )}
          </p>
          <p>
            {t('个人信息的处理者是区民政局。电话')}{' '}
            <a class="num" href={`tel:${hotline()}`}>
              {hotline()}
            </a>
            {t('。对处理不满意，可以向网信部门投诉。')}
          </p>
        </Card>
      </div>
    </PublicFrame>
  );
}

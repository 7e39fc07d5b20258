import { ChevronRight } from 'lucide';
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { call, client } from '../api.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Card, Facts } from '../ui/card.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Loading } from '../ui/empty.tsx';
import { TextInput } from '../ui/field.tsx';
import { date, number } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { errorAt, Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { loadSession } from '../ui/sign-in-state.ts';
import { say } from '../ui/toast.tsx';
import { eraseWords } from './copy-erase.tsx';
import './privacy.css';

/** A family's own privacy: the people they act for, and the account itself. */
export default function AccountPrivacyPage() {
  return (
    <Guard roles={['family']}>
      <Account />
    </Guard>
  );
}

function Account() {
  useTitle(t('我的隐私'));
  const people = useLoad(
    (signal) => call((o) => client.api.v1.applicants.$get({ query: { limit: '100' } }, o), { signal }),
    [],
  );
  const own = useLoad((signal) => call((o) => client.api.v1.privacy.account.$get(undefined, o), { signal }), []);
  const [closing, setClosing] = useState(false);
  const failure = people.failure ?? own.failure;
  return (
    <PublicFrame>
      <div class="privacy stack">
        <h1>{t('我的隐私')}</h1>
        <p>
          {t('这里看得到：系统存了什么、为什么存、谁看过、您同意过什么；也可以取走副本、撤回同意、删除。')}{' '}
          <a href="/privacy">{t('隐私政策')}</a>
        </p>
        {failure && <Problem of={failure} onRetry={people.reload} focus={false} />}
        {!people.data && !failure && <Loading />}
        {people.data?.applicants.map((p) => (
          <Card as="section" key={p.id} aria-label={p.name}>
            <div class="row-between">
              <h2>{p.name}</h2>
              <ButtonLink icon={ChevronRight} href={`/me/privacy/${p.id}`}>
                {t('查看{name}的隐私', { name: p.name })}
              </ButtonLink>
            </div>
          </Card>
        ))}
        {own.data && (
          <Card as="section" aria-label={t('这个账号')}>
            <h2>{t('这个账号')}</h2>
            <Facts
              of={[
                [t('称呼'), own.data.name],
                [t('手机号'), own.data.phone ? t('已登记（加密保存）') : t('没有')],
                [t('邮箱'), own.data.email ? t('已登记（加密保存）') : t('没有')],
                [t('开通日期'), date(own.data.since)],
                [t('正在登录的设备'), number(own.data.sessions)],
                [t('收到的消息'), number(own.data.messages)],
                [t('提过的诉求'), number(own.data.requests)],
                [t('有床提醒'), number(own.data.watches)],
              ]}
            />
            <div class="row">
              <ButtonLink href="/account">{t('改联系方式、看登录设备')}</ButtonLink>
              <Button
                look="danger"
                why={own.data.people > 0 ? t('还在为老人办事，不能注销') : null}
                onClick={() => setClosing(true)}
              >
                {t('注销账号')}
              </Button>
            </div>
          </Card>
        )}
        {closing && <Close onClose={() => setClosing(false)} />}
      </div>
    </PublicFrame>
  );
}

function Close({ onClose }: { onClose: () => void }) {
  const { route } = useLocation();
  const [words, setWords] = useState('');
  const { run, busy, failure } = useAction((intent, typed: string) =>
    call((o) => client.api.v1.privacy.account.close.$post({ json: { words: typed } }, o), { intent }),
  );
  const send = async () => {
    if (!(await run(words.trim())).ok) return;
    say(t('账号已注销'));
    await loadSession();
    route('/', true);
  };
  return (
    <Dialog
      open
      title={t('注销账号')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="danger" busy={busy} onClick={send}>
            {t('注销，不能恢复')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <p>{t('注销后，手机号和用户名不再与这个账号有关，所有设备退出登录。以后可以用同一手机号重新开通。')}</p>
        <TextInput
          label={t('请输入「{words}」', { words: eraseWords() })}
          pointer="/words"
          value={words}
          onInput={setWords}
          error={errorAt(failure, '/words')}
        />
      </div>
    </Dialog>
  );
}

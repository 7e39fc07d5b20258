import type { InferResponseType } from 'hono/client';
import { ChevronLeft } from 'lucide';
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { readCode } from '../../server/invitations/rules.ts';
import { call, client } from '../api.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Checkbox, TextInput } from '../ui/field.tsx';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { errorAt, Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { say } from '../ui/toast.tsx';
import { Wording } from './wording.tsx';
import './helpers.css';

type Seen = InferResponseType<typeof client.api.v1.helpers.invitations.open.$post, 200>;

/** A helper enters the code told by the person, reads for whom and in which words, and agrees. The code stays on the page. */
export default function HelpPage() {
  return (
    <Guard roles={['family']}>
      <Help />
    </Guard>
  );
}

function Help() {
  useTitle(t('我来代办'));
  const { route } = useLocation();
  const [code, setCode] = useState('');
  const [tried, setTried] = useState(false);
  const [seen, setSeen] = useState<Seen>();
  const [agreed, setAgreed] = useState(false);
  const open = useAction((intent) =>
    call((o) => client.api.v1.helpers.invitations.open.$post({ json: { code } }, o), { intent }),
  );
  const accept = useAction((intent) =>
    call((o) => client.api.v1.helpers.invitations.accept.$post({ json: { code } }, o), { intent }),
  );
  const look = async () => {
    setTried(true);
    if (!readCode(code)) return;
    const done = await open.run();
    if (done.ok) setSeen(done.data);
  };
  const take = async () => {
    const done = await accept.run();
    if (!done.ok) return;
    say(t('已成为代办人，可以开始办理'));
    route('/me');
  };
  return (
    <PublicFrame>
      <div class="helpers-page stack">
        <div>
          <ButtonLink class="back" look="quiet" icon={ChevronLeft} href="/me">
            {t('回到我的申请')}
          </ButtonLink>
        </div>
        <h1>{t('我来代办')}</h1>
        {seen ? (
          <Card as="section" class="stack">
            <h2>{t('为{name}代办', { name: seen.name })}</h2>
            <Wording version={seen.wording} relation={seen.relation} until={seen.until_on} />
            {accept.failure && <Problem of={accept.failure} onRetry={take} />}
            <Checkbox label={t('我看过授权书，只在写明的范围内代办')} checked={agreed} onChange={setAgreed} />
            <div class="row">
              <Button look="primary" busy={accept.busy} why={agreed ? null : t('请先勾选同意')} onClick={take}>
                {t('接受委托')}
              </Button>
              <Button
                onClick={() => {
                  setSeen(undefined);
                  setAgreed(false);
                }}
              >
                {t('不是这位老人')}
              </Button>
            </div>
          </Card>
        ) : (
          <form
            class="stack"
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              void look();
            }}
          >
            <p>
              {t('老人用自己的账号邀请您以后，会告诉您一个 8 位邀请码。没有账号的老人，请带委托书到社区前台关联。')}
            </p>
            {open.failure && <Problem of={open.failure} onRetry={look} />}
            <TextInput
              label={t('邀请码')}
              hint={t('8 位字母和数字，不分大小写，空格可以不填')}
              pointer="/code"
              value={code}
              onInput={setCode}
              autoComplete="off"
              maxLength={12}
              error={
                tried && !readCode(code) ? t('邀请码应是 8 位，没有 0、1、I、L、O、U') : errorAt(open.failure, '/code')
              }
            />
            <div>
              <Button type="submit" look="primary" busy={open.busy}>
                {t('看看是谁')}
              </Button>
            </div>
          </form>
        )}
      </div>
    </PublicFrame>
  );
}

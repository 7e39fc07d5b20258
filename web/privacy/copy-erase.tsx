import { Download, Printer } from 'lucide';
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { ERASE_WORDS } from '../../server/privacy/rules.ts';
import { call, client } from '../api.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Card, Notice } from '../ui/card.tsx';
import { download } from '../ui/csv.ts';
import { Dialog } from '../ui/dialog.tsx';
import { TextInput } from '../ui/field.tsx';
import { lang, t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { account } from '../ui/sign-in-state.ts';
import { say } from '../ui/toast.tsx';
import { SignedPaper } from './signed-paper.tsx';
import { keptWord, kindWord, type Privacy } from './words.ts';

/** A copy to take along, and deleting: what goes now, what stays by which rule until when. */
export function CopyAndErase({ of, applicant }: { of: Privacy; applicant: string }) {
  const { whole, removes, kept } = of.erasable;
  const [asking, setAsking] = useState(false);
  return (
    <div class="stack">
      <TakeCopy applicant={applicant} self={of.relation === 'self' || of.relation === 'guardian'} />
      <Card as="section" aria-label={t('删除')}>
        <h2>{t('删除')}</h2>
        <p>
          {whole
            ? t('这位老人只有没受理过的申请，没有入住，也没有领过补贴：可以全部删除，删完以后谁也看不出是谁。')
            : t('有些信息依法要保留，到期前不能删。能删的现在就可以删。')}
        </p>
        <div class="two-lists">
          <div>
            <h3>{t('现在可以删')}</h3>
            <ul>
              {removes.map((kind) => (
                <li key={kind}>{kindWord(kind)}</li>
              ))}
            </ul>
          </div>
          {kept.length > 0 && (
            <div>
              <h3>{t('依法保留')}</h3>
              <ul>
                {kept.map((k) => (
                  <li key={`${k.kind} ${k.rule}`}>{keptWord(k)}</li>
                ))}
              </ul>
            </div>
          )}
        </div>
        {of.may_erase ? (
          <div>
            <Button look="danger" onClick={() => setAsking(true)}>
              {whole ? t('全部删除') : t('删除能删的')}
            </Button>
          </div>
        ) : (
          <Notice>{t('删除要老人本人或监护人办理：本人登录，或带身份证到社区前台。')}</Notice>
        )}
      </Card>
      {asking && <Erase of={of} applicant={applicant} onClose={() => setAsking(false)} />}
    </div>
  );
}

function TakeCopy({ applicant, self }: { applicant: string; self: boolean }) {
  const [password, setPassword] = useState('');
  const { run, busy, failure } = useAction((intent, json: { password?: string }) =>
    call((o) => client.api.v1.applicants[':id'].privacy.export.$post({ param: { id: applicant }, json }, o), {
      intent,
    }),
  );
  const take = async () => {
    const answer = await run(password ? { password } : {});
    if (!answer.ok) return;
    download(
      `yiwei-${answer.data.made_at.slice(0, 10)}.json`,
      JSON.stringify(answer.data, null, 2),
      'application/json',
    );
    say(t('副本已下载'));
  };
  const own = self && account.value?.password === 'own';
  return (
    <Card as="section" aria-label={t('副本')}>
      <h2>{t('副本')}</h2>
      <p>{t('把系统里关于这位老人的全部信息拿走：可以打印来看，也可以下载成机器能读的文件（JSON），交给别的系统。')}</p>
      {own ? (
        <TextInput
          label={t('登录密码')}
          optional
          type="password"
          autoComplete="current-password"
          hint={t('再输一次密码，文件里才有完整的证件号和电话；不输就只有遮挡的。')}
          pointer="/password"
          value={password}
          onInput={setPassword}
          error={errorAt(failure, '/password')}
        />
      ) : (
        <p class="muted">{t('文件里的证件号和电话只显示一部分。要完整的，请本人带身份证到区民政局，核对后提供。')}</p>
      )}
      {failure && <Problem of={failure} />}
      <div class="row">
        <ButtonLink icon={Printer} href={`/me/privacy/${applicant}/print`}>
          {t('打开打印版')}
        </ButtonLink>
        <Button icon={Download} busy={busy} onClick={take}>
          {t('下载文件')}
        </Button>
      </div>
    </Card>
  );
}

/** The words to type, in the reader's language. */
export const eraseWords = () => (lang.value === 'en' ? ERASE_WORDS.en : ERASE_WORDS.zh);

function Erase({ of, applicant, onClose }: { of: Privacy; applicant: string; onClose: () => void }) {
  const { route } = useLocation();
  const [words, setWords] = useState('');
  const [paper, setPaper] = useState<string | null>(null);
  const desk = session.value?.role === 'desk';
  const { run, busy, failure } = useAction((intent, typed: string) =>
    call(
      (o) =>
        client.api.v1.applicants[':id'].privacy.erase.$post(
          { param: { id: applicant }, json: { words: typed, document_id: paper } },
          o,
        ),
      { intent },
    ),
  );
  const send = async () => {
    const answer = await run(words.trim());
    if (!answer.ok) return;
    say(answer.data.whole ? t('已全部删除') : t('能删的已删除'));
    if (answer.data.whole) route(desk ? '/desk' : '/me/privacy', true);
    else onClose();
  };
  return (
    <Dialog
      open
      title={of.erasable.whole ? t('全部删除') : t('删除能删的')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="danger" busy={busy} onClick={send}>
            {t('删除，不能恢复')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <p>{t('删除后不能恢复。会删：{what}。', { what: of.erasable.removes.map(kindWord).join(t('、')) })}</p>
        {desk && (
          <SignedPaper applicant={applicant} value={paper} onPick={setPaper} error={errorAt(failure, '/document_id')} />
        )}
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

import { useEffect, useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Loading } from '../ui/empty.tsx';
import { Checkbox, TextInput } from '../ui/field.tsx';
import { t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { say } from '../ui/toast.tsx';

type Wanted = { email: string | null; sms_on: boolean; email_on: boolean };

/** Where messages go besides these pages. The address is for messages only; it signs nobody in. */
export function Channels() {
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.account.channels.$get({}, o), { signal }),
    [],
  );
  const [wanted, setWanted] = useState<Wanted>();
  useEffect(() => {
    if (data) setWanted({ email: data.email, sms_on: data.sms_on, email_on: data.email_on });
  }, [data]);
  const save = useAction((intent, json: Wanted) =>
    call((o) => client.api.v1.account.channels.$put({ json }, o), { intent }),
  );
  const submit = async () => {
    if (!wanted) return;
    const done = await save.run({ ...wanted, email: wanted.email?.trim() || null });
    if (!done.ok) return;
    say(t('已保存，以后的消息照此发送'));
    reload();
  };
  const texts = session.value?.role === 'family';
  return (
    <Card as="section" class="stack">
      <h2>{t('消息发到哪里')}</h2>
      <p class="muted">{t('消息总会出现在“消息”页；还可以另外发给您。')}</p>
      {failure && <Problem of={failure} onRetry={reload} focus={false} />}
      {save.failure && <Problem of={save.failure} onRetry={submit} />}
      {!wanted && !failure && <Loading cards={1} />}
      {wanted && (
        <form
          class="stack"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          {texts && (
            <Checkbox
              label={t('发短信')}
              hint={data?.phone ? t('发到登录用的手机号，只在白天发') : t('这个账号没有手机号，收不到短信')}
              checked={wanted.sms_on}
              disabled={!data?.phone}
              onChange={(sms_on) => setWanted({ ...wanted, sms_on })}
            />
          )}
          <TextInput
            label={t('邮箱')}
            hint={t('只用来发消息，清空即不再保存')}
            optional
            type="email"
            inputMode="email"
            autoComplete="email"
            maxLength={254}
            pointer="/email"
            value={wanted.email ?? ''}
            onInput={(email) => setWanted({ ...wanted, email })}
            error={errorAt(save.failure, '/email')}
          />
          <Checkbox
            label={t('发邮件')}
            checked={wanted.email_on}
            disabled={!wanted.email?.trim()}
            onChange={(email_on) => setWanted({ ...wanted, email_on })}
          />
          <div>
            <Button type="submit" busy={save.busy}>
              {t('保存')}
            </Button>
          </div>
        </form>
      )}
    </Card>
  );
}

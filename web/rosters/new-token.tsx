import { useState } from 'preact/hooks';
import { type TokenScope, tokenScopeNames } from '../../server/kernel/permissions.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/card.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { CheckGroup, DateInput, TextInput } from '../ui/field.tsx';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import { scopeWords } from './words.ts';

type Wanted = { name: string; scopes: TokenScope[]; expires_on: string | null };

/** Makes a token; its secret is shown in this dialog and never again. */
export function NewToken({ facility, onClose, onDone }: { facility: string; onClose: () => void; onDone: () => void }) {
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<string[]>([...tokenScopeNames]);
  const [until, setUntil] = useState('');
  const [tried, setTried] = useState(false);
  const [made, setMade] = useState('');
  const { run, busy, failure } = useAction((intent, json: Wanted) =>
    call((o) => client.api.v1.facilities[':id'].tokens.$post({ param: { id: facility }, json }, o), { intent }),
  );
  const send = async () => {
    setTried(true);
    if (!name.trim() || scopes.length === 0) return;
    const wanted = tokenScopeNames.filter((scope) => scopes.includes(scope));
    const done = await run({ name: name.trim(), scopes: wanted, expires_on: until || null });
    if (!done.ok) return;
    setMade(done.data.token);
    onDone();
  };
  return (
    <Dialog
      open
      title={t('新建令牌')}
      onClose={onClose}
      foot={
        made ? (
          <Button look="primary" onClick={onClose}>
            {t('已保存好')}
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>{t('取消')}</Button>
            <Button look="primary" busy={busy} onClick={send}>
              {t('生成令牌')}
            </Button>
          </>
        )
      }
    >
      {made ? (
        <Notice tone="amber">
          <strong>{t('请现在保存，只显示这一次')}</strong>
          <p>
            <code class="token-secret">{made}</code>
          </p>
          <div>
            <Button
              onClick={async () => {
                await navigator.clipboard.writeText(made);
                say(t('已复制'));
              }}
            >
              {t('复制')}
            </Button>
          </div>
          <p>{t('谁拿到它，谁就能改本机构的名单：只交给系统服务商，不要发在群里。丢了就撤销，再建一个。')}</p>
        </Notice>
      ) : (
        <div class="stack">
          {failure && <Problem of={failure} />}
          <TextInput
            label={t('名称')}
            hint={t('写明哪个系统，例如“颐养管家”。它做的每一处改动都会以这个名称留痕。')}
            autoComplete="off"
            pointer="/name"
            maxLength={40}
            value={name}
            onInput={setName}
            error={tried && !name.trim() ? t('请填写名称') : errorAt(failure, '/name')}
          />
          <CheckGroup
            label={t('可以')}
            pointer="/scopes"
            value={scopes}
            onChange={setScopes}
            options={tokenScopeNames.map((scope) => ({ value: scope, label: t(scopeWords[scope]) }))}
            error={tried && scopes.length === 0 ? t('请至少选一项') : errorAt(failure, '/scopes')}
          />
          <DateInput
            label={t('有效至')}
            hint={t('留空则一直有效，直到撤销。')}
            optional
            pointer="/expires_on"
            value={until}
            onInput={setUntil}
            error={errorAt(failure, '/expires_on')}
          />
        </div>
      )}
    </Dialog>
  );
}

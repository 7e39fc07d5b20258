import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextInput } from '../ui/field.tsx';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import { HandOver, OwnPassword, ownGiven } from './asking.tsx';
import { noRole, RoleFields, roleOf } from './role-fields.tsx';
import type { Staff, Temporary } from './staff-words.ts';

type Role = NonNullable<ReturnType<typeof roleOf>>;

/** Opens a staff account: name, user name, first role; the temporary password is shown once. */
export function Invite({ onClose, onDone }: { onClose: () => void; onDone: (id: string) => void }) {
  const [name, setName] = useState('');
  const [username, setUsername] = useState('');
  const [role, setRole] = useState(noRole);
  const [subject, setSubject] = useState('');
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const [given, setGiven] = useState<Temporary>();
  const { run, busy, failure } = useAction(
    (intent, json: { name: string; username: string; membership: Role; oidc_subject?: string; password?: string }) =>
      call((o) => client.api.v1.admin.accounts.$post({ json }, o), { intent }),
  );
  const send = async () => {
    setTried(true);
    const membership = roleOf(role);
    if (!name.trim() || !username.trim() || !membership || !ownGiven(password)) return;
    const done = await run({
      name: name.trim(),
      username: username.trim(),
      membership,
      ...(subject.trim() ? { oidc_subject: subject.trim() } : {}),
      ...(password ? { password } : {}),
    });
    if (!done.ok) return;
    setPassword('');
    say(t('已为{name}建立账号', { name: name.trim() }));
    onDone(done.data.account_id);
    if (done.data.temporary_password) setGiven(done.data.temporary_password);
    else onClose();
  };
  return (
    <Dialog
      open
      title={t('新建工作人员账号')}
      onClose={onClose}
      foot={
        given ? (
          <Button look="primary" onClick={onClose}>
            {t('已交给本人')}
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>{t('取消')}</Button>
            <Button look="primary" busy={busy} onClick={send}>
              {t('建立账号')}
            </Button>
          </>
        )
      }
    >
      {given ? (
        <HandOver name={name.trim()} of={given} />
      ) : (
        <div class="stack">
          {failure && <Problem of={failure} />}
          <TextInput
            label={t('姓名')}
            autoComplete="off"
            pointer="/name"
            maxLength={40}
            value={name}
            onInput={setName}
            error={tried && !name.trim() ? t('请填写姓名') : errorAt(failure, '/name')}
          />
          <TextInput
            label={t('用户名')}
            hint={t('3–40 位字母、数字、点、下划线或短横；登录时用。')}
            autoComplete="off"
            pointer="/username"
            maxLength={40}
            value={username}
            onInput={setUsername}
            error={tried && !username.trim() ? t('请填写用户名') : errorAt(failure, '/username')}
          />
          <RoleFields of={role} onChange={setRole} tried={tried} failure={failure} />
          <TextInput
            label={t('统一身份标识')}
            hint={t('只用统一身份认证登录的人填写；填写后不再发临时密码。')}
            optional
            autoComplete="off"
            pointer="/oidc_subject"
            maxLength={200}
            value={subject}
            onInput={setSubject}
            error={errorAt(failure, '/oidc_subject')}
          />
          <OwnPassword value={password} onInput={setPassword} tried={tried} failure={failure} />
        </div>
      )}
    </Dialog>
  );
}

/** One more role for someone who works here already, or worked here before. */
export function Grant({ of, onClose, onDone }: { of: Staff; onClose: () => void; onDone: () => void }) {
  const [role, setRole] = useState(noRole);
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const { run, busy, failure } = useAction((intent, json: { membership: Role; password?: string }) =>
    call((o) => client.api.v1.admin.accounts[':id'].memberships.$post({ param: { id: of.id }, json }, o), { intent }),
  );
  const send = async () => {
    setTried(true);
    const membership = roleOf(role);
    if (!membership || !ownGiven(password)) return;
    const done = await run({ membership, ...(password ? { password } : {}) });
    if (!done.ok) return;
    say(t('已增加角色'));
    onDone();
    onClose();
  };
  return (
    <Dialog
      open
      title={t('为{name}增加角色', { name: of.name })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={send}>
            {t('增加角色')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <RoleFields of={role} onChange={setRole} tried={tried} failure={failure} />
        <OwnPassword value={password} onInput={setPassword} tried={tried} failure={failure} />
      </div>
    </Dialog>
  );
}

import { useState } from 'preact/hooks';
import { call, client, type Result } from '../api.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Facts, Notice } from '../ui/card.tsx';
import { date, moment } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { account } from '../ui/sign-in-state.ts';
import { CaseView } from '../ui/staff-frame.tsx';
import { say } from '../ui/toast.tsx';
import { Asking } from './asking.tsx';
import { Grant } from './invite.tsx';
import {
  liveRoles,
  roleText,
  type Staff,
  type StaffRole,
  seenText,
  signInText,
  type Temporary,
} from './staff-words.ts';

type Step = 'grant' | 'password' | 'totp' | 'sessions' | StaffRole;
const api = client.api.v1.admin.accounts[':id'];
const nothing = (done: Result<unknown>): Result<undefined> => (done.ok ? { ...done, data: undefined } : done);

/** One account: its roles, and the way back in for whoever has lost theirs. */
export function StaffCase({ of, onChange }: { of: Staff; onChange: () => void }) {
  const [step, setStep] = useState<Step>();
  const mine = of.id === account.value?.account_id;
  const live = liveRoles(of);
  const close = () => setStep(undefined);
  return (
    <>
      <CaseView>
        <h2>{of.name}</h2>
        <Facts
          of={[
            [t('用户名'), of.username ?? t('没有')],
            [t('登录方式'), signInText(of)],
            ...(of.password === 'temporary' && of.password_until
              ? ([[t('临时密码有效至'), moment(of.password_until)]] as [string, string][])
              : []),
            [t('最近使用'), seenText(of)],
            [t('登录中的设备'), t('{n} 台', { n: of.sessions })],
          ]}
        />
        <section class="stack-tight">
          <h3>{t('角色')}</h3>
          {live.length === 0 && <p class="muted">{t('已没有角色，不能办理业务。')}</p>}
          <ul class="sessions">
            {of.memberships.map((one) => (
              <li key={one.id} class="row-between">
                <span class={one.ended_at ? 'muted' : undefined}>
                  {roleText(one)} {one.ended_at && <Badge>{t('{date}结束', { date: date(one.ended_at) })}</Badge>}
                </span>
                {!one.ended_at && (
                  <Button aria-label={t('结束角色：{role}', { role: roleText(one) })} onClick={() => setStep(one)}>
                    {t('结束角色')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
          <div>
            <Button onClick={() => setStep('grant')}>{t('增加角色')}</Button>
          </div>
        </section>
        <section class="stack-tight">
          <h3>{t('登录')}</h3>
          {mine ? (
            <Notice>{t('这是您自己的账号：密码、动态口令和登录请在“我的账号”里办理。')}</Notice>
          ) : of.elsewhere ? (
            <Notice>{t('也在其他区任职：密码和动态口令不能由本区单独重置。')}</Notice>
          ) : (
            <p class="muted">{t('先当面或以登记电话核实是本人，再重置。')}</p>
          )}
          {!mine && (
            <div class="row">
              <Button why={of.elsewhere ? t('也在其他区任职') : null} onClick={() => setStep('password')}>
                {t('重置密码')}
              </Button>
              <Button
                why={of.elsewhere ? t('也在其他区任职') : of.totp ? null : t('没有启用动态口令')}
                onClick={() => setStep('totp')}
              >
                {t('移除验证器')}
              </Button>
              <Button why={of.sessions ? null : t('现在没有登录')} onClick={() => setStep('sessions')}>
                {t('全部退出登录')}
              </Button>
            </div>
          )}
        </section>
      </CaseView>
      {step === 'grant' && <Grant of={of} onClose={close} onDone={onChange} />}
      {step && step !== 'grant' && <StepDialog of={of} step={step} onClose={close} onDone={onChange} />}
    </>
  );
}

function StepDialog({
  of,
  step,
  onClose,
  onDone,
}: {
  of: Staff;
  step: Exclude<Step, 'grant'>;
  onClose: () => void;
  onDone: () => void;
}) {
  const { name } = of;
  const param = { id: of.id };
  const common = { name, onClose };
  const saying = (text: string) => () => {
    say(text);
    onDone();
  };
  const verified = t('例如：本人持工作证到场。会写入审计记录。');
  if (step === 'password')
    return (
      <Asking
        {...common}
        own
        title={t('重置{name}的密码', { name })}
        verb={t('重置密码')}
        hint={verified}
        onDone={saying(t('密码已重置，所有设备已退出'))}
        act={(intent, json) =>
          call((o) => api.password.$post({ param, json }, o), { intent }) as Promise<Result<Temporary>>
        }
      >
        {t('旧密码立即失效，所有设备退出登录。您会看到一个临时密码，交给本人后由其改成自己的。')}
      </Asking>
    );
  if (step === 'totp')
    return (
      <Asking
        {...common}
        own
        title={t('移除{name}的验证器', { name })}
        verb={t('移除验证器')}
        hint={verified}
        onDone={saying(t('验证器已移除，下次登录时重新设置'))}
        act={async (intent, json) => nothing(await call((o) => api.totp.remove.$post({ param, json }, o), { intent }))}
      >
        {t('用于手机丢失。恢复码一并作废，所有设备退出登录；下次凭密码登录后须重新设置动态口令。')}
      </Asking>
    );
  if (step === 'sessions')
    return (
      <Asking
        {...common}
        title={t('让{name}全部退出登录', { name })}
        verb={t('全部退出登录')}
        hint={t('例如：手机或电脑遗失。会写入审计记录。')}
        onDone={saying(t('所有设备已退出'))}
        act={async (intent, { reason }) =>
          nothing(await call((o) => api.sessions.end.$post({ param, json: { reason } }, o), { intent }))
        }
      >
        {t('密码和动态口令不变，本人可以重新登录。')}
      </Asking>
    );
  return (
    <Asking
      {...common}
      title={t('结束{name}的角色', { name })}
      verb={t('结束角色')}
      hint={t('例如：调离、退休。会写入审计记录。')}
      onDone={saying(t('角色已结束'))}
      act={async (intent, { reason }) =>
        nothing(
          await call(
            (o) =>
              api.memberships[':membership'].end.$post(
                { param: { ...param, membership: step.id }, json: { reason } },
                o,
              ),
            { intent },
          ),
        )
      }
    >
      {t('“{role}”立即不能再用；没有其他角色时，所有设备退出登录。以后可以重新增加。', { role: roleText(step) })}
    </Asking>
  );
}

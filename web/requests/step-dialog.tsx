import { useState } from 'preact/hooks';
import { partnerDepartments } from '../../server/kernel/departments.ts';
import { call, client, type Result } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Select, TextArea } from '../ui/field.tsx';
import { key, t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import { word } from '../ui/words.ts';
import type { Request } from './words.tsx';

export type StaffStep = 'solve' | 'pass_up' | 'pass_back' | 'escalate_12345' | 'escalate_110' | 'note' | 'reopen';

const up: Partial<Record<Request['level'], string>> = {
  grid: key('上报社区'),
  community: key('上报街道'),
  street: key('转部门'),
};
const back: Partial<Record<Request['level'], string>> = {
  community: key('退回网格'),
  street: key('退回社区'),
  department: key('退回街道'),
};
const verbs: Record<Exclude<StaffStep, 'pass_up' | 'pass_back'>, string> = {
  solve: key('答复居民'),
  escalate_12345: key('转 12345'),
  escalate_110: key('转 110'),
  note: key('记录一笔'),
  reopen: key('退回重办'),
};
export function stepVerb(step: StaffStep, { level }: Pick<Request, 'level'>): string {
  if (step === 'pass_up') return t(up[level] ?? key('上报'));
  if (step === 'pass_back') return t(back[level] ?? key('退回'));
  return t(verbs[step]);
}

/** What is said to each step, and to whom. */
const about: Record<StaffStep, () => string> = {
  solve: () => t('居民会看到这段话，并说解决了没有。'),
  pass_up: () => t('写明办了什么、为什么办不了；下一级从现在起算时限。'),
  pass_back: () => t('写明为什么应由那里办；从现在起重新算时限。'),
  escalate_12345: () => t('转出编号、类别、事情、地点和这段说明；不转姓名，电话只在居民同意时转。'),
  escalate_110: () => t('走失、诈骗等警情请同时打 110。转出内容不含姓名，电话只在居民同意时转。'),
  note: () => t('只留在办理经过里，不改变时限。'),
  reopen: () => t('来电人说哪里没有解决。'),
};

/** `sends` is false where nothing leaves by itself and people hand it over. */
type Stepped = { version: number; sends?: boolean };

/** One step with its words; for the department, which one. */
export function StepDialog({
  step,
  of,
  onClose,
  onDone,
}: {
  step: StaffStep;
  of: Request;
  onClose: () => void;
  onDone: () => void;
}) {
  const [text, setText] = useState('');
  const [department, setDepartment] = useState('');
  const [tried, setTried] = useState(false);
  const names = step === 'pass_up' && of.level === 'street';
  const { run, busy, failure } = useAction((intent, note: string, to: string): Promise<Result<Stepped>> => {
    const param = { id: of.id };
    const more = { intent, ifMatch: of.version };
    const one = client.api.v1.requests[':id'];
    switch (step) {
      case 'solve':
        return call((o) => one.solve.$post({ param, json: { answer: note } }, o), more);
      case 'note':
        return call((o) => one.note.$post({ param, json: { note } }, o), more);
      case 'reopen':
        return call((o) => one.reopen.$post({ param, json: { note } }, o), more);
      case 'pass_up':
      case 'pass_back': {
        const known = partnerDepartments.find((d) => d === to) ?? null;
        const json = { to: step === 'pass_up' ? ('up' as const) : ('back' as const), note, department: known };
        return call((o) => one.pass.$post({ param, json }, o), more);
      }
      default: {
        const receiver = step === 'escalate_110' ? ('110' as const) : ('12345' as const);
        return call((o) => one.escalate.$post({ param, json: { receiver, note } }, o), more);
      }
    }
  });
  const send = async () => {
    setTried(true);
    if (!text.trim() || (names && !department)) return;
    const done = await run(text.trim(), department);
    if (!done.ok) return;
    const byHand = done.data.sends === false;
    say(byHand ? t('已转办。没有接口地址，请打印转办单，用电话转办。') : t('已办理'));
    onDone();
  };
  return (
    <Dialog
      open
      title={stepVerb(step, of)}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={send}>
            {stepVerb(step, of)}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <p class="muted">{about[step]()}</p>
        {names && (
          <Select
            label={t('哪个部门')}
            pointer="/department"
            value={department}
            empty={t('请选择')}
            onInput={setDepartment}
            options={partnerDepartments.map((value) => ({ value, label: word('department', value) }))}
            error={tried && !department ? t('请选择部门') : errorAt(failure, '/department')}
          />
        )}
        <TextArea
          label={step === 'solve' ? t('答复') : t('说明')}
          pointer={step === 'solve' ? '/answer' : '/note'}
          value={text}
          onInput={setText}
          maxLength={500}
          error={tried && !text.trim() ? t('请写明') : (errorAt(failure, '/note') ?? errorAt(failure, '/answer'))}
        />
      </div>
    </Dialog>
  );
}

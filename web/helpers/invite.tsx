import { useState } from 'preact/hooks';
import { type HelperRelation, helperRelations, WORDING } from '../../server/helpers/rules.ts';
import { spokenCode } from '../../server/invitations/rules.ts';
import { dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/card.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { DateInput, Select, TextInput } from '../ui/field.tsx';
import { moment, now } from '../ui/format.ts';
import { relationWord } from '../ui/helper-words.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { Wording } from './wording.tsx';

type Asked = { relation: HelperRelation; until_on: string | null; wording: string; agreed_name: string };

/** The person authorises somebody: as what and until when, the text, the own name below it; then the code to tell them. */
export function InviteDialog({
  person,
  onClose,
  onDone,
}: {
  person: { id: string; name: string };
  onClose: () => void;
  onDone: () => void;
}) {
  const [relation, setRelation] = useState('');
  const [until, setUntil] = useState('');
  const [name, setName] = useState('');
  const [tried, setTried] = useState(false);
  const [made, setMade] = useState<{ code: string; expires_at: string }>();
  const { run, busy, failure } = useAction((intent, json: Asked) =>
    call((o) => client.api.v1.applicants[':id'].helpers.invitations.$post({ param: { id: person.id }, json }, o), {
      intent,
    }),
  );
  const agree = async () => {
    setTried(true);
    if (!relation || !name.trim()) return;
    const done = await run({
      relation: relation as HelperRelation,
      until_on: until || null,
      wording: WORDING,
      agreed_name: name.trim(),
    });
    if (!done.ok) return;
    setMade(done.data);
    onDone();
  };
  if (made)
    return (
      <Dialog
        open
        title={t('把邀请码告诉代办人')}
        onClose={onClose}
        foot={
          <Button look="primary" onClick={onClose}>
            {t('已告诉他')}
          </Button>
        }
      >
        <div class="stack">
          <p class="code-told num" role="img" aria-label={t('邀请码 {code}', { code: [...made.code].join(' ') })}>
            {spokenCode(made.code)}
          </p>
          <p>{t('请当面或打电话告诉他，不要发在群里。他登录后打开“我来代办”，输入这个码。')}</p>
          <Notice>
            {t('只能用一次，{until}前有效；输错五次作废。关闭后不再显示，忘了就重新邀请。', {
              until: moment(made.expires_at),
            })}
          </Notice>
        </div>
      </Dialog>
    );
  return (
    <Dialog
      open
      title={t('邀请代办人')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={agree}>
            {t('同意并生成邀请码')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} onRetry={agree} />}
        <Select
          label={t('他是老人的什么人')}
          pointer="/relation"
          value={relation}
          empty={t('请选择')}
          options={helperRelations.map((value) => ({ value, label: relationWord(value) }))}
          onInput={setRelation}
          error={tried && !relation ? t('请选一种') : errorAt(failure, '/relation')}
        />
        <DateInput
          label={t('委托到哪一天')}
          hint={t('不填就是长期，随时可以收回')}
          pointer="/until_on"
          optional
          value={until}
          min={dayOf(now.value)}
          onInput={setUntil}
          error={errorAt(failure, '/until_on')}
        />
        <Wording version={WORDING} relation={relation || null} until={until || null} />
        <TextInput
          label={t('写下老人姓名，表示同意')}
          hint={t('与身份证上的姓名一致')}
          pointer="/agreed_name"
          value={name}
          onInput={setName}
          autoComplete="off"
          error={tried && !name.trim() ? t('请写下姓名') : errorAt(failure, '/agreed_name')}
        />
      </div>
    </Dialog>
  );
}

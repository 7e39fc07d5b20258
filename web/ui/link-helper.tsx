import { useState } from 'preact/hooks';
import type { Relation } from '../../server/applicants/rules.ts';
import { helperRelations, papersFor } from '../../server/helpers/rules.ts';
import { dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { Button } from './button.tsx';
import { Notice } from './card.tsx';
import { Dialog } from './dialog.tsx';
import { DateInput, Select, TextInput } from './field.tsx';
import { date, now } from './format.ts';
import { relationWord } from './helper-words.ts';
import { t } from './i18n.ts';
import { useAction, useLoad } from './load.ts';
import { paperName, paperWords } from './papers.ts';
import { errorAt, Problem } from './problem.tsx';
import { say } from './toast.tsx';
import { phoneOf } from './typed.ts';

type Json = Parameters<(typeof client.api.v1.applicants)[':id']['helpers']['$post']>[0]['json'];

/**
 * At the counter: lets somebody act for the person by their telephone number, or writes down the paper of somebody who acts
 * already (`helper`). Only on a paper of the library that has been compared with the original.
 */
export function LinkHelper({
  applicant,
  helper,
  onClose,
  onDone,
}: {
  applicant: string;
  helper: { account_id: string; name: string; relation: Relation } | null;
  onClose: () => void;
  onDone: () => void;
}) {
  const [relation, setRelation] = useState<string>(helper?.relation ?? '');
  const [phone, setPhone] = useState('');
  const [name, setName] = useState('');
  const [until, setUntil] = useState('');
  const [paper, setPaper] = useState('');
  const [tried, setTried] = useState(false);
  const library = useLoad(
    (signal) =>
      call((o) => client.api.v1.applicants[':id'].documents.$get({ param: { id: applicant } }, o), { signal }),
    [applicant],
  );
  const { run, busy, failure } = useAction((intent, json: Json) =>
    call((o) => client.api.v1.applicants[':id'].helpers.$post({ param: { id: applicant }, json }, o), { intent }),
  );
  const wanted = relation ? papersFor(relation as Relation) : [];
  const papers = (library.data?.documents ?? []).filter(
    (d) => wanted.includes(d.type) && d.verified_at !== null && ['valid', 'expiring'].includes(d.state),
  );
  const chosen = papers.some((d) => d.id === paper) ? paper : papers.length === 1 ? (papers[0]?.id ?? '') : '';
  const phoneRight = /^1\d{10}$/.test(phone.trim());
  const link = async () => {
    setTried(true);
    if (!relation || !chosen || (!helper && !phoneRight)) return;
    const facts = { relation: relation as Relation, document_id: chosen, until_on: until || null };
    const done = await run(
      helper
        ? { ...facts, account_id: helper.account_id }
        : { ...facts, phone: phone.trim(), name: name.trim() || null },
    );
    if (!done.ok) return;
    say(helper ? t('已按材料确认委托') : t('已关联，对方用这个手机号登录即可代办'));
    onDone();
    onClose();
  };
  return (
    <Dialog
      open
      title={helper ? t('按材料确认{name}的委托', { name: helper.name }) : t('关联代办人')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={link}>
            {helper ? t('确认委托') : t('关联')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} onRetry={link} />}
        {library.failure && <Problem of={library.failure} onRetry={library.reload} focus={false} />}
        <Select
          label={t('是老人的什么人')}
          pointer="/relation"
          value={relation}
          empty={t('请选择')}
          options={[...(helper ? [] : ['self']), ...helperRelations].map((value) => ({
            value,
            label: relationWord(value),
          }))}
          onInput={(value) => setRelation(value)}
          error={tried && !relation ? t('请选一种') : errorAt(failure, '/relation')}
        />
        {!helper && (
          <>
            <TextInput
              label={t('代办人手机号')}
              hint={t('对方用这个号码收验证码登录')}
              pointer="/phone"
              value={phone}
              onInput={(value) => setPhone(phoneOf(value))}
              autoComplete="off"
              error={tried && !phoneRight ? t('请填 11 位手机号') : errorAt(failure, '/phone')}
            />
            <TextInput
              label={t('代办人姓名')}
              pointer="/name"
              optional
              value={name}
              onInput={setName}
              autoComplete="off"
              error={errorAt(failure, '/name')}
            />
          </>
        )}
        {relation && library.data && papers.length === 0 && (
          <Notice tone="amber">
            {t('没有可用的材料：请先在下面的材料里上传并核验{papers}。', {
              papers: wanted.map((type) => t(paperWords[type])).join(t('、')),
            })}
          </Notice>
        )}
        {papers.length > 0 && (
          <Select
            label={t('凭哪份材料')}
            pointer="/document_id"
            value={chosen}
            empty={t('请选择')}
            options={papers.map((d) => ({
              value: d.id,
              label: t('{paper}（{date}）', { paper: paperName(d), date: date(d.issued_on) }),
            }))}
            onInput={setPaper}
            error={tried && !chosen ? t('请选一种') : errorAt(failure, '/document_id')}
          />
        )}
        {relation !== 'self' && (
          <DateInput
            label={t('委托到哪一天')}
            hint={t('不填就是长期，直到收回；材料到期，委托也到期。')}
            pointer="/until_on"
            optional
            value={until}
            min={dayOf(now.value)}
            onInput={setUntil}
            error={errorAt(failure, '/until_on')}
          />
        )}
      </div>
    </Dialog>
  );
}

import { useEffect, useState } from 'preact/hooks';
import { mayRegister } from '../../server/applicants/rules.ts';
import { dayOf } from '../../server/kernel/period.ts';
import { sayOfPerson } from '../../server/kernel/person-messages.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/card.tsx';
import { Loading } from '../ui/empty.tsx';
import { RadioGroup, Select, TextInput } from '../ui/field.tsx';
import { FindPerson, type FoundPerson } from '../ui/find-person.tsx';
import { now } from '../ui/format.ts';
import { relationWord } from '../ui/helper-words.ts';
import { lang, t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { account } from '../ui/sign-in-state.ts';
import { idNoOf, phoneOf } from '../ui/typed.ts';
import type { Draft } from './draft.ts';
import { Duplicates } from './duplicates.tsx';
import { relationCodes } from './words.ts';

type Step = { draft: Draft; change: (change: Partial<Draft>) => void; onNext: () => void };
/** Of the law on the rights of older people, as the register has it. */
const MINIMUM_AGE = 60;
const NEW = 'new';

/** For whom: someone already registered, or a new person from the ID card. */
export function WhoStep(step: Step) {
  return session.value?.role === 'family' ? <OwnPeople {...step} /> : <AtCounter {...step} />;
}

/** At the counter: how it came in, then whoever is found by the ID card, or a new person. */
function AtCounter({ draft, change, onNext }: Step) {
  const [fresh, setFresh] = useState(false);
  const known = useLoad(
    (signal) =>
      draft.applicant
        ? call((o) => client.api.v1.applicants[':id'].$get({ param: { id: draft.applicant } }, o), { signal })
        : new Promise<never>(() => {}),
    [draft.applicant],
  );
  const person = draft.applicant && !fresh ? known.data?.applicant : undefined;
  return (
    <>
      <RadioGroup
        row
        label={t('怎么收到的')}
        value={draft.channel}
        onChange={(channel) => change({ channel: channel as Draft['channel'] })}
        options={[
          { value: 'desk', label: t('到前台代办') },
          { value: 'paper', label: t('录入纸质申请表') },
        ]}
      />
      {person ? (
        <>
          <Notice tone="accent">
            <div class="row-between">
              <span>
                <strong>{person.name}</strong> <span class="num">{person.id_no_masked}</span>
              </span>
              <Button look="quiet" onClick={() => change({ applicant: '' })}>
                {t('换一位')}
              </Button>
            </div>
          </Notice>
          <div class="apply-foot">
            <span />
            <Button look="primary" onClick={onNext}>
              {t('下一步')}
            </Button>
          </div>
        </>
      ) : fresh ? (
        <>
          <div>
            <Button look="quiet" onClick={() => setFresh(false)}>
              {t('先查找有没有登记过')}
            </Button>
          </div>
          <Register draft={draft} change={change} onNext={onNext} />
        </>
      ) : (
        <>
          <FindPerson
            verb={t('为他申请')}
            onPick={(found) => {
              change({ applicant: found.id });
              onNext();
            }}
          />
          <div>
            <Button onClick={() => setFresh(true)}>{t('没有登记过，登记新老人')}</Button>
          </div>
        </>
      )}
    </>
  );
}

function OwnPeople({ draft, change, onNext }: Step) {
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.applicants.$get({ query: { limit: '500' } }, o), { signal }),
    [],
  );
  const [fresh, setFresh] = useState(false);
  const people = data?.applicants ?? [];
  const known = people.some((person) => person.id === draft.applicant);
  const adding = fresh || (data !== undefined && people.length === 0);
  if (!data) return failure ? <Problem of={failure} onRetry={reload} /> : <Loading cards={1} />;
  return (
    <>
      {people.length > 0 && (
        <RadioGroup
          label={t('为谁申请')}
          value={adding ? NEW : draft.applicant}
          onChange={(value) => {
            setFresh(value === NEW);
            if (value !== NEW) change({ applicant: value });
          }}
          options={[
            ...people.map((person) => ({ value: person.id, label: person.name, hint: person.id_no_masked })),
            { value: NEW, label: t('登记另一位老人') },
          ]}
        />
      )}
      {adding ? (
        <Register draft={draft} change={change} onNext={onNext} />
      ) : (
        <div class="apply-foot">
          <span />
          <Button look="primary" why={known ? null : t('请先选择老人')} onClick={onNext}>
            {t('下一步')}
          </Button>
        </div>
      )}
    </>
  );
}

function Register({ draft, change, onNext }: Step) {
  const own = session.value?.role === 'family';
  // Kept in memory only: an ID number has no business in the browser's storage
  const [idNo, setIdNo] = useState('');
  const [tried, setTried] = useState(false);
  const divisions = useLoad((signal) => call((o) => client.api.v1.divisions.$get({}, o), { signal }), []);
  const { run, busy, failure } = useAction((intent, json: NewPerson) =>
    call((o) => client.api.v1.applicants.$post({ json }, o), { intent }),
  );
  const all = divisions.data?.divisions ?? [];
  // A desk registers people of its own street
  const atHome = account.value?.roles.find((r) => r.role === 'desk')?.street;
  const byName = all.filter((d) => d.level === 'street' && (own || !atHome || d.code === atHome));
  // The only street there is need not be chosen
  const only = byName.length === 1 ? byName[0]?.code : undefined;
  useEffect(() => {
    if (only && draft.street !== only) change({ street: only, community: '' });
  }, [only]);
  const communities = all.filter((d) => d.level === 'community' && d.parent_code === draft.street);
  const [looking, setLooking] = useState(false);
  const [known, setKnown] = useState<FoundPerson | 'elsewhere'>();
  const typedId = idNo.trim().toUpperCase();
  const pick = (applicant: string) => {
    setIdNo('');
    change({ applicant, name: '', phone: '' });
    onNext();
  };

  const checked = mayRegister({ name: draft.name, idNo: idNo.trim().toUpperCase() }, dayOf(now.value), MINIMUM_AGE);
  const found = (pointer: string) => {
    const reasons = checked.ok ? [] : checked.reasons.filter((reason) => reason.pointer === pointer);
    const said = reasons.map((reason) => sayOfPerson(lang.value, reason.code, reason.values)).join(' ');
    return tried && said ? said : errorAt(failure, pointer);
  };
  const phoneWrong = draft.phone !== '' && !/^1\d{10}$/.test(draft.phone);
  const missing = (value: string, text: string, pointer: string) =>
    tried && !value ? text : errorAt(failure, pointer);

  const register = async (others: string[]) => {
    const done = await run({
      name: draft.name.trim(),
      id_no: typedId,
      phone: draft.phone || null,
      community: draft.community,
      relation: own ? (draft.relation as NewPerson['relation']) : null,
      living_alone: draft.alone === '' ? null : draft.alone === 'yes',
      distinct_from: others,
    });
    if (done.ok) {
      setIdNo('');
      change({ applicant: done.data.applicant_id, name: '', phone: '' });
      return onNext();
    }
    setLooking(done.failure.code === 'possible_duplicate');
    if (done.failure.code === 'id_no_known' && !own) {
      const wanted = { id_no: typedId, name: null, born_on: null };
      const answer = await call((o) => client.api.v1.applicants.find.$post({ json: wanted }, o));
      setKnown(answer.ok ? (answer.data.people[0] ?? 'elsewhere') : undefined);
    }
  };
  const next = async () => {
    setTried(true);
    setKnown(undefined);
    if (!checked.ok || phoneWrong || !draft.community || (own && !draft.relation)) {
      requestAnimationFrame(() => document.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
      return;
    }
    await register([]);
  };

  return (
    <form
      class="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        next();
      }}
    >
      {failure && !looking && !known && <Problem of={failure} onRetry={next} />}
      {known === 'elsewhere' && (
        <Notice tone="amber">
          {t('这个身份证号已登记，但不在本街道。请老人到登记的街道办理，或请民政经办人处理。')}
        </Notice>
      )}
      {known && known !== 'elsewhere' && (
        <Notice tone="accent">
          <div class="row-between">
            <span>
              {t('这个身份证号已登记：{name}，{community}。', { name: known.name, community: known.community ?? '' })}
            </span>
            <Button look="primary" onClick={() => pick(known.id)}>
              {t('用已登记的')}
            </Button>
          </div>
        </Notice>
      )}
      {looking && (
        <Duplicates
          name={draft.name.trim()}
          idNo={typedId}
          busy={busy}
          onSame={pick}
          onOther={register}
          onClose={() => setLooking(false)}
        />
      )}
      {divisions.failure && <Problem of={divisions.failure} onRetry={divisions.reload} focus={false} />}
      <div class="two">
        <TextInput
          label={t('老人姓名')}
          pointer="/name"
          value={draft.name}
          onInput={(name) => change({ name })}
          autoComplete="off"
          error={found('/name')}
        />
        <TextInput
          label={t('身份证号')}
          hint={t('18 位，末位可为 X。')}
          pointer="/id_no"
          value={idNo}
          onInput={(value) => setIdNo(idNoOf(value))}
          autoComplete="off"
          onBlur={() => idNo.trim().length === 18 && setTried(true)}
          error={found('/id_no')}
        />
      </div>
      {own && (
        <RadioGroup
          row
          label={t('您是老人的')}
          pointer="/relation"
          value={draft.relation}
          onChange={(relation) => change({ relation })}
          options={relationCodes.map((value) => ({ value, label: relationWord(value) }))}
          error={missing(draft.relation, t('请选择您与老人的关系'), '/relation')}
        />
      )}
      <div class="two">
        <Select
          label={t('居住街道')}
          value={draft.street}
          onInput={(street) => change({ street, community: '' })}
          empty={t('请选择')}
          options={byName.map((d) => ({ value: d.code, label: d.name }))}
          error={tried && !draft.street ? t('请选择街道') : null}
        />
        <Select
          label={t('社区或村')}
          pointer="/community"
          value={draft.community}
          onInput={(community) => change({ community })}
          empty={draft.street ? t('请选择') : t('先选街道')}
          options={communities.map((d) => ({ value: d.code, label: d.name }))}
          error={missing(draft.community, t('请选择社区或村'), '/community')}
        />
      </div>
      <TextInput
        label={t('老人或家人的手机号')}
        optional
        type="tel"
        inputMode="numeric"
        pointer="/phone"
        value={draft.phone}
        onInput={(phone) => change({ phone: phoneOf(phone) })}
        error={tried && phoneWrong ? t('手机号应为 11 位') : errorAt(failure, '/phone')}
      />
      <RadioGroup
        row
        optional
        label={t('老人是否独居')}
        value={draft.alone}
        onChange={(alone) => change({ alone })}
        options={[
          { value: 'yes', label: t('独居') },
          { value: 'no', label: t('与家人同住') },
        ]}
      />
      <div class="apply-foot">
        <span class="muted small">{t('身份证号加密保存，不会留在这台设备上。')}</span>
        <Button look="primary" type="submit" busy={busy}>
          {t('下一步')}
        </Button>
      </div>
    </form>
  );
}

type NewPerson = {
  name: string;
  id_no: string;
  phone: string | null;
  community: string;
  relation: (typeof relationCodes)[number] | null;
  living_alone: boolean | null;
  distinct_from: string[];
};

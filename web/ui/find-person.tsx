import type { InferResponseType } from 'hono/client';
import { Search } from 'lucide';
import { useState } from 'preact/hooks';
import { mayFind } from '../../server/applicants/rules.ts';
import { ageOn, dayOf } from '../../server/kernel/period.ts';
import { sayOfPerson } from '../../server/kernel/person-messages.ts';
import { call, client } from '../api.ts';
import { Button } from './button.tsx';
import { Card, Notice } from './card.tsx';
import { DateInput, RadioGroup, TextInput } from './field.tsx';
import { date, now } from './format.ts';
import { lang, t } from './i18n.ts';
import { useAction } from './load.ts';
import { errorAt, Problem } from './problem.tsx';
import { idNoOf } from './typed.ts';
import { word } from './words.ts';

export type FoundPerson = InferResponseType<typeof client.api.v1.applicants.find.$post, 200>['people'][number];
type Wanted = { id_no: string | null; name: string | null; born_on: string | null };

/**
 * Finds somebody at the counter by ID number, or by name and birth date, within the own street. What is typed stays in
 * the page's memory: an ID number has no business in an address or in the browser's storage.
 */
export function FindPerson({ verb, onPick }: { verb: string; onPick: (person: FoundPerson) => void }) {
  const [by, setBy] = useState('id');
  const [idNo, setIdNo] = useState('');
  const [name, setName] = useState('');
  const [born, setBorn] = useState('');
  const [tried, setTried] = useState(false);
  const [found, setFound] = useState<{ people: FoundPerson[]; elsewhere: 'street' | 'district' | null }>();
  const { run, busy, failure } = useAction((intent, json: Wanted) =>
    call((o) => client.api.v1.applicants.find.$post({ json }, o), { intent }),
  );
  const typed = idNo.trim().toUpperCase();
  const wanted =
    by === 'id' ? { idNo: typed, name: null, bornOn: null } : { idNo: null, name: name.trim(), bornOn: born || null };
  const checked = mayFind(wanted, dayOf(now.value));
  const error = (pointer: string) => {
    const reasons = checked.ok ? [] : checked.reasons.filter((r) => r.pointer === pointer);
    const said = reasons.map((r) => sayOfPerson(lang.value, r.code, r.values)).join(' ');
    return tried && said ? said : errorAt(failure, pointer);
  };
  const search = async () => {
    setTried(true);
    if (!checked.ok || (by !== 'id' && !born)) return;
    const answer = await run({ id_no: wanted.idNo, name: wanted.name, born_on: wanted.bornOn });
    setFound(answer.ok ? answer.data : undefined);
  };
  const typing = (set: (text: string) => void) => (text: string) => {
    setFound(undefined);
    set(text);
  };
  return (
    <div class="stack">
      <form
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void search();
        }}
      >
        <RadioGroup
          row
          label={t('怎么找')}
          value={by}
          onChange={(value) => {
            setBy(value);
            setTried(false);
            setFound(undefined);
          }}
          options={[
            { value: 'id', label: t('按身份证号') },
            { value: 'name', label: t('按姓名和出生日期') },
          ]}
        />
        {by === 'id' ? (
          <TextInput
            label={t('身份证号')}
            pointer="/id_no"
            value={idNo}
            onInput={typing((value) => setIdNo(idNoOf(value)))}
            autoComplete="off"
            error={error('/id_no')}
          />
        ) : (
          <>
            <TextInput
              label={t('老人姓名')}
              pointer="/name"
              value={name}
              onInput={typing(setName)}
              autoComplete="off"
              error={error('/name')}
            />
            <DateInput
              label={t('出生日期')}
              pointer="/born_on"
              value={born}
              onInput={typing(setBorn)}
              error={tried && !born ? t('请填出生日期') : error('/born_on')}
            />
          </>
        )}
        <div>
          <Button type="submit" look="primary" icon={Search} busy={busy}>
            {t('查找')}
          </Button>
        </div>
      </form>
      {failure && <Problem of={failure} onRetry={search} />}
      <div class="stack-tight" role="status">
        {found?.elsewhere === 'street' && (
          <Notice tone="amber">
            {t('这个身份证号已登记，但不在本街道。请老人到登记的街道办理，或请民政经办人处理。')}
          </Notice>
        )}
        {found?.elsewhere === 'district' && (
          <Notice tone="amber">{t('这个身份证号已在外区登记，请民政经办人与外区核对。')}</Notice>
        )}
        {found && !found.elsewhere && found.people.length === 0 && <Notice>{t('本街道没有登记这位老人。')}</Notice>}
        {found?.people.map((person) => (
          <Card key={person.id}>
            <div class="row-between">
              <div>
                <strong>{person.name}</strong>{' '}
                {t('{sex} · {age} 岁', {
                  sex: word('sex', person.sex),
                  age: ageOn(person.born_on, dayOf(now.value)),
                })}
                <div class="small muted">
                  <span class="num">{person.id_no_masked}</span> · {person.community} · {date(person.born_on)}
                </div>
              </div>
              <Button look="primary" onClick={() => onPick(person)}>
                {verb}
                <span class="visually-hidden">{t('（{text}）', { text: person.name })}</span>
              </Button>
            </div>
          </Card>
        ))}
      </div>
    </div>
  );
}

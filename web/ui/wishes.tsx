import type { InferResponseType } from 'hono/client';
import { useEffect, useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button } from './button.tsx';
import { Facts, Notice } from './card.tsx';
import { ChosenHomes } from './chosen-homes.tsx';
import { Dialog } from './dialog.tsx';
import { Loading } from './empty.tsx';
import { useEvents } from './events.ts';
import { knownFacilities, needFacilities } from './facilities.ts';
import { Checkbox, Select } from './field.tsx';
import { number, stamp } from './format.ts';
import { relationWord } from './helper-words.ts';
import { t } from './i18n.ts';
import { useAction, useLoad } from './load.ts';
import { Problem } from './problem.tsx';
import { reasonsText } from './queue-words.ts';
import { say } from './toast.tsx';
import './wishes.css';

type Wishes = InferResponseType<(typeof client.api.v1.applications)[':id']['wishes']['$get'], 200>;
type Told = Wishes['now'];

/**
 * Which homes somebody who waits wishes for, how to choose others, and every change there was; for the family, the counter
 * and the officer alike.
 * @param brief where the present choice stands beside it already
 */
export function WishesPart({
  application,
  version,
  may,
  brief = false,
  onDone,
}: {
  application: string;
  version: number;
  may: boolean;
  brief?: boolean;
  onDone: () => void;
}) {
  const [open, setOpen] = useState(false);
  const { data, failure, reload } = useLoad(
    (signal) =>
      call((o) => client.api.v1.applications[':id'].wishes.$get({ param: { id: application } }, o), { signal }),
    [application, version],
  );
  useEvents(['queue', 'offers', 'rounds'], reload);
  if (!data) return failure ? <Problem of={failure} onRetry={reload} focus={false} /> : <Loading cards={1} />;
  const waits = data.waits_for.filter((r) => r.code !== 'not_queued');
  const queued = waits.length === data.waits_for.length;
  return (
    <div class="stack-tight">
      {!brief && <Choice of={data.now} />}
      {may && queued && (
        <div class="row" data-unread>
          <Button why={waits.length ? reasonsText(waits) : null} onClick={() => setOpen(true)}>
            {t('改选机构…')}
          </Button>
        </div>
      )}
      {data.changes.length > 0 && (
        <details>
          <summary>{t('改选记录（{n} 次）', { n: data.changes.length })}</summary>
          <ol class="wish-changes">
            {data.changes.map((c) => (
              <li key={c.at}>
                <strong>
                  {stamp(c.at)} · {c.by ? relationWord(c.by) : t('工作人员代办')}
                </strong>
                <p>{t('改前：{wish}', { wish: inOneLine(c.before) })}</p>
                <p>{t('改后：{wish}', { wish: inOneLine(c.after) })}</p>
              </li>
            ))}
          </ol>
        </details>
      )}
      {open && (
        <Change
          application={application}
          of={data}
          onClose={() => setOpen(false)}
          onDone={() => {
            setOpen(false);
            reload();
            onDone();
          }}
        />
      )}
    </div>
  );
}

const others = (of: Told) =>
  of.accept_any ? t('{km} 公里内的其他机构也可以', { km: of.radius_km }) : t('不去其他机构');
const inOneLine = (of: Told) => [...of.choices.map((c) => c.name), others(of)].join(t('、'));

function Choice({ of }: { of: Told }) {
  return (
    <ol class="stack-tight">
      {of.choices.map((c, index) => (
        <li key={c.id}>
          <a href={`/facilities/${c.id}`}>{t('{n}. {name}', { n: index + 1, name: c.name })}</a>
        </li>
      ))}
      <li>{others(of)}</li>
    </ol>
  );
}

function Change({
  application,
  of,
  onClose,
  onDone,
}: {
  application: string;
  of: Wishes;
  onClose: () => void;
  onDone: () => void;
}) {
  const param = { id: application };
  const [choices, setChoices] = useState(of.now.choices.map((c) => c.id));
  const [any, setAny] = useState(of.now.accept_any);
  const [radius, setRadius] = useState(String(of.now.radius_km));
  const json = { choices, accept_any: any, radius_km: Number(radius) };
  useEffect(() => void needFacilities(), []);
  const preview = useLoad(
    (signal) => call((o) => client.api.v1.applications[':id'].wishes.preview.$post({ param, json }, o), { signal }),
    [JSON.stringify(json)],
  );
  const { run, busy, failure } = useAction((intent, wish: typeof json) =>
    call((o) => client.api.v1.applications[':id'].wishes.$put({ param, json: wish }, o), {
      intent,
      ifMatch: of.version,
    }),
  );
  const send = async () => {
    const sent = await run(json);
    if (!sent.ok) return;
    say(t('已改选，位次不变'));
    onDone();
  };
  const { data } = preview;
  const against = preview.failure?.title ?? (data?.reasons.length ? reasonsText(data.reasons) : null);
  const km = [...new Set(['3', '5', '10', '20', '50', String(of.now.radius_km)])].sort((a, b) => Number(a) - Number(b));
  const known = knownFacilities.value.size > 0;
  return (
    <Dialog
      open
      title={t('改选机构')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} why={preview.loading ? t('正在试算…') : against} onClick={send}>
            {t('确定改选')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <p>{t('改选不影响轮候：位次、列入轮候的日期都不变，只是按新的选择通知床位。')}</p>
        {of.couple && <Notice tone="amber">{t('夫妻要求同住一间，改选对两个人的申请一起生效。')}</Notice>}
        {known ? <ChosenHomes value={choices} max={of.max_choices} onChange={setChoices} /> : <Loading cards={1} />}
        <Checkbox
          label={t('其他机构也可以')}
          hint={t('勾选后有合适的床更快；只通知您选定范围内的。')}
          checked={any}
          onChange={setAny}
        />
        {any && (
          <Select
            label={t('离家多远以内')}
            pointer="/radius_km"
            value={radius}
            onInput={setRadius}
            options={km.map((value) => ({ value, label: t('{km} 公里', { km: value }) }))}
          />
        )}
        {data && (
          <section aria-live="polite" aria-label={t('改了会怎样')} class="stack-tight">
            <h3>{t('改了会怎样')}</h3>
            <Facts
              of={[
                [t('轮候位次'), t('第 {n} 位，不变', { n: number(data.place) })],
                [t('能通知您的机构'), t('现在 {now} 家，改后 {would} 家', both(data.now.homes, data.would.homes))],
                [
                  t('排在前面、也愿意去的'),
                  t('现在 {now} 人，改后 {would} 人', both(data.now.ahead, data.would.ahead)),
                ],
              ]}
            />
            {data.named
              .filter((home) => !home.beds)
              .map((home) => (
                <Notice key={home.id} tone="amber">
                  {t('{name}没有您申请的这类床，选了也等不到。', { name: home.name })}
                </Notice>
              ))}
          </section>
        )}
      </div>
    </Dialog>
  );
}

const both = (now: number, would: number) => ({ now: number(now), would: number(would) });

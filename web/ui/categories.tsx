import { useState } from 'preact/hooks';
import { dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Loading } from './empty.tsx';
import { EndOn } from './end-on.tsx';
import { DateInput, Select, TextInput } from './field.tsx';
import { date, now } from './format.ts';
import { t } from './i18n.ts';
import { useAction, useLoad } from './load.ts';
import { errorAt, Problem } from './problem.tsx';
import { say } from './toast.tsx';
import { codes, word } from './words.ts';

type Kind = 'tekun' | 'dibao' | 'dibao_margin' | 'lost_only_child' | 'veteran' | 'severe_disability' | 'no_family';

/** Every category with its paper and its time; recording one and ending one, from a paper that was seen. */
export function Categories({ applicant, onDone }: { applicant: string; onDone: () => void }) {
  const [open, setOpen] = useState(false);
  const [ending, setEnding] = useState<string | null>(null);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('保障类别的依据与变动')}</summary>
      {open && <Listed {...{ applicant, onDone, ending, setEnding }} />}
    </details>
  );
}

function Listed({
  applicant,
  onDone,
  ending,
  setEnding,
}: {
  applicant: string;
  onDone: () => void;
  ending: string | null;
  setEnding: (id: string | null) => void;
}) {
  const [adding, setAdding] = useState(false);
  const { data, failure, reload } = useLoad(
    (signal) =>
      call((o) => client.api.v1.applicants[':id'].categories.$get({ param: { id: applicant } }, o), { signal }),
    [applicant],
  );
  const today = dayOf(now.value);
  const done = () => {
    setAdding(false);
    setEnding(null);
    reload();
    onDone();
  };
  return (
    <div class="stack-tight">
      {failure && <Problem of={failure} onRetry={reload} focus={false} />}
      {!data && !failure && <Loading cards={1} />}
      <ul class="events">
        {data?.categories.map((one) => (
          <li key={one.id} class="row-between">
            <span>
              {word('category', one.kind)} · {date(one.start)}–{one.last_day ? date(one.last_day) : t('长期')}
              <span class="muted small"> {[word('source', one.source), one.doc_no].filter(Boolean).join(' · ')}</span>
            </span>
            {(one.last_day === null || one.last_day >= today) && (
              <Button look="quiet" onClick={() => setEnding(one.id)}>
                {t('终止…')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <div>
        <Button onClick={() => setAdding(true)}>{t('登记类别…')}</Button>
      </div>
      {adding && <Record applicant={applicant} onDone={done} onClose={() => setAdding(false)} />}
      {ending && <End category={ending} onDone={done} onClose={() => setEnding(null)} />}
    </div>
  );
}

function Record({ applicant, onDone, onClose }: { applicant: string; onDone: () => void; onClose: () => void }) {
  const [form, setForm] = useState({ kind: '', start: '', last: '', source: '', doc: '' });
  const [tried, setTried] = useState(false);
  const change = (part: Partial<typeof form>) => setForm({ ...form, ...part });
  const { run, busy, failure } = useAction((intent) => {
    const json = {
      kind: form.kind as Kind,
      start: form.start,
      last_day: form.last || null,
      source: form.source.trim(),
      doc_no: form.doc.trim(),
    };
    const param = { id: applicant };
    return call((o) => client.api.v1.applicants[':id'].categories.$post({ param, json }, o), { intent });
  });
  const missing = (value: string, text: string, pointer: string) =>
    tried && !value.trim() ? text : errorAt(failure, pointer);
  const save = async () => {
    setTried(true);
    if (!form.kind || !form.start || !form.source.trim() || !form.doc.trim()) return;
    const done = await run();
    if (!done.ok) return;
    say(t('已登记'));
    onDone();
  };
  return (
    <Dialog
      open
      title={t('登记类别')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={save}>
            {t('登记')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <Select
          label={t('类别')}
          pointer="/kind"
          value={form.kind}
          onInput={(kind) => change({ kind })}
          empty={t('请选择')}
          options={codes('category').map((value) => ({ value, label: word('category', value) }))}
          error={missing(form.kind, t('请选择类别'), '/kind')}
        />
        <DateInput
          label={t('从哪天起')}
          pointer="/start"
          value={form.start}
          max={dayOf(now.value)}
          onInput={(start) => change({ start })}
          error={missing(form.start, t('请选日期'), '/start')}
        />
        <DateInput
          label={t('最后一天')}
          hint={t('长期有效就留空')}
          optional
          pointer="/last_day"
          value={form.last}
          onInput={(last) => change({ last })}
          error={errorAt(failure, '/last_day')}
        />
        <TextInput
          label={t('什么证件或名单')}
          pointer="/source"
          value={form.source}
          maxLength={80}
          onInput={(source) => change({ source })}
          error={missing(form.source, t('请写明依据'), '/source')}
        />
        <TextInput
          label={t('文号或证号')}
          pointer="/doc_no"
          value={form.doc}
          maxLength={80}
          onInput={(doc) => change({ doc })}
          error={missing(form.doc, t('请写明文号或证号'), '/doc_no')}
        />
      </div>
    </Dialog>
  );
}

function End({ category, onDone, onClose }: { category: string; onDone: () => void; onClose: () => void }) {
  return (
    <EndOn
      title={t('终止类别')}
      verb={t('终止')}
      first={dayOf(now.value)}
      said={t('已终止')}
      send={(json, intent) =>
        call((o) => client.api.v1.categories[':id'].end.$post({ param: { id: category }, json }, o), { intent })
      }
      onDone={onDone}
      onClose={onClose}
    >
      {t('记录保留，只是从这一天以后不再有效。')}
    </EndOn>
  );
}

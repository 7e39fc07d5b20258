import { MessageSquareText } from 'lucide';
import { useState } from 'preact/hooks';
import { type Mark, marks } from '../../server/attendance/rules.ts';
import { dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { Badge, StatusDot } from '../ui/badge.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Select, TextInput } from '../ui/field.tsx';
import { moment } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import type { Person } from './day.tsx';
import { clock, markWords } from './words.ts';

export type Door = {
  facility: string;
  on: string;
  /** waits for the network */
  waits: (placement: string) => boolean;
  /** true when the server has written it; otherwise it has said why not, or it waits */
  mark: (person: Person, mark: Mark) => Promise<boolean>;
  onDone: () => void;
};

/** Where somebody's place is: what may stand on the device while it waits, instead of the name. */
export const place = (person: Person) => t('{room} 室 {bed}', { room: person.room_no, bed: person.bed_no });

export function SheetList({ people, future, door }: { people: Person[]; future: boolean; door: Door }) {
  return (
    <ul class="sheet">
      {people.map((person) => (
        <Row key={person.placement_id} person={person} future={future} door={door} />
      ))}
    </ul>
  );
}

/** A correction of a later day says its date too. */
const markedAt = (at: string, on: string) => (dayOf(new Date(at)) === on ? clock(new Date(at)) : moment(at));

function Row({ person, future, door }: { person: Person; future: boolean; door: Door }) {
  const [noting, setNoting] = useState(false);
  return (
    <li class={`sheet-row${person.mark ? ` sheet-${person.mark}` : ''}`}>
      <div class="sheet-who">
        <strong class="sheet-name">{person.name}</strong>
        <span class="muted small">
          {place(person)}
          {person.marked_at && ` · ${markedAt(person.marked_at, door.on)}`}
        </span>
        {door.waits(person.placement_id) && <Badge tone="amber">{t('待发送')}</Badge>}
        {person.away && !person.mark && <Badge tone="amber">{t('已登记离院')}</Badge>}
        {person.note && <span class="small">{person.note}</span>}
      </div>
      {person.mark && !future && (
        <IconButton
          icon={MessageSquareText}
          label={t('给{name}写备注', { name: person.name })}
          onClick={() => setNoting(true)}
        />
      )}
      {future ? (
        <StatusDot shape="ring" tone="plain">
          {t('预计来')}
        </StatusDot>
      ) : (
        // biome-ignore lint/a11y/useSemanticElements: three buttons of one person, not a form
        <div class="sheet-marks" role="group" aria-label={person.name}>
          {marks
            .filter((mark) => person.due || mark !== 'leave')
            .map((mark) => (
              <button
                key={mark}
                type="button"
                class={`sheet-mark sheet-mark-${mark}`}
                aria-pressed={person.mark === mark}
                onClick={() => mark !== person.mark && void door.mark(person, mark)}
              >
                {person.mark === mark ? (
                  <StatusDot shape={markWords[mark].shape} tone="plain">
                    {t(markWords[mark].word)}
                  </StatusDot>
                ) : (
                  t(markWords[mark].word)
                )}
              </button>
            ))}
        </div>
      )}
      {noting && <Note person={person} door={door} onClose={() => setNoting(false)} />}
    </li>
  );
}

/** Words somebody writes are sent at once or not at all: they do not stay on the device. */
function Note({ person, door, onClose }: { person: Person; door: Door; onClose: () => void }) {
  const [text, setText] = useState(person.note ?? '');
  const { run, busy, failure } = useAction((intent, mark: Mark, note: string) => {
    const json = { on: door.on, marks: [{ placement_id: person.placement_id, mark, note }], only_unmarked: false };
    return call((o) => client.api.v1.facilities[':id'].attendance.$post({ param: { id: door.facility }, json }, o), {
      intent,
    });
  });
  const keep = async () => {
    const done = await run(person.mark as Mark, text);
    if (!done.ok) return;
    onClose();
    door.onDone();
  };
  return (
    <Dialog
      open
      title={t('{name}的备注', { name: person.name })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={keep}>
            {t('保存')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <TextInput
          label={t('备注')}
          hint={t('例如请假到哪天、谁来接的。')}
          optional
          maxLength={200}
          value={text}
          onInput={setText}
        />
      </div>
    </Dialog>
  );
}

/** Somebody who has a place but not for this weekday, and came. */
export function DropIn({ people, door }: { people: Person[]; door: Door }) {
  const [who, setWho] = useState('');
  const person = people.find((p) => p.placement_id === who);
  const add = async () => {
    if (!person) return;
    setWho('');
    if (await door.mark(person, 'present')) say(t('已登记{name}临时到场', { name: person.name }));
  };
  return (
    <div class="drop-in">
      <Select
        label={t('今天没有安排，但来了')}
        value={who}
        onInput={setWho}
        empty={t('选一位日托老人')}
        options={people.map((p) => ({ value: p.placement_id, label: p.name }))}
      />
      <Button why={person ? null : t('先选一位老人')} onClick={add}>
        {t('登记临时来')}
      </Button>
    </div>
  );
}

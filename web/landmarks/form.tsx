import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Select, TextArea, TextInput } from '../ui/field.tsx';
import { landmarkKind, landmarkKinds } from '../ui/finder.ts';
import { t } from '../ui/i18n.ts';
import type { Landmark } from '../ui/landmarks.ts';
import { useAction } from '../ui/load.ts';
import { MapView } from '../ui/map/map.tsx';
import type { Place } from '../ui/map/types.ts';
import { round } from '../ui/places.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import './form.css';

type Body = Parameters<typeof client.api.v1.landmarks.$post>[0]['json'];

/** A named place with its other names and its point; a change takes the place of what was on record. */
export function LandmarkForm({
  of,
  onClose,
  onDone,
}: {
  of: Landmark | null;
  onClose: () => void;
  onDone: () => void;
}) {
  const [kind, setKind] = useState<string>(of?.kind ?? 'place');
  const [name, setName] = useState(of?.name ?? '');
  const [aliases, setAliases] = useState(
    (of?.names ?? [])
      .slice(1)
      .map((one) => one.name)
      .join('\n'),
  );
  const [at, setAt] = useState<Place | null>(of && { lng: of.lng, lat: of.lat });
  const [accuracy, setAccuracy] = useState(String(of?.accuracy_m ?? 200));
  const [source, setSource] = useState(of?.source ?? '');
  const [middle, setMiddle] = useState<Place | null>(null);
  const [tried, setTried] = useState(false);
  const { run, busy, failure } = useAction((intent, json: Body) =>
    call((o) => client.api.v1.landmarks.$post({ json }, o), { intent }),
  );
  const take = (place: Place) => setAt({ lng: round(place.lng, 5), lat: round(place.lat, 5) });
  const metres = Number(accuracy);
  const send = async () => {
    setTried(true);
    if (!name.trim() || !source.trim() || !at || !(metres >= 1)) return;
    const lines = aliases.split('\n').map((line) => line.trim());
    const done = await run({
      kind: kind as Body['kind'],
      name: name.trim(),
      aliases: lines.filter(Boolean),
      ...at,
      accuracy_m: Math.round(metres),
      source: source.trim(),
    });
    if (!done.ok) return;
    say(t('已记下“{name}”', { name: name.trim() }));
    onDone();
  };
  const missing = (value: string) => (tried && !value.trim() ? t('请填写') : null);
  return (
    <Dialog
      open
      wide
      title={of ? t('修改“{name}”', { name: of.name }) : t('加一个地名')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={send}>
            {t('保存')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <TextInput
          label={t('名称')}
          hint={of ? t('名称不能改；换了名称就另加一个，把旧名写进旧名和俗称。') : undefined}
          pointer="/name"
          value={name}
          maxLength={40}
          readOnly={of !== null}
          onInput={setName}
          error={missing(name) ?? errorAt(failure, '/name')}
        />
        <TextArea
          label={t('旧名和俗称')}
          hint={t('一行一个。只写确实有人这么叫的。')}
          optional
          pointer="/aliases"
          rows={4}
          maxLength={500}
          value={aliases}
          onInput={setAliases}
          error={errorAt(failure, '/aliases')}
        />
        <Select
          label={t('类别')}
          pointer="/kind"
          value={kind}
          onInput={setKind}
          options={landmarkKinds.map((value) => ({ value, label: landmarkKind(value) }))}
        />
        <div class="stack-tight" data-pointer="/lng">
          <p class="muted">{t('点一下地图上的位置；用键盘时移动地图，再按“就是地图正中”。')}</p>
          <div class="landmark-map">
            <MapView
              label={t('指出位置')}
              items={[]}
              here={at}
              centre={at ?? undefined}
              onPick={take}
              onMove={({ bbox: [w, s, e, n] }) => setMiddle({ lng: (w + e) / 2, lat: (s + n) / 2 })}
            />
          </div>
          <Button onClick={() => middle && take(middle)}>{t('就是地图正中')}</Button>
          <p role="status" class={tried && !at ? 'field-error' : 'small'}>
            {errorAt(failure, '/lng') ?? (at ? `${at.lng}, ${at.lat}` : t('还没有指出位置'))}
          </p>
        </div>
        <TextInput
          label={t('位置准到多少米')}
          hint={t('道路写长度的一半；不确定就写大些。')}
          pointer="/accuracy_m"
          inputMode="numeric"
          value={accuracy}
          maxLength={5}
          onInput={setAccuracy}
          error={tried && !(metres >= 1) ? t('请填写') : errorAt(failure, '/accuracy_m')}
        />
        <TextInput
          label={t('来源')}
          hint={t('例如示意底图、现场核对、文件号')}
          pointer="/source"
          value={source}
          maxLength={100}
          onInput={setSource}
          error={missing(source) ?? errorAt(failure, '/source')}
        />
      </div>
    </Dialog>
  );
}

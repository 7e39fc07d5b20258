import { LocateFixed } from 'lucide';
import { useState } from 'preact/hooks';
import { dayOf } from '../../server/kernel/period.ts';
import type { Failure } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { DateInput, TextInput } from '../ui/field.tsx';
import { now } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { errorAt } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { PhotosField } from './photos-field.tsx';

export type Visit = {
  day: string;
  time: string;
  first: string;
  second: string;
  place: { lng: number; lat: number } | null;
  photos: File[];
};
const pad = (n: number) => String(n).padStart(2, '0');
export function freshVisit(): Visit {
  const at = new Date(now.value.getTime() + 8 * 3_600_000);
  return {
    day: dayOf(now.value),
    time: `${pad(at.getUTCHours())}:${pad(at.getUTCMinutes())}`,
    first: session.value?.name ?? '',
    second: '',
    place: null,
    photos: [],
  };
}
/** As the form of the server takes it. */
export const visitForm = (v: Visit) => ({
  visited_at: `${v.day}T${v.time || '00:00'}:00+08:00`,
  people: [v.first, v.second],
  ...(v.place ? { lng: String(v.place.lng), lat: String(v.place.lat) } : {}),
  ...(v.photos.length ? { photos: v.photos } : {}),
});
export const visitWhole = (v: Visit, photo: boolean) =>
  !!v.first.trim() && !!v.second.trim() && !!v.day && !!v.time && (!photo || v.photos.length > 0);

/** Who was there, when, where, and what it looked like. */
export function VisitFields({
  of,
  onChange,
  failure,
  tried,
  photo,
}: {
  of: Visit;
  onChange: (visit: Visit) => void;
  failure: Failure | undefined;
  tried: boolean;
  photo: boolean;
}) {
  const missing = (value: string, says: string) => (tried && !value.trim() ? says : null);
  const people = errorAt(failure, '/people');
  return (
    <>
      <div class="finding-two">
        <TextInput
          label={t('核查人一')}
          pointer="/people"
          error={people ?? missing(of.first, t('请填姓名'))}
          value={of.first}
          onInput={(first) => onChange({ ...of, first })}
          maxLength={40}
        />
        <TextInput
          label={t('核查人二')}
          error={missing(of.second, t('现场核查须两人，请填第二人'))}
          value={of.second}
          onInput={(second) => onChange({ ...of, second })}
          maxLength={40}
        />
      </div>
      <div class="finding-two">
        <DateInput
          label={t('到场日期')}
          pointer="/visited_at"
          max={dayOf(now.value)}
          error={errorAt(failure, '/visited_at') ?? missing(of.day, t('请选日期'))}
          value={of.day}
          onInput={(day) => onChange({ ...of, day })}
        />
        <TextInput
          label={t('到场时间')}
          type="time"
          error={missing(of.time, t('请选时间'))}
          value={of.time}
          onInput={(time) => onChange({ ...of, time })}
        />
      </div>
      <Place of={of.place} onChange={(place) => onChange({ ...of, place })} />
      <PhotosField
        files={of.photos}
        onChange={(photos) => onChange({ ...of, photos })}
        optional={!photo}
        error={errorAt(failure, '/photos') ?? (tried && photo && of.photos.length === 0 ? t('请加照片') : null)}
      />
    </>
  );
}

/** Where one stands, when asked for. That the phone does not say is no hindrance. */
function Place({ of, onChange }: { of: Visit['place']; onChange: (place: Visit['place']) => void }) {
  const [says, setSays] = useState<string>();
  const [busy, setBusy] = useState(false);
  const locate = () => {
    if (!('geolocation' in navigator)) return setSays(t('这台设备不能定位，不影响登记'));
    setBusy(true);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setBusy(false);
        setSays(undefined);
        onChange({ lng: coords.longitude, lat: coords.latitude });
      },
      () => {
        setBusy(false);
        setSays(t('没有得到位置，不影响登记'));
      },
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
    );
  };
  return (
    <div class="row finding-place">
      <Button icon={LocateFixed} busy={busy} onClick={locate}>
        {of ? t('重新定位') : t('记录位置')}
      </Button>
      <span class="small muted" role="status">
        {of
          ? t('已记录：东经 {lng}，北纬 {lat}', { lng: of.lng.toFixed(5), lat: of.lat.toFixed(5) })
          : (says ?? t('可不填；只记录您按下时的位置'))}
      </span>
    </div>
  );
}

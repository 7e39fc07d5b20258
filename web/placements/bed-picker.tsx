import type { InferResponseType } from 'hono/client';
import type { client, Failure, Result } from '../api.ts';
import { poolWord, roomWord } from '../ui/bed-words.ts';
import { Loading } from '../ui/empty.tsx';
import { Select } from '../ui/field.tsx';
import { lang, t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { word } from '../ui/words.ts';

type Beds = InferResponseType<(typeof client.api.v1.placements)[':id']['beds']['$get'], 200>;
export type FitBed = Beds['beds'][number];
const nameOf = (b: FitBed) =>
  t('{building} {room} 室 {bed} 床', { building: b.building, room: b.room_no, bed: b.bed_no });
const why = (b: FitBed) => b.reasons.map((r) => (lang.value === 'en' ? r.message_en : r.message_zh)).join(' ');

/** The beds that fit, to choose one; of the others that are not taken it says why not. */
export function BedPicker({
  load,
  deps,
  value,
  onChange,
  missing,
  failure,
}: {
  load: (signal: AbortSignal) => Promise<Result<Beds>>;
  deps: readonly unknown[];
  value: string;
  onChange: (bed: FitBed | null) => void;
  missing: boolean;
  failure?: Failure;
}) {
  const { data, failure: notLoaded, reload } = useLoad(load, deps);
  if (notLoaded) return <Problem of={notLoaded} onRetry={reload} focus={false} />;
  if (!data) return <Loading />;
  const fit = data.beds.filter((b) => b.reasons.length === 0);
  const others = data.beds.filter((b) => b.reasons.length > 0);
  const wanted = others.find((b) => b.id === value);
  return (
    <div class="stack-tight">
      <Select
        label={t('床位')}
        pointer="/bed_id"
        value={fit.some((b) => b.id === value) ? value : ''}
        onInput={(id) => onChange(fit.find((b) => b.id === id) ?? null)}
        empty={fit.length === 0 ? t('没有合适的空床') : t('请选择床位（{n} 张合适）', { n: fit.length })}
        options={fit.map((b) => ({
          value: b.id,
          label: `${nameOf(b)} · ${roomWord(b.room_sex)} · ${word('bed', b.kind)} · ${poolWord(b.pool)}`,
        }))}
        error={
          wanted
            ? t('{bed}不合适：{why}', { bed: nameOf(wanted), why: why(wanted) })
            : missing && !fit.some((b) => b.id === value)
              ? t('请选择床位')
              : errorAt(failure, '/bed_id')
        }
      />
      {others.length > 0 && (
        <details>
          <summary class="small">{t('另有 {n} 张空床不合适，看原因', { n: others.length })}</summary>
          <ul class="unfit small">
            {[...Map.groupBy(others, why)].map(([reason, list]) => (
              <li key={reason}>
                <strong>{reason}</strong>{' '}
                <span class="muted">{list.map((b) => `${b.building} ${b.room_no}-${b.bed_no}`).join(t('、'))}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

import { useMemo, useState } from 'preact/hooks';
import { roughlyPlaced } from '../../server/divisions/rules.ts';
import { call, client } from '../api.ts';
import { Facts, Notice } from '../ui/card.tsx';
import { Confirm } from '../ui/dialog.tsx';
import { date, distance, now, unfiled } from '../ui/format.ts';
import { FreshnessTag, freshness } from '../ui/freshness.tsx';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { MapView } from '../ui/map/map.tsx';
import type { Bbox } from '../ui/map/types.ts';
import { NextForBed } from '../ui/next-for-bed.tsx';
import type { Person } from '../ui/person.tsx';
import { Problem } from '../ui/problem.tsx';
import { QuoteTable } from '../ui/quote.tsx';
import { session } from '../ui/session.ts';
import { CaseView, NextAction } from '../ui/staff-frame.tsx';
import { say } from '../ui/toast.tsx';
import { word } from '../ui/words.ts';
import type { CaseData } from './case.tsx';
import { Emergency } from './emergency.tsx';
import { type Match, why } from './match-list.tsx';
import { OutOfTurn } from './override.tsx';
import type { File } from './particulars.tsx';

/** The map, the chosen facility in full, and the step that can be taken now. */
export function BedCase({
  file,
  all,
  matches,
  chosen,
  home,
  onChoose,
}: {
  file: File;
  all: CaseData;
  matches: Match[];
  chosen: Match | undefined;
  home: Person['applicant'] | null;
  onChoose: (facility: string) => void;
}) {
  const here = home && home.lng !== null && home.lat !== null ? { lng: home.lng, lat: home.lat } : null;
  const items = useMemo(
    () =>
      matches.map(({ facility, free_for_person, confirmed_at }) => ({
        id: facility.id,
        kind: facility.kind,
        name: facility.name,
        lng: facility.lng,
        lat: facility.lat,
        free: free_for_person,
        confirmed_at,
        street_only: roughlyPlaced(facility.accuracy_m),
      })),
    [matches],
  );
  const fit = useMemo(() => around(matches, here, file.application.id), [matches, home]);
  return (
    <CaseView next={file.application.status === 'queued' && <Offer file={file} all={all} chosen={chosen} />}>
      <div class="case-map">
        <MapView
          label={t('适合此人的床位在地图上；数字是此人可住的床数')}
          items={items}
          selected={chosen?.facility.id ?? null}
          here={here}
          radius={here && file.application.accept_any ? { ...here, km: file.application.radius_km } : null}
          fit={fit}
          skipTo="chosen"
          onSelect={(id) => id && onChoose(id)}
        />
      </div>
      <div id="chosen">{chosen ? <Chosen of={chosen} /> : <p class="muted">{t('在清单或地图上选一处。')}</p>}</div>
    </CaseView>
  );
}

/** The box around the home and the possible facilities; all of them when none is possible. */
function around(matches: Match[], here: { lng: number; lat: number } | null, key: string) {
  const possible = matches.filter((match) => match.possible).slice(0, 8);
  const points = [
    ...(possible.length ? possible : matches.slice(0, 8)).map((m) => m.facility),
    ...(here ? [here] : []),
  ];
  if (points.length === 0) return null;
  const lng = points.map((p) => p.lng);
  const lat = points.map((p) => p.lat);
  const bbox: Bbox = [Math.min(...lng), Math.min(...lat), Math.max(...lng), Math.max(...lat)];
  return { bbox, key: `${key}${bbox.join()}` };
}

function Chosen({ of }: { of: Match }) {
  const { quote } = of;
  return (
    <div class="stack">
      <div class="row-between">
        <h2>
          <a href={`/facilities/${of.facility.id}`}>{of.facility.name}</a>
        </h2>
        <FreshnessTag confirmedAt={of.confirmed_at} />
      </div>
      {!of.possible && (
        <Notice tone="amber">
          <strong>{t('此处现在不合适')}</strong>
          <ul>
            {of.reasons.map((reason) => (
              <li key={reason.code}>· {why(reason)}</li>
            ))}
          </ul>
        </Notice>
      )}
      <Facts
        of={[
          [t('类型'), word('facility', of.facility.kind)],
          [
            t('最合适的床'),
            of.best_bed
              ? t('{room} 室 {bed} 床（{kind}）', {
                  room: of.best_bed.room_no,
                  bed: of.best_bed.bed_no,
                  kind: word('bed', of.best_bed.kind),
                })
              : t('无'),
          ],
          [t('此人可住'), t('{n} 床', { n: of.free_for_person })],
          [t('合同余量'), of.lot ? t('{n} 个名额', { n: of.lot.left }) : t('无合同名额')],
          [
            t('距离'),
            of.distance_km === null
              ? unfiled()
              : t('约 {far} · 步行约 {min} 分钟', {
                  far: distance(of.distance_km * 1000),
                  min: of.walking_minutes ?? 0,
                }),
          ],
        ]}
      />
      {of.best_bed && (
        <div>
          <NextForBed
            bed={of.best_bed.id}
            title={t('{facility} {room} 室 {bed} 床', {
              facility: of.facility.name,
              room: of.best_bed.room_no,
              bed: of.best_bed.bed_no,
            })}
          />
        </div>
      )}
      <QuoteTable
        of={quote}
        caption={t('每月费用')}
        fee={of.lot ? t('合同价，床位、照护、餐费合计') : t('床位、照护、餐费合计')}
      />
    </div>
  );
}

/** The next step for someone in the queue: offer the chosen facility's best bed. */
function Offer({ file, all, chosen }: { file: File; all: CaseData; chosen: Match | undefined }) {
  const [asking, setAsking] = useState(false);
  const live = all.offers.data?.offers.find((offer) => offer.applicant_id === file.application.applicant_id);
  const placed = all.queue.data?.entries.find((e) => e.application_id === file.application.id)?.emergency_until;
  const bed = chosen?.best_bed;
  // The officer chose the place, not the bed: a colleague who takes this very bed a moment earlier does not matter
  const { run, busy, failure, clear } = useAction((intent, facility: string) =>
    call(
      (o) => client.api.v1.offers.$post({ json: { application_id: file.application.id, facility_id: facility } }, o),
      {
        intent,
      },
    ),
  );
  const why = live
    ? t('已有通知：{facility}，{date}前答复', { facility: live.facility, date: date(live.respond_by) })
    : !chosen
      ? t('先选一处机构')
      : !chosen.possible || !bed
        ? t('{name}现在没有合适的床', { name: chosen.facility.name })
        : null;
  const what = chosen && bed ? { facility: chosen.facility.name, room: bed.room_no, bed: bed.bed_no } : null;
  const send = async () => {
    if (!chosen) return;
    const done = await run(chosen.facility.id);
    if (!done.ok) return;
    setAsking(false);
    const { respond_by, bed: held } = done.data;
    say(
      t('已通知{name}，保留 {room} 室 {bed} 床，{date}前答复', {
        name: file.name,
        room: held.room_no,
        bed: held.bed_no,
        date: date(respond_by),
      }),
    );
    all.reload();
  };
  return (
    <>
      <NextAction
        says={what ? t('将为{name}保留{facility} {room} 室 {bed} 床。', { name: file.name, ...what }) : ''}
        verb={t('发出入住通知')}
        why={why}
        onAct={() => {
          clear();
          setAsking(true);
        }}
      >
        {session.value?.role === 'leader' && (
          <>
            <Emergency
              file={file}
              chosen={chosen}
              stop={placed ? t('已在应急安置中') : live ? why : null}
              onDone={all.reload}
            />
            <OutOfTurn file={file} chosen={chosen} stop={why} onDone={all.reload} />
          </>
        )}
      </NextAction>
      <Confirm
        open={asking && !!what}
        title={t('给{name}发出入住通知', { name: file.name })}
        verb={t('发出通知')}
        busy={busy}
        onConfirm={send}
        onClose={() => setAsking(false)}
      >
        {failure && <Problem of={failure} />}
        {chosen && freshness(chosen.confirmed_at, now.value) === 'stale' && (
          <Notice tone="amber">{t('这处机构的空床数已过时或从未确认，发出前请先电话核实。')}</Notice>
        )}
        {what && (
          <p>{t('床位：{facility} {room} 室 {bed} 床，立即保留；若刚被用去，改留此处下一张最合适的。', what)}</p>
        )}
        <p>{t('家属与机构须在期限内答复（按现行规则的工作日计算），过期自动放出床位。')}</p>
        <p>{t('系统会核对排在前面的每一位，并把各人不适用此床的原因与本通知一起存档。')}</p>
      </Confirm>
    </>
  );
}

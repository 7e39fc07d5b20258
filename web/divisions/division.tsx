import { Combine, PenLine, Printer, Split } from 'lucide';
import { useState } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';
import { dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Facts, Notice } from '../ui/card.tsx';
import { Loading } from '../ui/empty.tsx';
import { date, now, number, unfiled } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { ChangeForm } from './change-form.tsx';
import { Children } from './children.tsx';
import { MergeForm } from './merge-form.tsx';
import { OutlineMap } from './outline-map.tsx';
import { SplitForm } from './split-form.tsx';
import { Versions } from './versions.tsx';
import { type Division, type Listed, levelWord } from './words.ts';
import './divisions.css';

/** One street, community or grid: what it is today, what lies in it, and everything it has been. */
export default function DivisionPage() {
  return (
    <Guard roles={['administrator', 'officer', 'leader', 'inspector']}>
      <One key={useRoute().params.code} />
    </Guard>
  );
}

function One() {
  const code = useRoute().params.code ?? '';
  const { route } = useLocation();
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.divisions[':code'].$get({ param: { code } }, o), { signal }),
    [code],
  );
  const children = useLoad(
    (signal) => call((o) => client.api.v1.divisions.register.$get({ query: { under: code } }, o), { signal }),
    [code],
  );
  const [doing, setDoing] = useState<'change' | 'split' | 'merge' | null>(null);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const today = dayOf(now.value);
  const held = data?.versions.filter((v) => !v.replaced);
  const current =
    held?.find((v) => (v.from === null || v.from <= today) && (v.until === null || v.until > today)) ?? held?.at(-1);
  useTitle(current?.name ?? t('区划'));
  const writes = session.value?.role === 'administrator' && !!data && !data.ended_on && data.version > 0;
  const rows = children.data?.divisions ?? [];
  const parts = rows.filter((row) => ticked.has(row.code));
  const done = () => {
    setDoing(null);
    setTicked(new Set());
    reload();
    children.reload();
  };
  return (
    <StaffFrame
      title={current?.name ?? t('区划')}
      tools={
        <>
          {writes && (
            <Button look="primary" icon={PenLine} onClick={() => setDoing('change')}>
              {t('变更')}
            </Button>
          )}
          {writes && data?.level === 'grid' && (
            <Button icon={Split} onClick={() => setDoing('split')}>
              {t('划分')}
            </Button>
          )}
          <Button icon={Printer} onClick={() => print()}>
            {t('打印')}
          </Button>
        </>
      }
      list={
        <div class="stack divisions">
          {failure && <Problem of={failure} onRetry={reload} focus={!data} />}
          {!data && !failure && <Loading />}
          {data && current && (
            <>
              <About of={data} />
              {data.level !== 'grid' && <OutlineMap of={data.code} rows={rows} />}
              {rows.length > 0 && (
                <section class="stack-tight">
                  <Children
                    caption={data.level === 'street' ? t('社区和村') : t('网格')}
                    rows={rows}
                    ticked={writes ? ticked : undefined}
                    onTick={setTicked}
                  />
                  {writes && (
                    <div class="row screen-only">
                      <Button
                        icon={Combine}
                        why={parts.length < 2 ? t('请先勾选两个以上') : null}
                        onClick={() => setDoing('merge')}
                      >
                        {t('合并勾选的 {n} 个', { n: parts.length })}
                      </Button>
                    </div>
                  )}
                </section>
              )}
              <section class="stack-tight">
                <Versions rows={data.versions} caption={t('沿革')} />
              </section>
              {doing === 'change' && (
                <ChangeForm of={data} now={current} onDone={done} onClose={() => setDoing(null)} />
              )}
              {doing === 'split' && <SplitForm of={current} onDone={done} onClose={() => setDoing(null)} />}
            </>
          )}
          {doing === 'merge' && (
            <MergeForm
              parts={parts as Listed[]}
              onDone={(into) => {
                done();
                if (into.length === 15) route(`/admin/divisions/${into}`);
              }}
              onClose={() => setDoing(null)}
            />
          )}
        </div>
      }
    />
  );
}

function About({ of }: { of: Division }) {
  const today = dayOf(now.value);
  const held = of.versions.filter((v) => !v.replaced);
  const current =
    held.find((v) => (v.from === null || v.from <= today) && (v.until === null || v.until > today)) ?? held.at(-1);
  const coming = held.filter((v) => v.from !== null && v.from > today);
  if (!current) return null;
  return (
    <>
      {of.ended_on && (
        <Notice tone="amber">
          {t('自 {day} 起撤销，并入', { day: date(of.ended_on) })}{' '}
          <a href={`/admin/divisions/${current.successor}`}>{current.successor}</a>
          {t('。编码和名称保留，过去的记录照样查得到。')}
        </Notice>
      )}
      {coming.map((v) => (
        <Notice key={v.from}>
          {t('自 {day} 起改为“{name}”，到当天自动生效。', { day: date(v.from), name: v.name })}
        </Notice>
      ))}
      {current.until !== null && current.until > today && current.successor && (
        <Notice>
          {t('自 {day} 起并入 {into}，到当天自动生效。', { day: date(current.until), into: current.successor })}
        </Notice>
      )}
      <Facts
        of={[
          [t('编码'), <span class="num">{of.code}</span>],
          [t('级别'), levelWord(of.level)],
          [t('类别'), current.kind],
          [t('简称'), current.short_name],
          ...(of.parent
            ? [
                [t('上级'), <a href={`/admin/divisions/${of.parent.code}`}>{of.parent.name}</a>] as [
                  string,
                  preact.JSX.Element,
                ],
              ]
            : []),
          [t('由谁管理'), current.run_by],
          [
            t('60 岁以上老人'),
            of.level === 'grid'
              ? current.seniors === null
                ? unfiled()
                : number(current.seniors)
              : of.seniors === null
                ? unfiled()
                : t('{n} 人，由 {grids} 个网格合计', { n: number(of.seniors), grids: of.grids }),
          ],
          [
            t('位置'),
            current.lng === null || current.lat === null
              ? unfiled()
              : t('{lng}, {lat}，误差约 {m} 米', {
                  lng: current.lng.toFixed(5),
                  lat: current.lat.toFixed(5),
                  m: number(current.accuracy_m),
                }),
          ],
          ...(of.from.length > 0
            ? [
                [
                  t('由此并来'),
                  of.from.map((f) => t('{name}（{day}）', { name: f.name, day: date(f.day) })).join(t('、')),
                ] as [string, string],
              ]
            : []),
        ]}
      />
    </>
  );
}

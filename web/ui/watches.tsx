import { BellRing } from 'lucide';
import { call, client } from '../api.ts';
import { StatusDot } from './badge.tsx';
import { Button } from './button.tsx';
import { Card } from './card.tsx';
import { age, date } from './format.ts';
import { t } from './i18n.ts';
import { useAction } from './load.ts';
import { Problem } from './problem.tsx';
import { say } from './toast.tsx';
import { type Watch, watchLines, watchTitle } from './watch-words.ts';

/** What one asked to be told of: in words, what is free for it now, and one tap to end it or let it live on. */
export function WatchCards({
  of,
  as = 'h3',
  onChange,
}: {
  of: readonly Watch[];
  as?: 'h2' | 'h3';
  onChange: () => void;
}) {
  return (
    <ul class="stack">
      {of.map((watch) => (
        <One key={watch.id} of={watch} as={as} onChange={onChange} />
      ))}
    </ul>
  );
}

/** More are found by the search itself. */
const FREE_SHOWN = 3;

function One({ of, as: Heading, onChange }: { of: Watch; as: 'h2' | 'h3'; onChange: () => void }) {
  const param = { id: of.id };
  const end = useAction((intent) => call((o) => client.api.v1.watches[':id'].end.$post({ param }, o), { intent }));
  const renew = useAction((intent) => call((o) => client.api.v1.watches[':id'].renew.$post({ param }, o), { intent }));
  const failure = end.failure ?? renew.failure;
  const over = of.state === 'over';
  const lines = watchLines(of);
  const stop = async () => {
    if (!(await end.run()).ok) return;
    say(t('已停掉，不再提醒'));
    onChange();
  };
  const goOn = async () => {
    const done = await renew.run();
    if (!done.ok) return;
    say(t('已续期，到{date}', { date: date(done.data.until_on) }));
    onChange();
  };
  return (
    <Card as="li" class="stack-tight watch">
      {failure && <Problem of={failure} />}
      <Heading>
        {of.facility_id ? <a href={`/facilities/${of.facility_id}`}>{watchTitle(of)}</a> : watchTitle(of)}
      </Heading>
      {lines.length > 0 && <p>{lines.join(' · ')}</p>}
      {over ? (
        <StatusDot shape="dash" tone="stale">
          {t('已到期，不再提醒')}
        </StatusDot>
      ) : of.free.length > 0 ? (
        <div>
          <StatusDot shape="check" tone="accent">
            {t('现在有 {n} 处有空床', { n: of.free.length })}
          </StatusDot>
          <ul class="plain-list">
            {of.free.slice(0, FREE_SHOWN).map((f) => (
              <li key={f.facility_id}>
                <a href={`/facilities/${f.facility_id}`}>{f.facility}</a> {t('空 {n} 床', { n: f.free })}
                {f.confirmed_at && t(' · {age}由机构确认', { age: age(f.confirmed_at) })}
              </li>
            ))}
          </ul>
        </div>
      ) : (
        <StatusDot shape="ring" tone="stale">
          {t('现在还没有合适的空床')}
        </StatusDot>
      )}
      <div class="row-between" data-unread>
        <span class="muted small">
          {over ? t('{date}到期', { date: date(of.until_on) }) : t('到{date}自动停止', { date: date(of.until_on) })}
        </span>
        <span class="row">
          <Button look={over ? 'primary' : 'quiet'} icon={BellRing} busy={renew.busy} onClick={goOn}>
            {t('再提醒 90 天')}
          </Button>
          {!over && (
            <Button busy={end.busy} onClick={stop}>
              {t('不用提醒了')}
            </Button>
          )}
        </span>
      </div>
    </Card>
  );
}

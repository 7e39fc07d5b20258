import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/card.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { CheckGroup, RadioGroup, TextInput } from '../ui/field.tsx';
import { now } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { codes, word } from '../ui/words.ts';
import { Digest } from './round-state.tsx';

type Service = 'residential' | 'nursing' | 'day' | 'home';
type Input = {
  name: string;
  services: Service[];
  horizon_days: number;
  radius_km: number | null;
  reserve: 'kept' | 'released';
};

/** Opens a round: over which beds, how far ahead, how far away. Shows the digest of the seed that is fixed from now on. */
export function OpenRound({ onClose }: { onClose: () => void }) {
  const { route } = useLocation();
  const today = now.value;
  const [name, setName] = useState(() =>
    t('{year} 年 {month} 月集中分配', { year: today.getFullYear(), month: today.getMonth() + 1 }),
  );
  const [services, setServices] = useState<string[]>(['residential', 'nursing']);
  const [horizon, setHorizon] = useState('0');
  const [radius, setRadius] = useState('');
  const [reserve, setReserve] = useState<Input['reserve']>('kept');
  const [missing, setMissing] = useState(false);
  const [made, setMade] = useState<{ id: string; round_no: string; seed_digest: string }>();
  const { run, busy, failure } = useAction((intent, json: Input) =>
    call((o) => client.api.v1.rounds.$post({ json }, o), { intent }),
  );
  const send = async () => {
    if (!name.trim() || services.length === 0) return setMissing(true);
    const done = await run({
      name: name.trim(),
      services: services as Service[],
      horizon_days: Number(horizon) || 0,
      radius_km: radius ? Number(radius) : null,
      reserve,
    });
    if (done.ok) setMade(done.data);
  };
  if (made)
    return (
      <Dialog
        open
        title={t('{no} 已开', { no: made.round_no })}
        onClose={() => route(`/officer/rounds/${made.id}`)}
        foot={
          <Button look="primary" onClick={() => route(`/officer/rounds/${made.id}`)}>
            {t('进入本轮')}
          </Button>
        }
      >
        <div class="stack">
          <Notice tone="accent">
            <strong>{t('决定同分先后的种子已经抽定并封存')}</strong>
            <p>{t('它的摘要现在已公开；运行后种子公开，谁都可以核对它没有被换过。')}</p>
          </Notice>
          <p>
            {t('种子摘要（SHA-256）')}
            <br />
            <Digest of={made.seed_digest} whole />
          </p>
        </div>
      </Dialog>
    );
  return (
    <Dialog
      open
      title={t('新开一轮分配')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={send}>
            {t('开轮并封存种子')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <TextInput
          label={t('名称')}
          pointer="/name"
          value={name}
          onInput={setName}
          maxLength={80}
          error={missing && !name.trim() ? t('请写名称') : errorAt(failure, '/name')}
        />
        <CheckGroup
          row
          label={t('分配哪些床')}
          hint={t('全托和护理型的床互相通用，两类总是一起分。')}
          pointer="/services"
          value={services}
          onChange={setServices}
          options={codes('bed').map((value) => ({ value, label: word('bed', value) }))}
          error={missing && services.length === 0 ? t('至少选一类') : errorAt(failure, '/services')}
        />
        <div class="round-two">
          <TextInput
            label={t('预计空出（天内）')}
            hint={t('0 = 只分现在空着的床')}
            pointer="/horizon_days"
            type="number"
            min="0"
            max="60"
            value={horizon}
            onInput={setHorizon}
            error={errorAt(failure, '/horizon_days')}
          />
          <TextInput
            label={t('最远距离（公里）')}
            hint={t('空着 = 按每人申请所填')}
            optional
            pointer="/radius_km"
            type="number"
            min="1"
            max="100"
            value={radius}
            onInput={setRadius}
            error={errorAt(failure, '/radius_km')}
          />
        </div>
        <RadioGroup
          label={t('兜底床位')}
          pointer="/reserve"
          value={reserve}
          onChange={(value) => setReserve(value as Input['reserve'])}
          options={[
            { value: 'kept', label: t('保留给特困等兜底对象') },
            { value: 'released', label: t('放开给所有人'), hint: t('记入本轮参数，公开可查') },
          ]}
        />
        <p class="small muted">
          {t('开轮时系统抽定一个随机种子并封存，马上公开它的摘要；同分的人用它抽签，谁也不能事后挑选。')}
        </p>
      </div>
    </Dialog>
  );
}

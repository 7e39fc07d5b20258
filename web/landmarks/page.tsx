import { Plus } from 'lucide';
import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Loading } from '../ui/empty.tsx';
import { TextInput } from '../ui/field.tsx';
import { landmarkKind } from '../ui/finder.ts';
import { distance } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import type { Landmark } from '../ui/landmarks.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { errorAt, Problem } from '../ui/problem.tsx';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { Table } from '../ui/table.tsx';
import { say } from '../ui/toast.tsx';
import { LandmarkForm } from './form.tsx';

/** The named places people may search by. */
export default function LandmarksPage() {
  return (
    <Guard roles={['administrator']}>
      <Places />
    </Guard>
  );
}

function Places() {
  useTitle(t('地名管理'));
  const [writing, setWriting] = useState<Landmark | 'new' | null>(null);
  const [ending, setEnding] = useState<Landmark | null>(null);
  const { data, failure, reload } = useLoad(
    // What was just written is to be seen, not what the browser kept
    (signal) =>
      call((o) => client.api.v1.landmarks.$get({}, { ...o, init: { ...o.init, cache: 'reload' } }), { signal }),
    [],
  );
  const done = () => {
    setWriting(null);
    setEnding(null);
    reload();
  };
  return (
    <StaffFrame
      title={t('地名管理')}
      tools={
        <Button look="primary" icon={Plus} onClick={() => setWriting('new')}>
          {t('加一个地名')}
        </Button>
      }
      list={
        <div class="stack-tight">
          <p class="muted">
            {t('居民找床位时可以输入这些地名，包括旧名和俗称。五分钟内对所有人生效；删去的留作记录。')}
          </p>
          {failure && <Problem of={failure} onRetry={reload} focus={false} />}
          {!data && !failure && <Loading />}
          {data && (
            <Table
              caption={t('地名管理')}
              hideCaption
              rows={data.landmarks}
              rowKey={(row) => row.id}
              empty={t('还没有地名')}
              columns={[
                { key: 'name', head: t('名称'), cell: (row) => row.name },
                { key: 'kind', head: t('类别'), nowrap: true, cell: (row) => landmarkKind(row.kind) },
                {
                  key: 'aliases',
                  head: t('旧名和俗称'),
                  wide: true,
                  cell: (row) =>
                    row.names
                      .slice(1)
                      .map((one) => one.name)
                      .join(t('、')) || t('无'),
                },
                { key: 'accuracy', head: t('位置准到'), nowrap: true, cell: (row) => distance(row.accuracy_m) },
                { key: 'source', head: t('来源'), wide: true, cell: (row) => row.source },
                {
                  key: 'act',
                  head: t('操作'),
                  nowrap: true,
                  cell: (row) => (
                    <span class="row">
                      <Button onClick={() => setWriting(row)}>
                        {t('修改…')}
                        <span class="visually-hidden">{row.name}</span>
                      </Button>
                      <Button onClick={() => setEnding(row)}>
                        {t('删去…')}
                        <span class="visually-hidden">{row.name}</span>
                      </Button>
                    </span>
                  ),
                },
              ]}
            />
          )}
          {writing && (
            <LandmarkForm of={writing === 'new' ? null : writing} onClose={() => setWriting(null)} onDone={done} />
          )}
          {ending && <Ending of={ending} onClose={() => setEnding(null)} onDone={done} />}
        </div>
      }
    />
  );
}

function Ending({ of, onClose, onDone }: { of: Landmark; onClose: () => void; onDone: () => void }) {
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const { run, busy, failure } = useAction((intent) =>
    call(
      (o) => client.api.v1.landmarks[':id'].end.$post({ param: { id: of.id }, json: { reason: reason.trim() } }, o),
      {
        intent,
      },
    ),
  );
  const send = async () => {
    setTried(true);
    if (!reason.trim() || !(await run()).ok) return;
    say(t('已删去“{name}”', { name: of.name }));
    onDone();
  };
  return (
    <Dialog
      open
      title={t('删去“{name}”', { name: of.name })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="danger" busy={busy} onClick={send}>
            {t('删去')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <p>{t('以后输入这个名称就找不到这个地方了，别的不受影响。')}</p>
        <TextInput
          label={t('原因')}
          pointer="/reason"
          value={reason}
          maxLength={200}
          onInput={setReason}
          error={tried && !reason.trim() ? t('请写原因') : errorAt(failure, '/reason')}
        />
      </div>
    </Dialog>
  );
}

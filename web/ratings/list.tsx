import type { InferResponseType } from 'hono/client';
import { useState } from 'preact/hooks';
import { type HideReason, hideReasons, TEXT_MAX, textReasons } from '../../server/ratings/rules.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { RadioGroup, TextArea } from '../ui/field.tsx';
import { t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { hideWord, RatingSum, RatingText, writerOf } from '../ui/rating.tsx';
import { session } from '../ui/session.ts';
import { CaseView, StaffFrame } from '../ui/staff-frame.tsx';
import { Table } from '../ui/table.tsx';
import { say } from '../ui/toast.tsx';
import { href, useQuery } from '../ui/url.ts';
import './ratings.css';

type Listed = InferResponseType<typeof client.api.v1.ratings.$get, 200>['ratings'][number];
type Step = 'reply' | 'hide';

/** Ratings with words, newest first: of the own home to be answered, or of the district to be looked through. */
export function RatingsList({ title, facility }: { title: string; facility: string | null }) {
  const { query, set } = useQuery();
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.ratings.$get({ query: {} }, o), { signal }),
    [facility],
  );
  useEvents(['ratings'], reload);
  const rows = data?.ratings ?? [];
  const open = rows.find((row) => row.id === query.sel);
  return (
    <StaffFrame
      title={title}
      list={
        <div class="stack-tight">
          {facility && <Own facility={facility} />}
          {failure && <Problem of={failure} onRetry={reload} focus={false} />}
          {!data && !failure && <Loading />}
          {data && rows.length === 0 && (
            <Empty title={t('还没有写了文字的评价')}>
              <p>{t('住过的老人的家属写了评价，会列在这里。')}</p>
            </Empty>
          )}
          {rows.length > 0 && (
            <Table
              caption={title}
              hideCaption
              rows={rows}
              rowKey={(row) => row.id}
              current={open?.id}
              onOpen={(row) => set({ sel: row.id })}
              maxHeight="var(--list-max)"
              columns={[
                {
                  key: 'what',
                  head: t('评价'),
                  wide: true,
                  cell: (row) => (
                    <span class="rating-cell">
                      {row.hidden ? t('已隐藏：{reason}', { reason: hideWord(row.hidden) }) : row.text}
                    </span>
                  ),
                },
                ...(facility ? [] : [{ key: 'home', head: t('机构名称'), cell: (row: Listed) => row.facility.name }]),
                { key: 'who', head: t('谁写的'), nowrap: true, cell: writerOf },
                {
                  key: 'reply',
                  head: t('答复'),
                  nowrap: true,
                  cell: (row) => (row.hidden ? '—' : row.reply ? t('已答复') : t('未答复')),
                },
              ]}
            />
          )}
        </div>
      }
      case={open ? <One key={`${open.id}${open.version}`} of={open} onDone={reload} /> : null}
      onBack={() => set({ sel: null })}
    />
  );
}

/** The means as everybody reads them. */
function Own({ facility }: { facility: string }) {
  const { data, reload } = useLoad(
    (signal) => call((o) => client.api.v1.facilities[':id'].ratings.$get({ param: { id: facility } }, o), { signal }),
    [facility],
  );
  useEvents(['ratings'], reload);
  return data ? <RatingSum of={data} /> : null;
}

function One({ of, onDone }: { of: Listed; onDone: () => void }) {
  const [asking, setAsking] = useState<Step | null>(null);
  const role = session.value?.role;
  const finish = () => {
    setAsking(null);
    onDone();
  };
  return (
    <CaseView>
      <div class="rating-open">
        <h2>{t('对{facility}的评价', { facility: of.facility.name })}</h2>
        <RatingText of={of} />
        <p>
          <a href={href(`/facilities/${of.facility.id}`)}>{t('看公众页面')}</a>
        </p>
        <div class="row">
          {role === 'institution' && !of.hidden && !of.reply && (
            <Button look="primary" onClick={() => setAsking('reply')}>
              {t('答复')}
            </Button>
          )}
          {role === 'officer' && !of.hidden && (
            <Button look="danger" onClick={() => setAsking('hide')}>
              {t('隐藏')}
            </Button>
          )}
        </div>
      </div>
      {asking === 'reply' && <Reply of={of} onClose={() => setAsking(null)} onDone={finish} />}
      {asking === 'hide' && <Hide of={of} onClose={() => setAsking(null)} onDone={finish} />}
    </CaseView>
  );
}

type Asking = { of: Listed; onClose: () => void; onDone: () => void };

function Reply({ of, onClose, onDone }: Asking) {
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  const { run, busy, failure } = useAction((intent) =>
    call((o) => client.api.v1.ratings[':id'].reply.$post({ param: { id: of.id }, json: { text } }, o), {
      intent,
      ifMatch: of.version,
    }),
  );
  const wrong = !text.trim() || textReasons(text).length > 0;
  const send = async () => {
    setTried(true);
    if (wrong) return;
    if ((await run()).ok) {
      say(t('已答复，公众页面随即显示。'));
      onDone();
    }
  };
  return (
    <Dialog
      open
      title={t('答复这条评价')}
      onClose={onClose}
      foot={
        <Button look="primary" busy={busy} onClick={send}>
          {t('公开答复')}
        </Button>
      }
    >
      <TextArea
        label={t('答复')}
        hint={t('人人可见，只能答复一次，最多 {n} 字。不要写姓名、身份证号和电话，不要透露老人的情况。', {
          n: TEXT_MAX,
        })}
        pointer="/text"
        value={text}
        error={tried && wrong ? t('请写答复，且不要有号码。') : errorAt(failure, '/text')}
        onInput={setText}
      />
      {failure && <Problem of={failure} />}
    </Dialog>
  );
}

function Hide({ of, onClose, onDone }: Asking) {
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const { run, busy, failure } = useAction((intent) =>
    call(
      (o) =>
        client.api.v1.ratings[':id'].hide.$post({ param: { id: of.id }, json: { reason: reason as HideReason } }, o),
      { intent, ifMatch: of.version },
    ),
  );
  const send = async () => {
    setTried(true);
    if (reason && (await run()).ok) {
      say(t('已隐藏，公众页面写明原因，家属已收到消息。'));
      onDone();
    }
  };
  return (
    <Dialog
      open
      title={t('隐藏这条评价的文字')}
      onClose={onClose}
      foot={
        <Button look="danger" busy={busy} onClick={send}>
          {t('隐藏')}
        </Button>
      }
    >
      <RadioGroup
        label={t('为什么隐藏')}
        hint={t('原因人人可见。批评不是隐藏的理由；记录不会删除。')}
        value={reason}
        error={tried && !reason ? t('请选一项') : null}
        onChange={setReason}
        options={hideReasons.map((value) => ({ value, label: hideWord(value) }))}
      />
      {failure && <Problem of={failure} />}
    </Dialog>
  );
}

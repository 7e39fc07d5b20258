import type { InferResponseType } from 'hono/client';
import { useState } from 'preact/hooks';
import { approvalReason } from '../../server/profiles/rules.ts';
import { call, client } from '../api.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Notice } from '../ui/card.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { TextArea } from '../ui/field.tsx';
import { age, date, moment } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { lang, t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { errorAt, Problem } from '../ui/problem.tsx';
import { licenceWord } from '../ui/profile.ts';
import { session } from '../ui/session.ts';
import { CaseView, NextAction, StaffFrame } from '../ui/staff-frame.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { say } from '../ui/toast.tsx';
import { href, useQuery } from '../ui/url.ts';
import { ChangeState, FromTo, storyOf, titleOf } from './history.tsx';
import { Validity } from './profile-page.tsx';
import './profiles.css';

type Change = InferResponseType<(typeof client.api.v1)['profile-changes']['$get'], 200>['changes'][number];
type Licence = InferResponseType<typeof client.api.v1.licences.ending.$get, 200>['licences'][number];
const tabs = ['waiting', 'answered', 'licences'] as const;

/** What institutions ask to have said of themselves, and whose licences end. */
export default function ChangesPage() {
  useTitle(t('机构变更'));
  return (
    <Guard roles={['officer', 'leader', 'inspector']}>
      <Changes />
    </Guard>
  );
}

function Changes() {
  const { query, set } = useQuery();
  const tab = tabs.find((id) => id === query.tab) ?? 'waiting';
  const changes = useLoad(
    (signal) =>
      call(
        (o) =>
          client.api.v1['profile-changes'].$get(
            { query: { waiting: String(tab === 'waiting') as 'true', limit: '300' } },
            o,
          ),
        { signal },
      ),
    [tab === 'waiting'],
  );
  const licences = useLoad((signal) => call((o) => client.api.v1.licences.ending.$get({}, o), { signal }), []);
  const reload = () => {
    changes.reload();
    licences.reload();
  };
  useEvents(['profiles'], reload);
  const rows = (changes.data?.changes ?? []).filter((c) => (c.state === 'waiting') === (tab === 'waiting'));
  const ending = licences.data?.licences ?? [];
  const open = tab === 'licences' ? undefined : changes.data?.changes.find((c) => c.id === query.sel);
  const failure = tab === 'licences' ? licences.failure : changes.failure;
  const data = tab === 'licences' ? licences.data : changes.data;
  return (
    <StaffFrame
      title={t('机构变更')}
      counts={{ '/officer/profiles': tab === 'waiting' ? rows.length : 0 }}
      list={
        <Tabs
          label={t('机构变更')}
          current={tab}
          onChange={(id) => set({ tab: id === 'waiting' ? null : id, sel: null })}
          tabs={[
            { id: 'waiting', label: t('待审批'), count: tab === 'waiting' ? rows.length : undefined },
            { id: 'answered', label: t('已答复') },
            { id: 'licences', label: t('证照到期'), count: licences.data ? ending.length : undefined },
          ]}
        >
          <div class="stack-tight">
            {failure && <Problem of={failure} onRetry={reload} focus={false} />}
            {!data && !failure && <Loading />}
            {data && tab !== 'licences' && (
              <Table
                caption={tab === 'waiting' ? t('待审批') : t('已答复')}
                hideCaption
                rows={rows}
                columns={columns(tab === 'waiting', !!open)}
                rowKey={(row) => row.id}
                current={open?.id}
                onOpen={(row) => set({ sel: row.id })}
                empty={tab === 'waiting' ? t('没有待审批的变更') : t('还没有答复过变更')}
                maxHeight="var(--list-max)"
              />
            )}
            {data && tab === 'licences' && <Ending of={ending} />}
          </div>
        </Tabs>
      }
      case={open ? <ChangeCase key={open.id} of={open} onDone={reload} /> : null}
      onBack={() => set({ sel: null })}
    />
  );
}

function columns(waiting: boolean, narrow: boolean): Column<Change>[] {
  const all: (Column<Change> | false)[] = [
    { key: 'facility', head: t('机构名称'), cell: (row) => <span class="wrap-name">{row.facility}</span> },
    { key: 'what', head: t('变更'), nowrap: true, cell: titleOf },
    !waiting && { key: 'state', head: t('状态'), nowrap: true, cell: (row) => <ChangeState of={row} /> },
    {
      key: 'when',
      head: waiting ? t('提交') : t('答复'),
      nowrap: true,
      cell: (row) => (waiting ? age(row.asked_at) : moment(row.answered_at)),
    },
    !narrow && { key: 'who', head: t('提交人'), nowrap: true, cell: (row) => row.asked_by ?? t('系统') },
  ];
  return all.filter((column) => column !== false);
}

const Ending = ({ of }: { of: Licence[] }) => (
  <Table
    caption={t('60 天内到期和已到期的证照')}
    rows={of}
    rowKey={(row) => row.id}
    empty={t('没有 60 天内到期的证照')}
    columns={[
      {
        key: 'facility',
        head: t('机构名称'),
        cell: (row) => <a href={href('/institution/profile', { facility: row.facility_id })}>{row.facility}</a>,
      },
      { key: 'kind', head: t('证照'), cell: (row) => licenceWord(row.kind) },
      { key: 'state', head: t('有效期'), nowrap: true, cell: (row) => <Validity of={row} /> },
      { key: 'number', head: t('编号'), nowrap: true, cell: (row) => row.number },
    ]}
  />
);

function ChangeCase({ of, onDone }: { of: Change; onDone: () => void }) {
  const [refusing, setRefusing] = useState(false);
  const officer = session.value?.role === 'officer';
  const approve = useAction((intent) =>
    call((o) => client.api.v1['profile-changes'][':id'].approve.$post({ param: { id: of.id }, json: {} }, o), {
      intent,
    }),
  );
  const agree = async () => {
    const done = await approve.run();
    if (done.ok)
      say(
        done.data.state === 'ahead'
          ? t('已批准，自 {day} 起生效', { day: date(of.holds_from_on) })
          : t('已批准，公众页面随即更新'),
      );
    onDone();
  };
  return (
    <>
      <CaseView
        next={
          of.state === 'waiting' && officer ? (
            <NextAction
              says={t('批准后写入{facility}的资料，公众页面和查询随即更新。', { facility: of.facility })}
              verb={t('批准')}
              busy={approve.busy}
              onAct={agree}
            >
              <Button look="danger" onClick={() => setRefusing(true)}>
                {t('退回')}
              </Button>
            </NextAction>
          ) : null
        }
      >
        <div class="row-between">
          <h2>{t('{facility}：{what}', { facility: of.facility, what: titleOf(of) })}</h2>
          <ChangeState of={of} />
        </div>
        {approve.failure && <Problem of={approve.failure} />}
        <FromTo of={of} />
        <p>{storyOf(of)}</p>
        {of.state === 'waiting' && (
          <Notice>{t('需要民政审批：{why}', { why: approvalReason(of.group, lang.value) ?? '' })}</Notice>
        )}
        <div class="row">
          <ButtonLink href={href('/institution/profile', { facility: of.facility_id })}>{t('打开全部资料')}</ButtonLink>
        </div>
      </CaseView>
      {refusing && <Refuse of={of} onClose={() => setRefusing(false)} onDone={onDone} />}
    </>
  );
}

function Refuse({ of, onClose, onDone }: { of: Change; onClose: () => void; onDone: () => void }) {
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const { run, busy, failure } = useAction((intent, text: string) =>
    call(
      (o) => client.api.v1['profile-changes'][':id'].refuse.$post({ param: { id: of.id }, json: { reason: text } }, o),
      {
        intent,
      },
    ),
  );
  const send = async () => {
    setTried(true);
    if (!reason.trim()) return;
    const done = await run(reason.trim());
    if (!done.ok) return;
    say(t('已退回，机构会看到理由'));
    onClose();
    onDone();
  };
  return (
    <Dialog
      open
      title={t('退回变更')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="danger" busy={busy} onClick={send}>
            {t('退回')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <p>{t('资料保持原样，机构可以改好后重新提交。')}</p>
        <TextArea
          label={t('退回理由')}
          pointer="/reason"
          value={reason}
          maxLength={500}
          onInput={setReason}
          error={tried && !reason.trim() ? t('请写明退回理由') : errorAt(failure, '/reason')}
        />
      </div>
    </Dialog>
  );
}

import { ChevronLeft, Plus } from 'lucide';
import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { StatusDot } from '../ui/badge.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { Select, TextInput } from '../ui/field.tsx';
import { unfiled } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { errorAt, Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { Table } from '../ui/table.tsx';
import { say } from '../ui/toast.tsx';
import { kindCodes, kindWords, type Provider } from './words.ts';
import './contracts.css';

/** Who is bought from, and the account that is paid into. */
export default function ProvidersPage() {
  return (
    <Guard roles={['officer', 'leader', 'treasurer', 'inspector']}>
      <Providers />
    </Guard>
  );
}

function Providers() {
  useTitle(t('承接主体'));
  const [open, setOpen] = useState<Provider | 'new' | null>(null);
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.providers.$get({}, o), { signal }),
    [],
  );
  useEvents(['contracts'], reload);
  const officer = session.value?.role === 'officer';
  return (
    <StaffFrame
      title={t('承接主体')}
      tools={
        <>
          <ButtonLink look="quiet" icon={ChevronLeft} href="/officer/contracts">
            {t('全部合同')}
          </ButtonLink>
          {officer && (
            <Button look="primary" icon={Plus} onClick={() => setOpen('new')}>
              {t('登记承接主体')}
            </Button>
          )}
        </>
      }
      list={
        <div class="stack-tight">
          {failure && <Problem of={failure} onRetry={reload} focus={false} />}
          {!data && !failure && <Loading />}
          {data && (
            <Table
              caption={t('承接主体')}
              hideCaption
              rows={data.providers}
              rowKey={(row) => row.id}
              onOpen={officer ? (row) => setOpen(row) : undefined}
              empty={t('还没有登记')}
              maxHeight="var(--list-max)"
              columns={[
                { key: 'name', head: t('名称'), cell: (row) => <span class="contract-title">{row.name}</span> },
                { key: 'kind', head: t('性质'), nowrap: true, cell: (row) => t(kindWords[row.kind]) },
                {
                  key: 'eligible',
                  head: t('能否承接'),
                  nowrap: true,
                  cell: (row) =>
                    row.eligible ? (
                      <StatusDot shape="check" tone="accent">
                        {t('可以')}
                      </StatusDot>
                    ) : (
                      <StatusDot shape="cross" tone="stale">
                        {t('不能')}
                      </StatusDot>
                    ),
                },
                { key: 'code', head: t('统一社会信用代码'), nowrap: true, cell: (row) => row.credit_code ?? unfiled() },
                { key: 'bank', head: t('开户行'), cell: (row) => row.bank_name ?? unfiled() },
                {
                  key: 'account',
                  head: t('账号'),
                  nowrap: true,
                  cell: (row) => row.account_no ?? t('未填报，不能付款'),
                },
              ]}
            />
          )}
          {open && (
            <ProviderDialog
              of={open === 'new' ? null : open}
              onClose={() => setOpen(null)}
              onDone={() => {
                setOpen(null);
                reload();
              }}
            />
          )}
        </div>
      }
    />
  );
}

type Body = Parameters<typeof client.api.v1.providers.$post>[0]['json'];
const fields = ['name', 'credit_code', 'account_name', 'account_no', 'bank_name', 'bank_code'] as const;

function ProviderDialog({ of, onClose, onDone }: { of: Provider | null; onClose: () => void; onDone: () => void }) {
  const [kind, setKind] = useState<Provider['kind']>(of?.kind ?? 'social_organisation');
  const [draft, setDraft] = useState<Record<(typeof fields)[number], string>>({
    name: of?.name ?? '',
    credit_code: of?.credit_code ?? '',
    account_name: of?.account_name ?? '',
    account_no: of?.account_no ?? '',
    bank_name: of?.bank_name ?? '',
    bank_code: of?.bank_code ?? '',
  });
  const { run, busy, failure } = useAction(async (intent, json: Body) => {
    if (!of) {
      const made = await call((o) => client.api.v1.providers.$post({ json }, o), { intent });
      return made.ok ? { ...made, data: null } : made;
    }
    const kept = await call((o) => client.api.v1.providers[':id'].$put({ param: { id: of.id }, json }, o), {
      intent,
      ifMatch: of.version,
    });
    return kept.ok ? { ...kept, data: null } : kept;
  });
  const send = async () => {
    const done = await run({ ...draft, kind });
    if (!done.ok) return;
    say(t('已保存'));
    onDone();
  };
  const labels: Record<(typeof fields)[number], [label: string, hint?: string]> = {
    name: [t('单位全称')],
    credit_code: [t('统一社会信用代码')],
    account_name: [t('户名'), t('须与单位全称一致，不付个人账户')],
    account_no: [t('账号')],
    bank_name: [t('开户行')],
    bank_code: [t('联行号'), t('12 位数字，批量付款用')],
  };
  const one = (field: (typeof fields)[number]) => (
    <TextInput
      key={field}
      label={labels[field][0]}
      hint={labels[field][1]}
      optional={field !== 'name'}
      pointer={`/${field}`}
      value={draft[field]}
      maxLength={60}
      onInput={(text) => setDraft({ ...draft, [field]: text })}
      error={errorAt(failure, `/${field}`)}
    />
  );
  return (
    <Dialog
      open
      title={of ? of.name : t('登记承接主体')}
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
        {one('name')}
        <Select
          label={t('性质')}
          pointer="/kind"
          value={kind}
          options={kindCodes.map((value) => ({ value, label: t(kindWords[value]) }))}
          onInput={(value) => setKind(value as Provider['kind'])}
          hint={t('公益一类事业单位、财政拨款的群团组织和行政机关不能承接')}
        />
        {fields.slice(1).map(one)}
      </div>
    </Dialog>
  );
}

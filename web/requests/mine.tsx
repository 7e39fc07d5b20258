import { MessageSquarePlus, Printer, Star } from 'lucide';
import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Card, Facts, Notice } from '../ui/card.tsx';
import { hotline } from '../ui/config.ts';
import { Confirm, Dialog } from '../ui/dialog.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { RadioGroup, TextArea } from '../ui/field.tsx';
import { moment } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { say } from '../ui/toast.tsx';
import { href } from '../ui/url.ts';
import { Timeline } from './timeline.tsx';
import { dueWord, kindWord, placeWord, type Request, statusWord, whereWord } from './words.tsx';
import './requests.css';

/** What I have asked for: how far it is, the answer, and what I say to it. */
export default function MyRequestsPage() {
  return (
    <Guard roles={['family']}>
      <Mine />
    </Guard>
  );
}

function Mine() {
  useTitle(t('我的诉求'));
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.requests.mine.$get({}, o), { signal }),
    [],
  );
  useEvents(['requests'], reload);
  return (
    <PublicFrame>
      <div class="request-form stack">
        <div class="row-between">
          <h1>{t('我的诉求')}</h1>
          <ButtonLink look="primary" icon={MessageSquarePlus} href="/requests/new">
            {t('提诉求')}
          </ButtonLink>
        </div>
        {failure && <Problem of={failure} onRetry={reload} focus={false} />}
        {!data && !failure && <Loading />}
        {data?.requests.length === 0 && (
          <Empty icon={MessageSquarePlus} title={t('还没有提过诉求')}>
            <p>{t('电梯、助餐、上门照护、机构服务……身边的事都可以提；也可以打 {phone}。', { phone: hotline() })}</p>
          </Empty>
        )}
        {data?.requests.map((one) => (
          <One key={one.id} of={one} onDone={reload} />
        ))}
        <ButtonLink look="quiet" href="/me">
          {t('回到我的申请')}
        </ButtonLink>
      </div>
    </PublicFrame>
  );
}

type Step = 'accept' | 'reopen' | 'withdraw';
const done: Record<Step, () => string> = {
  accept: () => t('已办结，谢谢。请评价一下。'),
  reopen: () => t('已退回，请等重新办理。'),
  withdraw: () => t('已撤回。'),
};

function One({ of, onDone }: { of: Request; onDone: () => void }) {
  const [asking, setAsking] = useState<Step | 'rate' | null>(null);
  const can = (step: Step) => of.can.includes(step);
  const rates = of.status === 'closed' && of.answer !== null && !of.rating;
  const close = () => setAsking(null);
  const finish = () => {
    close();
    onDone();
  };
  return (
    <Card as="section" class="stack-tight" aria-label={of.request_no}>
      <div class="row-between">
        <h2>{kindWord(of)}</h2>
        <strong>{statusWord(of.status)}</strong>
      </div>
      <Facts
        of={[
          [t('诉求编号'), <span class="num">{of.request_no}</span>],
          [t('登记时间'), moment(of.raised_at)],
          [t('在哪里'), placeWord({ community: of.community, grid: of.grid })],
          ...(of.facility ? [[t('机构'), of.facility] as [string, string]] : []),
          ...(of.status === 'open' || of.status === 'outside'
            ? [[t('现在由谁办'), whereWord(of)] as [string, string]]
            : []),
        ]}
      />
      <p class="request-text">{of.text}</p>
      {of.answer !== null && (
        <Notice tone="accent">
          <strong>{t('答复')}</strong>
          <p>{of.answer}</p>
          {of.status === 'answered' && of.due_at && (
            <p class="small">{t('请在 {day} 前说解决了没有；不说就自动办结。', { day: dueWord(of.due_at) })}</p>
          )}
        </Notice>
      )}
      {of.rating && <p>{t('我的评价：{n} 星', { n: of.rating.stars })}</p>}
      <div class="row screen-only">
        {can('accept') && (
          <Button look="primary" onClick={() => setAsking('accept')}>
            {t('解决了')}
          </Button>
        )}
        {can('reopen') && <Button onClick={() => setAsking('reopen')}>{t('没有解决')}</Button>}
        {rates && (
          <Button look="primary" icon={Star} onClick={() => setAsking('rate')}>
            {t('评价')}
          </Button>
        )}
        {can('withdraw') && <Button onClick={() => setAsking('withdraw')}>{t('撤回')}</Button>}
        <ButtonLink look="quiet" icon={Printer} href={href('/requests/new', { done: of.id })}>
          {t('回执')}
        </ButtonLink>
      </div>
      <details>
        <summary>{t('办理经过')}</summary>
        <Timeline of={of} />
      </details>
      {asking === 'rate' && <Rate of={of} onClose={close} onDone={finish} />}
      {asking !== null && asking !== 'rate' && <Ask step={asking} of={of} onClose={close} onDone={finish} />}
    </Card>
  );
}

function Ask({ step, of, onClose, onDone }: { step: Step; of: Request; onClose: () => void; onDone: () => void }) {
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const { run, busy, failure } = useAction((intent, words: string) => {
    const param = { id: of.id };
    const more = { intent, ifMatch: of.version };
    const one = client.api.v1.requests[':id'];
    if (step === 'accept') return call((o) => one.accept.$post({ param, json: {} }, o), more);
    if (step === 'withdraw') return call((o) => one.withdraw.$post({ param, json: { note: null } }, o), more);
    return call((o) => one.reopen.$post({ param, json: { note: words } }, o), more);
  });
  const send = async () => {
    setTried(true);
    if (step === 'reopen' && !note.trim()) return;
    if (!(await run(note.trim())).ok) return;
    say(done[step]());
    onDone();
  };
  if (step !== 'reopen')
    return (
      <Confirm
        open
        title={step === 'accept' ? t('解决了') : t('撤回诉求')}
        verb={step === 'accept' ? t('解决了') : t('撤回')}
        danger={step === 'withdraw'}
        busy={busy}
        onConfirm={send}
        onClose={onClose}
      >
        {failure && <Problem of={failure} />}
        <p>{step === 'accept' ? t('这件事就办结了，之后可以评价。') : t('撤回后不再办理；还没解决可以重新提。')}</p>
      </Confirm>
    );
  return (
    <Dialog
      open
      title={t('没有解决')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={send}>
            {t('退回重办')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <TextArea
          label={t('哪里没有解决')}
          pointer="/note"
          value={note}
          onInput={setNote}
          maxLength={500}
          error={tried && !note.trim() ? t('请写一句') : null}
        />
      </div>
    </Dialog>
  );
}

function Rate({ of, onClose, onDone }: { of: Request; onClose: () => void; onDone: () => void }) {
  const [stars, setStars] = useState('');
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const { run, busy, failure } = useAction((intent, json: { stars: number; note: string | null }) =>
    call((o) => client.api.v1.requests[':id'].rating.$post({ param: { id: of.id }, json }, o), { intent }),
  );
  const send = async () => {
    setTried(true);
    if (!stars) return;
    if (!(await run({ stars: Number(stars), note: note.trim() || null })).ok) return;
    say(t('谢谢您的评价'));
    onDone();
  };
  return (
    <Dialog
      open
      title={t('评价')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={send}>
            {t('提交评价')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <RadioGroup
          label={t('满意吗')}
          pointer="/stars"
          value={stars}
          onChange={setStars}
          options={[
            { value: '5', label: t('5 星 · 很满意') },
            { value: '4', label: t('4 星 · 满意') },
            { value: '3', label: t('3 星 · 一般') },
            { value: '2', label: t('2 星 · 不满意') },
            { value: '1', label: t('1 星 · 很不满意') },
          ]}
          error={tried && !stars ? t('请选一项') : null}
        />
        <TextArea optional label={t('想说的话')} pointer="/note" value={note} onInput={setNote} maxLength={500} />
        <p class="muted small">{t('评价只能提交一次，提交后不能修改。')}</p>
      </div>
    </Dialog>
  );
}

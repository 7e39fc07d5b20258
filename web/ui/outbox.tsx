import { computed, signal } from '@preact/signals';
import { CloudUpload, RotateCw, Trash2, TriangleAlert } from 'lucide';
import { useEffect, useState } from 'preact/hooks';
import { call, client, type Failure, newIntent, type Result, sendTo } from '../api.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { moment, now } from './format.ts';
import { t } from './i18n.ts';
import { Icon } from './icon.tsx';
import { session } from './session.ts';
import { account, signedIn } from './sign-in-state.ts';
import { say } from './toast.tsx';
import './outbox.css';

/**
 * What was tapped without a connection: kept on this device with its idempotency key until the server has answered, sent
 * in the order it was tapped, never to anybody else's account or another facility. `label`, `path`, `body` and `marks`
 * hold ids and house words only: never the name of a person nor anything a person wrote.
 */
export type Wish = {
  facility: string;
  method?: 'POST' | 'PUT';
  path: `/api/v1/${string}`;
  body: unknown;
  /** what to send when the nurse has read the refusal and wants it still: without the versions she had seen */
  again?: unknown;
  /** 「302-2 清洁完毕」 */
  label: string;
  /** ids of what it is meant on, to be marked 待发送 */
  marks: readonly string[];
  /** milliseconds after which it would no longer be true; a day unless said */
  goodFor?: number;
};
export type Queued = Wish & {
  key: string;
  account: string;
  at: number;
  /** set once it was refused for good: it waits for the nurse to send it again or drop it */
  refused?: { title: string; reasons: string[] } | undefined;
};

const STORE = 'yiwei.outbox';
const DAY = 86_400_000;
const FIRST_WAIT = 5_000;
const LONGEST_WAIT = 60_000;

function read(): Queued[] {
  try {
    const kept = JSON.parse(localStorage.getItem(STORE) ?? '[]') as Queued[];
    return Array.isArray(kept) ? kept.filter((q) => q?.key && String(q.path).startsWith('/api/v1/')) : [];
  } catch {
    return [];
  }
}

// Where storage is blocked the mere name of it throws: read() answers that too.
const all = signal<Queued[]>(read());

let kept = true;
/** Another tab may have written meanwhile, so a change is made on what is stored and not on what was last seen. */
function change(how: (list: Queued[]) => Queued[]): void {
  all.value = how(kept ? read() : all.value);
  try {
    localStorage.setItem(STORE, JSON.stringify(all.value));
  } catch {
    kept = false; // storage refused: it lives as long as the page
  }
}

const mine = computed(() => {
  const id = account.value?.account_id;
  return id ? all.value.filter((q) => q.account === id) : [];
});

/** A failure after which the same request may still arrive: nothing was decided. */
const unanswered = (f: Failure) => f.kind === 'offline' || f.kind === 'timeout';
const later = (f: Failure) => unanswered(f) || f.kind === 'unreadable' || f.retry || f.status === 401;

const sendOne = (q: Pick<Queued, 'method' | 'path' | 'body' | 'key'>): Promise<Result<unknown>> =>
  call(sendTo(q.method ?? 'POST', q.path, q.body), { intent: q.key, timeoutMs: 15_000 });

let timer: ReturnType<typeof setTimeout> | undefined;
let wait = FIRST_WAIT;
let sending = false;

/**
 * Is it still this account that the device is signed in as? Another tab may have signed in somebody else since, in whose
 * name nothing of this one is sent.
 */
async function stillSignedIn(): Promise<boolean> {
  const who = await call((o) => client.api.v1.session.$get({}, o), { timeoutMs: 15_000 });
  if (!who.ok) {
    tryLater();
    return false;
  }
  if (who.data.account_id === account.value?.account_id) return true;
  if (who.data.account_id) signedIn(who.data);
  return false;
}

function tryLater() {
  clearTimeout(timer);
  timer = setTimeout(flush, wait * (0.75 + Math.random() / 2));
  wait = Math.min(wait * 2, LONGEST_WAIT);
}

/** Sends what waits, one after the other; what the server refuses is set aside with its reasons and the rest goes on. */
async function flush(): Promise<void> {
  if (sending) return;
  sending = true;
  clearTimeout(timer);
  try {
    if (!mine.value.some((q) => !q.refused) || !(await stillSignedIn())) return;
    for (;;) {
      const next = mine.value.find((q) => !q.refused);
      if (!next) return;
      const own = session.value?.facility;
      if (own && own.id !== next.facility) {
        setAside(next, t('这是另一家机构的操作，没有发送'));
        continue;
      }
      if (Date.now() - next.at > (next.goodFor ?? DAY)) {
        setAside(next, t('隔得太久，请看一下现在的情况再操作'));
        continue;
      }
      const done = await sendOne(next);
      if (done.ok) {
        wait = FIRST_WAIT;
        change((list) => list.filter((q) => q.key !== next.key));
        say(t('已补发：{what}', { what: next.label }));
      } else if (later(done.failure)) {
        tryLater();
        return;
      } else
        setAside(
          next,
          done.failure.title,
          done.failure.reasons.map((r) => r.message),
        );
    }
  } finally {
    sending = false;
  }
}

function setAside(one: Queued, title: string, reasons: string[] = []) {
  const refused = { title, reasons: reasons.filter((r) => r !== title) };
  change((list) => list.map((q) => (q.key === one.key ? { ...q, refused } : q)));
  say(t('没有办成：{what}', { what: one.label }), { error: true });
}

/** The same thing once more, as a new intent: the refusal answered the old one for good. */
const again = (one: Queued) => {
  const anew = { ...one, body: one.again ?? one.body, key: newIntent(), at: Date.now(), refused: undefined };
  change((list) => list.map((q) => (q.key === one.key ? anew : q)));
  void flush();
};
const drop = (key: string) => change((list) => list.filter((q) => q.key !== key));

export type Sent = Result<unknown> | { ok: false; queued: Queued };

/**
 * Does something now, or as soon as there is a connection: `send` answers at once with what the server said, or with
 * `queued` when it was kept for later. Behind something that waits it waits too, so that the order stays.
 */
export function useQueued(facility: string): {
  /** `keep: false` for what holds words a person wrote: sent now or not at all */
  send: (wish: Omit<Wish, 'facility'>, options?: { keep?: boolean }) => Promise<Sent>;
  /** of this account and facility, oldest first, those refused left out */
  waiting: readonly Queued[];
  drop: (key: string) => void;
} {
  const waiting = mine.value.filter((q) => q.facility === facility && !q.refused);
  const send = async (wish: Omit<Wish, 'facility'>, { keep = true } = {}): Promise<Sent> => {
    const id = account.value?.account_id;
    const one: Queued = { ...wish, facility, key: newIntent(), account: id ?? '', at: Date.now() };
    const behind = mine.value.some((q) => !q.refused);
    if (!behind || !keep) {
      const done = await sendOne(one);
      if (done.ok || !unanswered(done.failure) || !id || !keep) return done;
    }
    change((list) => [...list, one]);
    clearTimeout(timer);
    timer = setTimeout(flush, behind ? 0 : wait);
    return { ok: false, queued: one };
  };
  return { send, waiting, drop };
}

/** In the head of staff pages: how much waits or was refused, and what to do about it. Sends as soon as it can. */
export function OutboxTray() {
  const [open, setOpen] = useState(false);
  const id = account.value?.account_id;
  useEffect(() => {
    if (!id) return;
    void flush();
    const back = () => void flush();
    const shown = () => !document.hidden && void flush();
    const other = (event: StorageEvent) => {
      if (event.key === STORE) all.value = read();
    };
    addEventListener('online', back);
    addEventListener('storage', other);
    document.addEventListener('visibilitychange', shown);
    return () => {
      removeEventListener('online', back);
      removeEventListener('storage', other);
      document.removeEventListener('visibilitychange', shown);
    };
  }, [id]);
  const list = mine.value;
  const refused = list.filter((q) => q.refused);
  if (list.length === 0) return null;
  const waiting = list.length - refused.length;
  return (
    <>
      <button
        type="button"
        class={`outbox${refused.length ? ' outbox-refused' : ''}`}
        onClick={() => setOpen(true)}
        aria-haspopup="dialog"
      >
        <Icon of={refused.length ? TriangleAlert : CloudUpload} />
        {refused.length > 0 && <span>{t('{n} 项没有办成', { n: refused.length })}</span>}
        {waiting > 0 && <span>{t('{n} 项待发送', { n: waiting })}</span>}
      </button>
      <Dialog
        open={open}
        title={t('待发送')}
        onClose={() => setOpen(false)}
        foot={
          <Button onClick={() => void flush()} icon={RotateCw}>
            {t('现在发送')}
          </Button>
        }
      >
        <div class="stack">
          <p class="muted">{t('没有网络时做的操作先存在这台设备上，联网后按顺序自动发送，每项只办一次。')}</p>
          <ul class="outbox-list">
            {list.map((q) => (
              <li key={q.key} class="stack-tight">
                <div class="row-between">
                  <strong>{q.label}</strong>
                  <span class="muted small">{moment(new Date(q.at), now.value)}</span>
                </div>
                {q.refused && (
                  <div class="outbox-why">
                    <p>{q.refused.title}</p>
                    {q.refused.reasons.map((reason) => (
                      <p key={reason}>{reason}</p>
                    ))}
                  </div>
                )}
                <div class="row">
                  {q.refused && (
                    <Button icon={RotateCw} onClick={() => again(q)}>
                      {t('再试一次')}
                    </Button>
                  )}
                  <Button look="quiet" icon={Trash2} onClick={() => drop(q.key)}>
                    {t('不办了')}
                  </Button>
                </div>
              </li>
            ))}
          </ul>
        </div>
      </Dialog>
    </>
  );
}

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Draft } from '../../server/assessments/rules.ts';
import { call, client } from '../api.ts';
import { account } from '../ui/sign-in-state.ts';

/**
 * saved: the server has it · unsent: only this device has it · stale: another device has changed the form meanwhile ·
 * closed: it is no longer the reader's to fill in.
 */
export type Saving = 'saved' | 'saving' | 'unsent' | 'signed_out' | 'stale' | 'closed';
type Kept = { version: number; draft: Draft };

const PAUSE = 1_000;
const FIRST_WAIT = 2_000;
const LONGEST_WAIT = 30_000;
const prefix = 'yiwei.assessment.';
const keyOf = (id: string) => `${prefix}${account.peek()?.account_id ?? ''}.${id}`;

/** Answers are about somebody's health: on this device only while they are unsent, and only for who is signed in. */
function keep(id: string, kept: Kept | null) {
  try {
    if (kept) sessionStorage.setItem(keyOf(id), JSON.stringify(kept));
    else sessionStorage.removeItem(keyOf(id));
  } catch {
    // No room or no permission: the server's copy and the open page remain.
  }
}
function kept(id: string): Kept | null {
  try {
    for (const key of Object.keys(sessionStorage))
      if (key.startsWith(prefix) && !key.startsWith(`${prefix}${account.peek()?.account_id ?? ''}.`))
        sessionStorage.removeItem(key);
    return JSON.parse(sessionStorage.getItem(keyOf(id)) ?? 'null') as Kept | null;
  } catch {
    return null;
  }
}

const put = (id: string, draft: Draft, version: number) =>
  call((o) => client.api.v1.assessments[':id'].draft.$put({ param: { id }, json: draft }, o), { ifMatch: version });

/**
 * The form as it is filled in: sent a second after the last change, one request at a time, again and again while there
 * is no connection. What is unsent survives a reload of the page; `flush` sends it now and tells whether all is there.
 */
export function useDraft(id: string, served: { draft: Draft; version: number }) {
  const [draft, setDraft] = useState(served.draft);
  const [saving, setSaving] = useState<Saving>('saved');
  const now = useRef({
    draft: served.draft,
    version: served.version,
    changes: 0,
    sent: 0,
    running: null as Promise<boolean> | null,
    wait: FIRST_WAIT,
  });
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const attempt = useCallback(async (): Promise<boolean> => {
    const n = now.current;
    while (n.sent !== n.changes) {
      const upTo = n.changes;
      setSaving('saving');
      const answer = await put(id, n.draft, n.version);
      if (!answer.ok) {
        const { status } = answer.failure;
        if (status === 403 || status === 404) {
          // Called off, or finished elsewhere: nothing of it stays on this device.
          n.sent = n.changes;
          keep(id, null);
          setSaving('closed');
          return false;
        }
        keep(id, { version: n.version, draft: n.draft });
        if (status === 412 || status === 409) setSaving('stale');
        else if (status === 401) setSaving('signed_out');
        else {
          setSaving('unsent');
          timer.current = setTimeout(() => void sendNow.current(), n.wait);
          n.wait = Math.min(n.wait * 2, LONGEST_WAIT);
        }
        return false;
      }
      n.version = answer.data.version;
      n.sent = upTo;
      n.wait = FIRST_WAIT;
    }
    keep(id, null);
    setSaving('saved');
    return true;
  }, [id]);
  /** One request at a time: whoever asks meanwhile waits for the one under way, which takes later changes with it. */
  const send = useCallback((): Promise<boolean> => {
    const n = now.current;
    clearTimeout(timer.current);
    n.running ??= attempt().finally(() => {
      n.running = null;
    });
    return n.running;
  }, [attempt]);
  const sendNow = useRef(send);
  sendNow.current = send;

  const change = useCallback(
    (part: Partial<Draft>) => {
      const n = now.current;
      n.draft = { ...n.draft, ...part };
      n.changes += 1;
      setDraft(n.draft);
      keep(id, { version: n.version, draft: n.draft });
      setSaving((was) => (was === 'saved' ? 'saving' : was));
      if (n.running) return;
      clearTimeout(timer.current);
      timer.current = setTimeout(send, PAUSE);
    },
    [id, send],
  );

  useEffect(() => {
    const left = kept(id);
    if (left) {
      const n = now.current;
      n.draft = left.draft;
      n.version = left.version;
      n.changes += 1;
      setDraft(left.draft);
      void send();
    }
    const again = () => void send();
    addEventListener('online', again);
    return () => {
      removeEventListener('online', again);
      clearTimeout(timer.current);
      void send();
    };
  }, [id, send]);

  /** After another device changed the form: theirs, or what is on this one over it. */
  const takeTheirs = useCallback(() => {
    now.current.sent = now.current.changes;
    keep(id, null);
  }, [id]);
  const takeOurs = useCallback(
    async (version: number) => {
      now.current.version = version;
      return send();
    },
    [send],
  );
  return { draft, change, saving, flush: send, version: () => now.current.version, takeTheirs, takeOurs };
}

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Draft } from '../../server/assessments/rules.ts';
import { call, client } from '../api.ts';
import { account } from '../ui/sign-in-state.ts';

/** saved: the server has it · unsent: only this device has it · stale: another device has changed the form meanwhile. */
export type Saving = 'saved' | 'saving' | 'unsent' | 'signed_out' | 'stale';
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
    busy: false,
    wait: FIRST_WAIT,
  });
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const send = useCallback(async (): Promise<boolean> => {
    const n = now.current;
    clearTimeout(timer.current);
    if (n.busy || n.sent === n.changes) return n.sent === n.changes;
    const upTo = n.changes;
    n.busy = true;
    setSaving('saving');
    const answer = await put(id, n.draft, n.version);
    n.busy = false;
    if (answer.ok) {
      n.version = answer.data.version;
      n.sent = upTo;
      n.wait = FIRST_WAIT;
      if (n.sent !== n.changes) return send();
      keep(id, null);
      setSaving('saved');
      return true;
    }
    keep(id, { version: n.version, draft: n.draft });
    if (answer.failure.status === 412 || answer.failure.status === 409) setSaving('stale');
    else if (answer.failure.status === 401) setSaving('signed_out');
    else {
      setSaving('unsent');
      timer.current = setTimeout(send, n.wait);
      n.wait = Math.min(n.wait * 2, LONGEST_WAIT);
    }
    return false;
  }, [id]);

  const change = useCallback(
    (part: Partial<Draft>) => {
      const n = now.current;
      n.draft = { ...n.draft, ...part };
      n.changes += 1;
      setDraft(n.draft);
      keep(id, { version: n.version, draft: n.draft });
      setSaving((was) => (was === 'saved' ? 'saving' : was));
      if (n.busy) return;
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

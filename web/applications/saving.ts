import { useEffect, useRef, useState } from 'preact/hooks';
import { call, client, type Failure } from '../api.ts';
import { type Drafting, type Known, keepable, resumed, submission, wishOf } from './draft.ts';

const PAUSE = 1_000;
/** Without a connection it is tried again when the browser says there is one, and so often besides. */
const AGAIN = 10_000;

export type Saving = {
  state: 'none' | 'saving' | 'saved' | 'offline' | 'unsent' | 'newer';
  failure?: Failure;
  /** the draft as somebody else, or another tab, has written it since */
  newer?: Known;
  /** goes on with what is filled in here, or with what the other has written */
  take: (whose: 'mine' | 'theirs') => void;
  /** everything under way has been answered; before it is handed in */
  settle: () => Promise<void>;
  /** somebody else's version was met while handing in */
  meet: (draft: string) => Promise<void>;
  /** it has been handed in: nothing is sent any more */
  stop: () => void;
};

const saidBy = (draft: Parameters<typeof wishOf>[0]) => JSON.stringify(wishOf(draft));
const saidIn = (a: Known) =>
  JSON.stringify({
    applicant_id: a.applicant_id,
    service: a.service,
    choices: a.choices,
    accept_any: a.accept_any,
    radius_km: a.radius_km,
    weekdays: a.weekdays,
    needs: a.needs,
    note: a.note,
  });

/**
 * Keeps the draft on the server as it is filled in: a second after the last change, and at once with `now`. The wishes as
 * they stand before anybody has touched them are not worth a draft. Without a connection it stays on the device and goes
 * when there is one; what somebody else has written since is never written over: the reader chooses.
 */
export function useSaving({ draft, change, latest }: Drafting, now: boolean): Saving {
  const [shown, setShown] = useState<Pick<Saving, 'state' | 'failure' | 'newer'>>({
    state: draft.saved && !draft.unsent ? 'saved' : 'none',
  });
  const said = saidBy(draft);
  const sent = useRef(draft.unsent ? '' : said);
  /** everything this tab has ever sent: an answer that was lost is no one else's doing */
  const own = useRef(new Set<string>());
  const job = useRef<Promise<void> | null>(null);
  const timer = useRef(0);
  const off = useRef(false);

  const meet = async (id: string) => {
    const found = await call((o) => client.api.v1.applications[':id'].$get({ param: { id } }, o));
    if (!found.ok) return setShown({ state: 'unsent', failure: found.failure });
    const theirs = found.data.application as Known;
    const text = saidIn(theirs);
    if (text !== saidBy(latest()) && !own.current.has(text)) return setShown({ state: 'newer', newer: theirs });
    sent.current = text;
    change({ saved: theirs.id, version: theirs.version });
    await send();
  };
  const send = async () => {
    const mine = latest();
    const text = saidBy(mine);
    if (off.current || !keepable(mine)) return;
    if (text === sent.current && mine.saved) {
      if (mine.unsent) change({ unsent: false });
      return setShown({ state: 'saved' });
    }
    setShown({ state: 'saving' });
    own.current.add(text);
    const answer = await call((o) => client.api.v1.applications.drafts.$put({ json: submission(mine) }, o));
    if (!answer.ok) {
      const { failure } = answer;
      const other = failure.reasons[0]?.values?.draft;
      if (failure.code === 'draft_newer' && typeof other === 'string') return meet(other);
      setShown({ state: failure.kind === 'problem' ? 'unsent' : 'offline', failure });
      if (failure.retry) later(AGAIN);
      return;
    }
    sent.current = text;
    change({ saved: answer.data.application_id, version: answer.data.version });
    // Typed on meanwhile: that goes as well
    if (saidBy(latest()) !== text) return send();
    change({ unsent: false });
    setShown({ state: 'saved' });
  };
  /** One after another, never two at a time: each knows the version that the one before has made. */
  const run = (): Promise<void> => {
    clearTimeout(timer.current);
    job.current ??= send().finally(() => {
      job.current = null;
    });
    return job.current;
  };
  const later = (ms: number) => {
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => {
      // what is under way looks at what was typed meanwhile by itself
      if (!job.current) run();
      else job.current.then(() => (saidBy(latest()) === sent.current ? undefined : run()));
    }, ms);
  };

  const whole = keepable(draft);
  const choosing = shown.state === 'newer';
  useEffect(() => {
    if (choosing || !whole || (sent.current === said && (!now || draft.saved))) return;
    later(now ? 0 : PAUSE);
  }, [said, now, whole, choosing]);
  useEffect(() => {
    const back = () => latest().unsent && run();
    const leave = (event: BeforeUnloadEvent) => latest().unsent && !off.current && event.preventDefault();
    addEventListener('online', back);
    addEventListener('beforeunload', leave);
    return () => {
      removeEventListener('online', back);
      removeEventListener('beforeunload', leave);
      clearTimeout(timer.current);
      // to another page: what was typed in the last second goes now
      if (latest().unsent && !off.current) run();
    };
  }, []);

  return {
    ...shown,
    take: (whose) => {
      const theirs = shown.newer;
      if (!theirs) return;
      setShown({ state: 'saving' });
      if (whose === 'theirs') {
        change(resumed(theirs));
        sent.current = saidIn(theirs);
        setShown({ state: 'saved' });
      } else {
        sent.current = '';
        change({ saved: theirs.id, version: theirs.version, unsent: true });
        run();
      }
    },
    settle: async () => {
      clearTimeout(timer.current);
      await job.current;
    },
    meet: async (id) => {
      await job.current;
      job.current = meet(id).finally(() => {
        job.current = null;
      });
      await job.current;
    },
    stop: () => {
      off.current = true;
      clearTimeout(timer.current);
    },
  };
}

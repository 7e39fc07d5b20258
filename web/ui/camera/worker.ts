import { type Job, work } from './work.ts';

const own = self as unknown as {
  onmessage: (event: { data: { id: number; job: Job } }) => void;
  postMessage: (answer: unknown, moved: Transferable[]) => void;
};
own.onmessage = ({ data: { id, job } }) => {
  const done = work(job);
  own.postMessage({ id, done }, 'flat' in done && done.flat ? [done.flat.data.buffer as ArrayBuffer] : []);
};

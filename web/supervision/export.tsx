import { Download } from 'lucide';
import { useState } from 'preact/hooks';
import { call } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Checkbox, DateInput } from '../ui/field.tsx';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { say } from '../ui/toast.tsx';
import { href } from '../ui/url.ts';

const LONGEST_MS = 30 * 60_000;

/** Takes the log, or some days of it, out as a file that anybody can verify. */
export function ExportLog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [contents, setContents] = useState(false);
  const { run, busy, failure } = useAction((_intent) =>
    call(
      async ({ init }) => {
        const address = href('/api/v1/audit/export', { from, to, contents: contents ? '1' : '0' });
        const response = await fetch(address, init);
        return response.ok ? Object.assign(response, { json: () => keep(response) }) : response;
      },
      { timeoutMs: LONGEST_MS },
    ),
  );
  const wrongWay = from && to && from > to ? t('开始日期不能晚于结束日期') : undefined;
  return (
    <Dialog
      open={open}
      title={t('导出审计日志')}
      onClose={onClose}
      foot={
        <Button
          look="primary"
          icon={Download}
          busy={busy}
          why={wrongWay ?? null}
          onClick={async () => {
            const done = await run();
            if (!done.ok) return;
            say(t('已导出，可用核验命令检查'));
            onClose();
          }}
        >
          {t('导出')}
        </Button>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <p>
          {t(
            '文件每行一条记录和它的摘要（NDJSON）。不含内容的文件可以交给第三方：看不到任何人的情况，照样能核验是否被改动。',
          )}
        </p>
        <div class="chain-days">
          <DateInput label={t('从')} optional value={from} onInput={setFrom} pointer="/query/from" />
          <DateInput label={t('到')} optional value={to} onInput={setTo} error={wrongWay} pointer="/query/to" />
        </div>
        <p class="small muted">{t('不填日期即导出全部。按日期导出的是链上连续的一段，可能带有前后日期的记录。')}</p>
        {session.value?.role === 'inspector' && (
          <Checkbox
            label={t('含记录内容（前值、后值、理由）')}
            hint={t('含个人信息，仅限检查工作使用；导出会记入日志。')}
            checked={contents}
            onChange={setContents}
          />
        )}
        <pre class="chain-command">npm run -s audit:verify -- audit-….ndjson</pre>
      </div>
    </Dialog>
  );
}

/** Hands what comes to the reader as a file under the name the server gave it. */
async function keep(response: Response): Promise<void> {
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? 'audit.ndjson';
  const url = URL.createObjectURL(await response.blob());
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

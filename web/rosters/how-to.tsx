import { Button } from '../ui/button.tsx';
import { t } from '../ui/i18n.ts';
import { say } from '../ui/toast.tsx';

const example = (facility: string) => `curl -X PUT ${location.origin}/api/v1/facilities/${facility}/beds \\
  -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \\
  -d '{"mode":"partial","dry_run":true,"beds":[
    {"external_id":"B-301-1","room_no":"301","bed_no":"1","fee_fen":180000}]}'`;

/** What a program has to know, in five lines and one command. */
export function HowTo({ facility }: { facility: string }) {
  const command = example(facility);
  return (
    <section class="stack-tight" aria-labelledby="how-to">
      <h2 id="how-to">{t('给系统服务商')}</h2>
      <ul class="how-to">
        <li>{t('整份送（mode: full）或只送有变化的（mode: partial）；同一份名单送两次，第二次什么也不改。')}</li>
        <li>{t('要么全部生效，要么一处不改：有一行不对，全部退回，并指出每一行错在哪里。')}</li>
        <li>{t('先加 dry_run: true 试一遍，只看会改什么。')}</li>
        <li>{t('每张床、每位老人用您自己系统的编号（external_id）认，换房号也不会重复。')}</li>
      </ul>
      <pre class="command">
        <code>{command}</code>
      </pre>
      <div class="row">
        <Button
          onClick={async () => {
            await navigator.clipboard.writeText(command);
            say(t('已复制'));
          }}
        >
          {t('复制命令')}
        </Button>
        <a href="/reference">{t('全部接口说明')}</a>
      </div>
    </section>
  );
}

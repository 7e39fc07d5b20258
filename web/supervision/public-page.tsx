import { Download, Printer } from 'lucide';
import { call, client } from '../api.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { date, number, stamp } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import './supervision.css';

/** The digests at which the audit log stood each night, so that anybody can hold the bureau to them. */
export default function AnchorsPage() {
  useTitle(t('审计锚点'));
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.audit.anchors.$get({ query: {} }, o), { signal }),
    [],
  );
  const newest = data?.anchors[0];
  return (
    <PublicFrame>
      <div class="anchors stack">
        <div class="row-between">
          <h1>{t('审计锚点')}</h1>
          <Button class="screen-only" icon={Printer} onClick={() => print()}>
            {t('打印')}
          </Button>
        </div>
        <p>
          {t(
            '系统里每一次办理、每一次查看个人信息都记在审计日志里，谁也不能修改或删除，管理员也不能。日志按顺序连成一条链：每条记录的摘要都包含前一条的摘要，改动任何一条，后面的摘要就全部对不上。',
          )}
        </p>
        <p>
          {t(
            '每天零点后，链的最后一个摘要作为当日锚点公布在这里。它不含任何人的信息。任何人都可以抄下、打印或保存，日后用它检验日志有没有被改写。',
          )}
        </p>
        {failure && <Problem of={failure} onRetry={reload} focus={false} />}
        {!data && !failure && <Loading />}
        {data && !newest && (
          <Empty title={t('还没有锚点')}>
            <p>{t('第一个锚点在系统运行满一天后的零点公布。')}</p>
          </Empty>
        )}
        {data && newest && (
          <>
            <Card as="section" class="anchor-newest stack-tight" aria-label={t('最新锚点')}>
              <h2>{t('最新锚点：{day}', { day: date(newest.on) })}</h2>
              <p>{t('第 {seq} 号记录为止，{at} 生成', { seq: number(newest.seq), at: stamp(newest.made_at) })}</p>
              <code class="digest">
                {newest.seq}:{newest.digest}
              </code>
            </Card>
            <h2>{t('怎么核验')}</h2>
            <ol class="anchor-steps">
              <li>{t('向监督检查人员或管理员要一份审计日志导出文件；不含内容的文件可以公开给您。')}</li>
              <li>
                {t('在任何一台装有 Node.js 的电脑上，用本系统的源代码运行下面的命令，不需要联网，也不需要数据库：')}
                {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is reached by the keyboard */}
                <pre class="chain-command" tabIndex={0}>
                  npm run -s audit:verify -- audit.ndjson --anchor {newest.seq}:{newest.digest}
                </pre>
              </li>
              <li>{t('完整时显示条数和最后的摘要；被改过、缺了、换了位置或截断，会指出第一条有问题的记录。')}</li>
            </ol>
            <div class="row-between">
              <h2>{t('历次锚点')}</h2>
              <ButtonLink class="screen-only" icon={Download} href="/api/v1/audit/anchors" download="anchors.json">
                JSON
              </ButtonLink>
            </div>
            <ol class="anchor-list">
              {data.anchors.map((row) => (
                <li key={row.on}>
                  <span class="row-between">
                    <span>
                      <strong>{date(row.on)}</strong> {t('到第 {seq} 号', { seq: number(row.seq) })}
                    </span>
                    <a class="file-link" href={`/api/v1/audit/anchors/${row.on}`} download={`anchor-${row.on}.json`}>
                      {t('下载 {day}', { day: date(row.on) })}
                    </a>
                  </span>
                  <code class="digest">{row.digest}</code>
                </li>
              ))}
            </ol>
          </>
        )}
      </div>
    </PublicFrame>
  );
}

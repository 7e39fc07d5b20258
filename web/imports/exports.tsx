import { Download } from 'lucide';
import { type ExportKind, exportKinds } from '../../server/exports/rules.ts';
import { ButtonLink } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { key, lang, t } from '../ui/i18n.ts';

const words: Record<ExportKind, string> = {
  beds: key('房间床位与今日状态'),
  residents: key('在住老人，和一年内离开的'),
  bed_events: key('一年内的床位变动'),
  attendance: key('一年内的日托考勤'),
  visits: key('一年内的上门服务'),
};

/** Everything of the home as files; each taking out is noted, and each file says by whom. */
export function Exports({ facility }: { facility: string }) {
  // The file speaks the reader's language: a link sends no header, so the browser's own would be asked.
  const to = (what: string, format: string) =>
    `/api/v1/facilities/${facility}/exports/${what}?format=${format}&lang=${lang.value}`;
  return (
    <Card as="section" class="stack">
      <div class="row-between">
        <h2>{t('导出')}</h2>
        <ButtonLink icon={Download} href={to('all', 'xlsx')} download="all.xlsx">
          {t('全部导出（Excel）')}
        </ButtonLink>
      </div>
      <p class="muted">
        {t('证件号和电话是遮盖过的；每次导出都有记录，文件末尾写着谁在何时导出。床位和在住老人的文件可以改好再导入。')}
      </p>
      <ul class="exports">
        {exportKinds.map((what) => (
          <li key={what} class="row-between">
            <span>{t(words[what])}</span>
            <span class="row">
              {(['xlsx', 'csv'] as const).map((format) => (
                <a key={format} href={to(what, format)} download={`${what}.${format}`}>
                  {format === 'xlsx' ? 'Excel' : 'CSV'}
                  <span class="visually-hidden">{t('（{text}）', { text: t(words[what]) })}</span>
                </a>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

import type { InferResponseType } from 'hono/client';
import { Download } from 'lucide';
import { call, client } from '../api.ts';
import { ButtonLink } from '../ui/button.tsx';
import { Card, Facts, Notice } from '../ui/card.tsx';
import { Loading } from '../ui/empty.tsx';
import { moment, number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { examples, lists, type SetCode, setWords, statedWord } from './words.ts';
import './opendata.css';

type Index = InferResponseType<(typeof client.api.v1)['open-data']['$get'], 200>;
type DataSet = Index['sets'][number];

/** What anybody may take and use: where, in which form, how large, how new, under which licence. */
export default function OpenDataPage() {
  useTitle(t('开放数据'));
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1['open-data'].$get(undefined, o), { signal }),
    [],
  );
  return (
    <PublicFrame>
      <div class="opendata stack">
        <h1>{t('开放数据')}</h1>
        <p>
          {t(
            '养老机构和设施、床位、公示公告，任何人都可以下载和使用，不用登录，不用申请。这里没有任何个人信息：读取这些数据的数据库角色只能看到公开的列。',
          )}
        </p>
        {failure && <Problem of={failure} onRetry={reload} focus={false} />}
        {!data && !failure && <Loading />}
        {data && (
          <>
            <Notice>
              <p>
                {t('许可：')}
                <a href={data.licence.url} rel="license">
                  {data.licence.name}
                </a>
                {t('。使用时请注明来源“{area}民政局”和取得日期。', { area: data.area.name })}
              </p>
              <p>
                {t(
                  '编号长期不变。没有填报的项目为空，不会填入默认值。每份数据一分钟更新一次，带 ETag：再次下载时送回 If-None-Match，没有变化就只回 304。',
                )}
              </p>
            </Notice>
            {data.sets.map((set) => (
              <DataSetCard key={set.code} of={set} />
            ))}
            <p>
              {t('字段、参数和出错格式见')} <a href="/reference">{t('开放接口')}</a>
            </p>
          </>
        )}
      </div>
    </PublicFrame>
  );
}

function DataSetCard({ of }: { of: DataSet }) {
  const code = of.code as SetCode;
  const { name, says } = setWords(code);
  return (
    <Card as="section" class="stack-tight" aria-label={name}>
      <div class="row-between">
        <h2>{name}</h2>
        <ButtonLink
          icon={Download}
          href={of.href}
          {...(code === 'hsds' ? { target: '_blank' } : { download: of.href.split('/').at(-1) as string })}
        >
          {code === 'hsds' ? t('查看 {name}', { name }) : t('下载 {name}', { name })}
        </ButtonLink>
      </div>
      <p>{says}</p>
      <Facts
        of={[
          [t('地址'), <code key="href">{of.href}</code>],
          [t('格式'), <code key="type">{of.type}</code>],
          [t('条数'), number(of.rows)],
          [t('大小'), of.bytes === null ? t('分页') : t('{n} KB', { n: number(of.bytes / 1024, 1) })],
          [t('最近更新'), of.updated ? moment(of.updated) : t('还没有')],
        ]}
      />
      {code === 'hsds' && (
        <ul class="opendata-lists">
          {lists.map((list) => (
            <li key={list}>
              <a class="file-link" href={`${of.href}/${list}?per_page=20`} target="_blank" rel="noreferrer">
                <code>/{list}</code>
              </a>{' '}
              {statedWord(list)}
            </li>
          ))}
        </ul>
      )}
      <details>
        <summary>{t('示例：{name}', { name })}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is reached by the keyboard */}
        <pre class="opendata-example" tabIndex={0}>
          {examples[code]}
        </pre>
      </details>
    </Card>
  );
}

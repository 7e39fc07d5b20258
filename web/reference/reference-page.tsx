import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { messages } from '../../server/kernel/messages.ts';
import { call, type Result } from '../api.ts';
import { Badge } from '../ui/badge.tsx';
import { ButtonLink } from '../ui/button.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { Field } from '../ui/field.tsx';
import { lang, t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { Table } from '../ui/table.tsx';
import { useQuery } from '../ui/url.ts';
import { matches, type OpenApi, type Operation, operationsOf } from './document.ts';
import { Limits, Shape, TypeName } from './schema.tsx';
import '../ui/chip.css';
import './reference.css';

const load = (signal: AbortSignal): Promise<Result<OpenApi>> =>
  call(({ init }) => fetch('/openapi.json', init), { signal }) as Promise<Result<OpenApi>>;

/** The open interface, read from the running system's own document; nothing is fetched from elsewhere. */
export default function ReferencePage() {
  useTitle(t('开放接口'));
  const { data, failure, reload } = useLoad(load, []);
  return (
    <PublicFrame>
      {failure && !data && <Problem of={failure} onRetry={reload} />}
      {!data && !failure && <Loading />}
      {data && <Document of={data} />}
    </PublicFrame>
  );
}

function Document({ of }: { of: OpenApi }) {
  const { query, set } = useQuery();
  const text = (query.q ?? '').trim();
  const operations = useMemo(() => operationsOf(of), [of]);
  const shown = text ? operations.filter((operation) => matches(operation, text)) : operations;
  const tags = [...new Set(shown.map((operation) => operation.tag))];
  const codes = Object.entries(messages).filter(
    ([code, words]) => !text || `${code} ${words.join(' ')}`.toLowerCase().includes(text.toLowerCase()),
  );
  const schemas = Object.entries(of.components?.schemas ?? {}).filter(
    ([name]) => !text || name.toLowerCase().includes(text.toLowerCase()),
  );

  return (
    <div class="reference">
      <header class="reference-head">
        <h1>{t('开放接口')}</h1>
        <p>
          {t(
            '公开数据不用登录，直接调用即可，不含任何个人信息。出错一律回 application/problem+json，中英文说明都在里面。',
          )}
        </p>
        <div class="reference-find">
          <Field label={t('查找接口、权限、字段或错误码')}>
            {(bind) => (
              <input
                {...bind}
                class="input"
                type="search"
                value={query.q ?? ''}
                onInput={(event) => set({ q: event.currentTarget.value || null }, { replace: true })}
              />
            )}
          </Field>
          <ButtonLink href="/openapi.json" target="_blank" rel="noopener">
            OpenAPI {of.openapi}
          </ButtonLink>
        </div>
        <p class="small muted" role="status">
          {t('{n} 个接口', { n: shown.length })} · {t('{n} 个错误码', { n: codes.length })}
        </p>
        <nav aria-label={t('分组')} class="reference-tags">
          {tags.map((tag) => (
            <a key={tag} class="chip" href={`#tag-${tag}`}>
              {tag}
            </a>
          ))}
          {schemas.length > 0 && (
            <a class="chip" href="#schemas">
              {t('数据结构')}
            </a>
          )}
          {codes.length > 0 && (
            <a class="chip" href="#codes">
              {t('错误码')}
            </a>
          )}
        </nav>
      </header>
      {shown.length + codes.length + schemas.length === 0 && <Empty title={t('没有找到')} />}
      {tags.map((tag) => (
        <section key={tag} class="reference-part" aria-labelledby={`tag-${tag}`}>
          <h2 id={`tag-${tag}`}>{tag}</h2>
          {shown
            .filter((operation) => operation.tag === tag)
            .map((operation) => (
              <OperationEntry key={operation.id} of={operation} />
            ))}
        </section>
      ))}
      {schemas.length > 0 && (
        <section class="reference-part" aria-labelledby="schemas">
          <h2 id="schemas">{t('数据结构')}</h2>
          {schemas.map(([name, schema]) => (
            <Entry key={name} id={`schema-${name}`} head={<code>{name}</code>}>
              {schema.description && <p class="muted">{schema.description}</p>}
              <Shape of={schema} />
            </Entry>
          ))}
        </section>
      )}
      {codes.length > 0 && (
        <section class="reference-part" aria-labelledby="codes">
          <h2 id="codes">{t('错误码')}</h2>
          <Table
            caption={t('全部错误码')}
            hideCaption
            rows={codes}
            rowKey={([code]) => code}
            columns={[
              { key: 'code', head: t('代码'), cell: ([code]) => <code>{code}</code> },
              { key: 'words', head: t('意思'), cell: ([, [zh, en]]) => (lang.value === 'en' ? en : zh) },
            ]}
          />
        </section>
      )}
    </div>
  );
}

/** A folded entry that opens by its address too, so that a link to one operation can be passed on. */
function Entry({ id, head, children }: { id: string; head: ComponentChildren; children: ComponentChildren }) {
  const [open, setOpen] = useState(location.hash === `#${id}`);
  useEffect(() => {
    const look = () => location.hash === `#${id}` && setOpen(true);
    addEventListener('hashchange', look);
    return () => removeEventListener('hashchange', look);
  }, [id]);
  return (
    <details id={id} class="entry" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{head}</summary>
      {open && <div class="entry-body">{children}</div>}
    </details>
  );
}

function OperationEntry({ of }: { of: Operation }) {
  const body = Object.entries(of.requestBody?.content ?? {});
  return (
    <Entry
      id={of.id}
      head={
        <>
          <Badge tone={of.method === 'get' ? 'accent' : 'amber'}>{of.method.toUpperCase()}</Badge>{' '}
          <code class="entry-path">{of.path}</code> <span class="entry-say">{of.summary}</span>
        </>
      }
    >
      {of.description && <p>{of.description}</p>}
      <p>
        {t('权限')}
        {t('：')}
        <code>{of['x-permission'] ?? '–'}</code> · {of.security?.length ? t('须登录') : t('不用登录')}
      </p>
      {!!of.parameters?.length && (
        <Table
          caption={t('参数')}
          rows={of.parameters}
          rowKey={(parameter) => `${parameter.in}.${parameter.name}`}
          columns={[
            {
              key: 'name',
              head: t('名称'),
              cell: (parameter) => (
                <>
                  <code>{parameter.name}</code>
                  {parameter.required && <span class="small muted"> {t('必填')}</span>}
                </>
              ),
            },
            { key: 'in', head: t('位置'), cell: (parameter) => <code>{parameter.in}</code> },
            {
              key: 'type',
              head: t('数据类型'),
              cell: (parameter) => (
                <>
                  <TypeName of={parameter.schema} /> <Limits of={parameter.schema} />
                </>
              ),
            },
          ]}
        />
      )}
      {body.map(([type, { schema, example }]) => (
        <div key={type} class="stack-tight">
          <h3>
            {t('请求内容')} <code class="small muted">{type}</code>
          </h3>
          {schema && <Shape of={schema} />}
          <Example of={example} />
        </div>
      ))}
      <div class="stack-tight">
        <h3>{t('回复')}</h3>
        <ul class="stack-tight">
          {Object.entries(of.responses ?? {}).map(([status, { description, content }]) => {
            const [type, answer] = Object.entries(content ?? {})[0] ?? [];
            return (
              <li key={status}>
                <Badge tone={status < '400' ? 'accent' : 'plain'}>{status}</Badge> {description}{' '}
                {status < '400'
                  ? answer?.schema && <Shape of={answer.schema} />
                  : type && <TypeName of={answer?.schema} />}
                <Example of={answer?.example} />
              </li>
            );
          })}
        </ul>
      </div>
    </Entry>
  );
}

/** A worked example, as it goes over the wire. */
function Example({ of }: { of: unknown }) {
  if (of === undefined) return null;
  return (
    <figure class="stack-tight">
      <figcaption class="small muted">{t('示例')}</figcaption>
      <pre class="example">
        <code>{JSON.stringify(of, null, 2)}</code>
      </pre>
    </figure>
  );
}

import { Download } from 'lucide';
import { useEffect, useState } from 'preact/hooks';
import { call, client, type Result } from '../api.ts';
import { ButtonLink } from './button.tsx';
import { Loading } from './empty.tsx';
import { t } from './i18n.ts';
import { useLoad } from './load.ts';
import { type Listed, paperName } from './papers.ts';
import { Problem } from './problem.tsx';

/** The image as bytes; a refusal is read like any other. */
const fetchScan = (id: string, signal: AbortSignal) =>
  call(
    async (o) => {
      const answer = await client.api.v1.documents[':id'].file.$get({ param: { id }, query: { as: 'inline' } }, o);
      const { ok, status, headers } = answer;
      return { ok, status, headers, json: () => (ok ? answer.blob() : answer.json()) as Promise<unknown> };
    },
    { signal, timeoutMs: 60_000 },
  ) as Promise<Result<Blob>>;

/** The picture of a paper, or a PDF to open: opening it is written down and shown to the person. */
export function Scan({ of }: { of: Listed }) {
  const pdf = of.content_type === 'application/pdf';
  if (pdf)
    return (
      <div class="stack-tight">
        <p>{t('这份影像是 PDF 文件，请下载后打开。')}</p>
        <div>
          <ButtonLink
            icon={Download}
            href={`/api/v1/documents/${of.id}/file?as=attachment`}
            download={`${of.type}-${of.issued_on}.pdf`}
          >
            {t('下载 PDF')}
          </ButtonLink>
        </div>
      </div>
    );
  return <Picture of={of} />;
}

function Picture({ of }: { of: Listed }) {
  const { data, failure, reload } = useLoad((signal) => fetchScan(of.id, signal), [of.id]);
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    if (!data) return;
    const made = URL.createObjectURL(data);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [data]);
  if (failure) return <Problem of={failure} onRetry={reload} focus={false} />;
  if (!address) return <Loading cards={1} />;
  return <img class="scan" src={address} alt={t('{paper}的影像', { paper: paperName(of) })} />;
}

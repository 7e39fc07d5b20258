import { useMemo, useState } from 'preact/hooks';
import { Loading } from '../ui/empty.tsx';
import { TextInput } from '../ui/field.tsx';
import { t } from '../ui/i18n.ts';
import { useTitle } from '../ui/page.tsx';
import { usePlaces } from '../ui/places.ts';
import { Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { useFinder } from '../ui/use-finder.ts';
import './posters.css';

/** Which community the poster is for: found by name, pinyin or initials, or street by street. */
export default function PostersPage() {
  useTitle(t('社区海报'));
  const { divisions, ready, failure, reload } = usePlaces();
  const [text, setText] = useState('');
  const streets = divisions.filter((d) => d.level === 'street' && d.district_run);
  const { find, failed } = useFinder(divisions, true);
  const found = useMemo(() => (text.trim() && find ? find(text, 'community') : []), [text, find]);
  return (
    <PublicFrame>
      <div class="stack posters">
        <h1>{t('社区海报')}</h1>
        <p>{t('选一个社区，打印一张 A4 海报贴在楼道或社区前台。居民扫码，直接看到自家附近的养老床位。')}</p>
        <TextInput
          optional
          label={t('社区名称')}
          hint={t('汉字、拼音或首字母')}
          value={text}
          onInput={setText}
          autoComplete="off"
        />
        {failure && <Problem of={failure} onRetry={reload} focus={false} />}
        {!ready && !failure && <Loading />}
        <div aria-live="polite">
          {text.trim() &&
            (found.length ? (
              <ul class="poster-list">
                {found.map((one) => (
                  <li key={one.id}>
                    <a class="nav-link" href={`/posters/${one.id}`}>
                      {one.label}
                      <span class="small muted"> {one.hint}</span>
                    </a>
                  </li>
                ))}
              </ul>
            ) : (
              <p>
                {failed && t('地名没有读到，请在下面按街道选。')}
                {find && t('没有找到这个社区。')}
              </p>
            ))}
        </div>
        {(!text.trim() || failed) &&
          streets.map((street) => (
            <details key={street.code} class="poster-street">
              <summary>{street.name}</summary>
              <ul class="poster-list">
                {divisions
                  .filter((d) => d.level === 'community' && d.parent_code === street.code)
                  .map((d) => (
                    <li key={d.code}>
                      <a class="nav-link" href={`/posters/${d.code}`}>
                        {d.name}
                      </a>
                    </li>
                  ))}
              </ul>
            </details>
          ))}
      </div>
    </PublicFrame>
  );
}

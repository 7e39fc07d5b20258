import { useState } from 'preact/hooks';
import { Loading } from '../ui/empty.tsx';
import { TextInput } from '../ui/field.tsx';
import { t } from '../ui/i18n.ts';
import { useTitle } from '../ui/page.tsx';
import { divisionOf, searchDivisions, usePlaces } from '../ui/places.ts';
import { Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import './posters.css';

const FOUND = 12;

/** Which community the poster is for: found by name, pinyin or initials, or street by street. */
export default function PostersPage() {
  useTitle(t('社区海报'));
  const { divisions, ready, failure, reload } = usePlaces();
  const [text, setText] = useState('');
  const streets = divisions.filter((d) => d.level === 'street' && d.district_run);
  const found = searchDivisions(divisions, text, FOUND).filter((d) => d.level === 'community');
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
                {found.map((d) => (
                  <li key={d.code}>
                    <a class="nav-link" href={`/posters/${d.code}`}>
                      {d.name}
                      <span class="small muted"> {divisionOf(divisions, d.parent_code ?? '')?.name}</span>
                    </a>
                  </li>
                ))}
              </ul>
            ) : (
              <p>{t('没有找到这个社区。')}</p>
            ))}
        </div>
        {!text.trim() &&
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

import { signal } from '@preact/signals';
import { Check, Plus } from 'lucide';
import { useEffect } from 'preact/hooks';
import { Button, ButtonLink } from './button.tsx';
import { t } from './i18n.ts';
import { say } from './toast.tsx';
import { href, type Query, useQuery } from './url.ts';
import './compare.css';

/** As many as stand beside each other on one sheet of paper. */
export const MOST_COMPARED = 4;
const KEY = 'yiwei.compare';
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The facilities an address names, each once, in its order; what is no id is left out. */
export const idsIn = (text: string | undefined): string[] => [
  ...new Set(
    (text ?? '')
      .toLowerCase()
      .split(',')
      .filter((id) => ID.test(id)),
  ),
];

/** What stands among them and is no id, as it was written: for the page that has to say so. */
export const strayIn = (text: string | undefined): string[] =>
  (text ?? '').split(',').filter((part) => part !== '' && !ID.test(part.toLowerCase()));

function kept(): string[] {
  try {
    return idsIn(sessionStorage.getItem(KEY) ?? '').slice(0, MOST_COMPARED);
  } catch {
    return []; // storage refused: the choice lives in the address and as long as the page
  }
}

/** Chosen on this tab; undefined until somebody asks. */
const chosen = signal<string[] | undefined>(undefined);

function keep(ids: string[]) {
  chosen.value = ids;
  try {
    sessionStorage.setItem(KEY, ids.join(','));
  } catch {
    // private mode
  }
}

/** What is chosen to be compared: kept for the tab and, once changed, in the address, so that a link passed on has it. */
export function useCompared() {
  const { query, set } = useQuery();
  chosen.value ??= kept();
  // An address that names some is newer than what the tab remembers
  useEffect(() => {
    const named = idsIn(query.ids).slice(0, MOST_COMPARED);
    if (named.length && named.join() !== chosen.peek()?.join()) keep(named);
  }, [query.ids]);
  const put = (ids: string[]) => {
    keep(ids);
    set({ ids: ids.join(',') || null }, { replace: true });
  };
  const ids = chosen.value;
  return {
    ids,
    toggle(id: string) {
      if (ids.includes(id)) put(ids.filter((other) => other !== id));
      else if (ids.length < MOST_COMPARED) put([...ids, id]);
      else say(t('最多比较 {n} 家，请先去掉一家。', { n: MOST_COMPARED }), { error: true });
    },
    clear: () => put([]),
  };
}

/** 加入比较: on or off, said in words and by a tick. */
export function CompareToggle({ id, name }: { id: string; name: string }) {
  const { ids, toggle } = useCompared();
  const on = ids.includes(id);
  return (
    <Button
      class="compare-toggle screen-only"
      look={on ? 'secondary' : 'quiet'}
      icon={on ? Check : Plus}
      aria-pressed={on}
      onClick={() => toggle(id)}
    >
      {on ? t('已加入比较') : t('加入比较')}
      <span class="visually-hidden"> {name}</span>
    </Button>
  );
}

/** How many are chosen and the way to them; nothing while none is. `carry` is who is asking and from where. */
export function CompareBar({ carry }: { carry: Query }) {
  const { ids, clear } = useCompared();
  const to = href('/compare', { ...carry, ids: ids.join(',') });
  return (
    <div class="compare-bar screen-only" hidden={ids.length === 0}>
      <p role="status">
        {ids.length === 1 && t('已选 1 家，再选一家就能比较')}
        {ids.length > 1 && t('已选 {n} 家', { n: ids.length })}
      </p>
      <span class="row">
        {ids.length > 1 && (
          <ButtonLink look="primary" href={to}>
            {t('比较')}
          </ButtonLink>
        )}
        <Button look="quiet" onClick={clear}>
          {t('清空')}
        </Button>
      </span>
    </div>
  );
}

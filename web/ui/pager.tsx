import { ChevronLeft, ChevronRight } from 'lucide';
import { Button } from './button.tsx';
import { t } from './i18n.ts';

/**
 * Keyset paging: one step on or back, never "page 7", because rows move while people read. Null means there is none.
 * The words say what is being shown (「第 21–40 条」) when the caller knows it.
 */
export function Pager({
  shown,
  onPrev,
  onNext,
}: {
  shown?: string;
  onPrev: (() => void) | null;
  onNext: (() => void) | null;
}) {
  if (!onPrev && !onNext && !shown) return null;
  return (
    <nav class="row-between" aria-label={t('翻页')}>
      <Button icon={ChevronLeft} why={onPrev ? null : t('已是第一页')} onClick={() => onPrev?.()}>
        {t('上一页')}
      </Button>
      {shown && <span class="muted small">{shown}</span>}
      <Button icon={ChevronRight} why={onNext ? null : t('没有更多了')} onClick={() => onNext?.()}>
        {t('下一页')}
      </Button>
    </nav>
  );
}

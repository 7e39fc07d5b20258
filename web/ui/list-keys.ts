import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

/**
 * j and k start in the list from anywhere on the page that does not take text; inside it the table's own keys go on.
 * The slash goes to the search line, where the page has one (`data-search`).
 */
export function useListKeys(box: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      const on = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey || on.closest('input, select, textarea, dialog, tbody'))
        return;
      if (event.key === 'j' || event.key === 'k') {
        event.preventDefault();
        box.current?.querySelector<HTMLElement>('.tbl-open')?.focus();
      } else if (event.key === '/') {
        event.preventDefault();
        document.querySelector<HTMLElement>('[data-search] input')?.focus();
      }
    };
    document.addEventListener('keydown', hear);
    return () => document.removeEventListener('keydown', hear);
  }, []);
}

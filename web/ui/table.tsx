import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide';
import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Checkbox } from './field.tsx';
import { t } from './i18n.ts';
import { Icon } from './icon.tsx';
import './table.css';

export type Column<Row> = {
  key: string;
  head: string;
  cell: (row: Row) => ComponentChildren;
  /** Numbers and money stand at the end of the cell. */
  end?: boolean;
  nowrap?: boolean;
  /** Sentences: on a phone the column keeps the width to read them, and the table scrolls. */
  wide?: boolean;
  sortable?: boolean;
};
export type Sort = { key: string; down: boolean };

/**
 * Dense table: sticky head, sorting by the server's or the caller's hand, rows ticked for bulk actions, one row open.
 * Keys inside the body: ↓ ↑ (or j k), Home, End move between rows; Enter opens; x ticks. The first column names the row.
 */
export function Table<Row>({
  caption,
  hideCaption,
  columns,
  rows,
  rowKey,
  sort,
  onSort,
  ticked,
  onTick,
  current,
  onOpen,
  empty,
  maxHeight,
}: {
  caption: string;
  hideCaption?: boolean;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  ticked?: ReadonlySet<string>;
  onTick?: (ticked: Set<string>) => void;
  current?: string | null;
  onOpen?: (row: Row) => void;
  empty?: ComponentChildren;
  /** Any CSS length; the body scrolls under the head. */
  maxHeight?: string;
}) {
  const body = useRef<HTMLTableSectionElement>(null);
  const wrap = useRef<HTMLElement>(null);
  const scrolls = useScrolls(wrap);
  const tickable = ticked && onTick;
  const tick = (id: string, on: boolean) => {
    if (!tickable) return;
    const next = new Set(ticked);
    if (on) next.add(id);
    else next.delete(id);
    onTick(next);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const all = [...(body.current?.rows ?? [])];
    const here = all.findIndex((row) => row.contains(event.target as Node));
    if (here < 0 || event.target instanceof HTMLSelectElement) return;
    if (event.target instanceof HTMLInputElement && event.target.type !== 'checkbox') return;
    const step = { ArrowDown: here + 1, j: here + 1, ArrowUp: here - 1, k: here - 1, Home: 0, End: all.length - 1 }[
      event.key
    ];
    if (step !== undefined) {
      event.preventDefault();
      const row = all[Math.min(all.length - 1, Math.max(0, step))];
      const ticking = event.target instanceof HTMLInputElement;
      const first = ticking ? 'input[type=checkbox]' : '.tbl-open, a';
      (row?.querySelector<HTMLElement>(first) ?? row?.querySelector<HTMLElement>('button, input'))?.focus();
    } else if (event.key === 'x' && tickable) {
      const row = rows[here];
      if (row) tick(rowKey(row), !ticked.has(rowKey(row)));
    }
  };

  const allTicked = !!tickable && rows.length > 0 && rows.every((row) => ticked.has(rowKey(row)));
  return (
    // What scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section
      ref={wrap}
      class="tbl-wrap"
      tabIndex={maxHeight || (scrolls && !onOpen) ? 0 : undefined}
      aria-label={caption}
      style={{ '--tbl-max': maxHeight }}
    >
      <table class="tbl">
        <caption class={hideCaption ? 'visually-hidden' : undefined}>{caption}</caption>
        <thead>
          <tr>
            {tickable && (
              <th class="tbl-tick" scope="col">
                <Checkbox
                  hideLabel
                  label={t('全选')}
                  checked={allTicked}
                  mixed={rows.some((row) => ticked.has(rowKey(row)))}
                  onChange={(on) => onTick(new Set(on ? rows.map(rowKey) : []))}
                />
              </th>
            )}
            {columns.map((column) => (
              <Head key={column.key} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        {/* The keys only move the focus between controls that work without them */}
        <tbody ref={body} onKeyDown={onKeyDown}>
          {rows.length === 0 && (
            <tr>
              <td class="tbl-none" colSpan={columns.length + (tickable ? 1 : 0)}>
                {empty ?? t('没有记录')}
              </td>
            </tr>
          )}
          {rows.map((row) => {
            const id = rowKey(row);
            return (
              <tr
                key={id}
                class={onOpen ? 'tbl-opens' : undefined}
                aria-current={current === id ? 'true' : undefined}
                onClick={(event) => {
                  if (!(event.target as Element).closest('a, button, input, label, select')) onOpen?.(row);
                }}
              >
                {tickable && (
                  <td class="tbl-tick">
                    <Checkbox
                      hideLabel
                      label={t('选中这一行')}
                      checked={ticked.has(id)}
                      onChange={(on) => tick(id, on)}
                    />
                  </td>
                )}
                {columns.map((column, index) => {
                  const name = `${column.end ? 'tbl-end ' : ''}${column.nowrap ? 'tbl-nowrap ' : ''}${column.wide ? 'tbl-wide' : ''}`;
                  if (index > 0) {
                    return (
                      <td key={column.key} class={name}>
                        {column.cell(row)}
                      </td>
                    );
                  }
                  return (
                    <th key={column.key} class={name} scope="row">
                      {onOpen ? (
                        <button type="button" class="tbl-open" onClick={() => onOpen(row)}>
                          {column.cell(row)}
                        </button>
                      ) : (
                        column.cell(row)
                      )}
                    </th>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function Head<Row>({ column, sort, onSort }: { column: Column<Row>; sort?: Sort; onSort?: (sort: Sort) => void }) {
  const mine = sort?.key === column.key ? sort : undefined;
  const order = mine ? (mine.down ? 'descending' : 'ascending') : undefined;
  return (
    <th scope="col" class={column.end ? 'tbl-end' : undefined} aria-sort={order}>
      {column.sortable && onSort ? (
        <button
          type="button"
          class="tbl-sort"
          onClick={() => onSort({ key: column.key, down: mine ? !mine.down : false })}
        >
          {column.head}
          <Icon of={mine ? (mine.down ? ArrowDown : ArrowUp) : ChevronsUpDown} />
        </button>
      ) : (
        column.head
      )}
    </th>
  );
}

/** Is the table wider than its room? Then it scrolls, and without rows to open nothing in it would take the focus. */
function useScrolls(wrap: RefObject<HTMLElement | null>): boolean {
  const [scrolls, setScrolls] = useState(false);
  useEffect(() => {
    const box = wrap.current;
    if (!box) return;
    const look = () => setScrolls(box.scrollWidth > box.clientWidth);
    const watch = new ResizeObserver(look);
    watch.observe(box);
    if (box.firstElementChild) watch.observe(box.firstElementChild);
    return () => watch.disconnect();
  }, [wrap]);
  return scrolls;
}

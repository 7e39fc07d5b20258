import { ChevronLeft, UserRound } from 'lucide';
import { type ComponentChildren, Fragment } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { Badge } from './badge.tsx';
import { Bell } from './bell.tsx';
import { Button } from './button.tsx';
import { t } from './i18n.ts';
import { Icon } from './icon.tsx';
import { OutboxTray } from './outbox.tsx';
import { session } from './session.ts';
import { SettingsMenu } from './settings-menu.tsx';
import { groups, type Task, tasks } from './tasks.ts';
import { Wordmark } from './wordmark.tsx';
import { word } from './words.ts';
import './button.css';
import './staff.css';

/**
 * One frame for all staff pages: rail by task · work list · case beside it. On a narrow window the case takes the list's
 * place and `onBack` leads back. `counts` puts what waits on the rail, by task address.
 */
export function StaffFrame({
  title,
  tools,
  list,
  case: opened,
  onBack,
  counts,
}: {
  title: string;
  /** Search, filters and bulk actions, right of the title. */
  tools?: ComponentChildren;
  list: ComponentChildren;
  /** The open case; null shows the list alone, undefined means this page never opens one. */
  case?: ComponentChildren | null;
  onBack?: () => void;
  counts?: Record<string, number>;
}) {
  const { path, url } = useLocation();
  const who = session.value;
  const rail = (who && tasks[who.role]) ?? [];
  const parts = partsOf(rail);
  const nav = useRef<HTMLElement>(null);
  // The rail scrolls, on a phone as one line: where one is should be in sight.
  useEffect(() => {
    const column = nav.current?.parentElement;
    const line = nav.current?.getBoundingClientRect();
    const mark = nav.current?.querySelector('[aria-current="page"]')?.getBoundingClientRect();
    if (!column || !line || !mark) return;
    nav.current?.scrollBy(mark.left + mark.width / 2 - line.left - line.width / 2, 0);
    const { top, bottom } = column.getBoundingClientRect();
    if (mark.bottom > bottom || mark.top < top) column.scrollBy(0, mark.top - (top + bottom) / 2);
  }, [path, who]);
  // A task that is one view of a page has its mark in that view, else the page's own task has it
  const view = rail.find((task) => task.href.includes('?') && task.href === url);
  const on = (task: Task) =>
    view ? task === view : path.startsWith(task.href) || (!!task.also && path.startsWith(task.also));
  return (
    <div class="staff" data-density="staff">
      <a class="skip-link" href="#main">
        {t('跳到正文')}
      </a>
      <header class="rail">
        <Wordmark small to={rail[0]?.href ?? '/'} />
        <nav aria-label={t('任务')} ref={nav}>
          {parts.map(({ name, of }) => (
            <Fragment key={name}>
              {name && (
                <p class="rail-part" id={`rail-${name}`}>
                  {t(groups[name])}
                </p>
              )}
              <ul aria-labelledby={name && `rail-${name}`}>
                {of.map((task) => (
                  <li key={task.href}>
                    <a class="rail-task" href={task.href} aria-current={on(task) ? 'page' : undefined}>
                      <Icon of={task.icon} />
                      {t(task.label)}
                      {!!counts?.[task.href] && <Badge tone="accent">{counts[task.href]}</Badge>}
                    </a>
                  </li>
                ))}
              </ul>
            </Fragment>
          ))}
        </nav>
        <div class="rail-foot">
          <Bell rail />
          {who && (
            <a class="rail-task rail-who" href="/account">
              <Icon of={UserRound} />
              <span class="rail-name">
                {who.name}
                <br />
                <span class="muted small">{who.facility?.name ?? word('role', who.role)}</span>
              </span>
            </a>
          )}
          <SettingsMenu />
        </div>
      </header>
      <main class={`staff-main${opened ? ' has-case' : ''}`} id="main" tabIndex={-1}>
        <div class="staff-head">
          <h1 tabIndex={-1}>{title}</h1>
          {who && <OutboxTray />}
          {tools && <div class="row staff-tools">{tools}</div>}
        </div>
        <div class={`staff-body${opened ? ' staff-split' : ''}`}>
          <div class="staff-list">{list}</div>
          {opened && (
            <section class="staff-case" aria-label={t('当前事项')}>
              {onBack && (
                <Button class="case-back" look="quiet" icon={ChevronLeft} onClick={onBack}>
                  {t('返回清单')}
                </Button>
              )}
              {opened}
            </section>
          )}
        </div>
      </main>
    </div>
  );
}

/** A long rail in its parts; a short one, or one whose tasks have none, as it is. */
function partsOf(rail: readonly Task[]): { name: keyof typeof groups | undefined; of: readonly Task[] }[] {
  if (rail.length <= SHORT || rail.some((task) => !task.group)) return [{ name: undefined, of: rail }];
  const names = Object.keys(groups) as (keyof typeof groups)[];
  return names.flatMap((name) => {
    const of = rail.filter((task) => task.group === name);
    return of.length > 0 ? [{ name, of }] : [];
  });
}
const SHORT = 12;

/** The open case: what is known about it above, the next action always at the foot. */
export function CaseView({ children, next }: { children: ComponentChildren; next?: ComponentChildren }) {
  return (
    <>
      <div class="case-body stack">{children}</div>
      {next}
    </>
  );
}

/**
 * The next action: says what will happen, then the one button that does it. `why` tells what still stands in the way.
 * Other ways out of the case come as children, before it.
 */
export function NextAction({
  says,
  verb,
  onAct,
  busy,
  why,
  children,
}: {
  says: string;
  verb: string;
  onAct: () => void;
  busy?: boolean;
  why?: string | null;
  children?: ComponentChildren;
}) {
  return (
    <div class="next">
      <p class="next-say">{why ?? says}</p>
      {children}
      <Button look="primary" busy={busy} why={why} onClick={onAct}>
        {verb}
      </Button>
    </div>
  );
}

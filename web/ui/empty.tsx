import { type IconNode, SearchX } from 'lucide';
import type { ComponentChildren } from 'preact';
import { t } from './i18n.ts';
import { Icon } from './icon.tsx';
import './card.css';
import './empty.css';

/** Nothing to show, said kindly, with what to do instead. */
export function Empty({
  icon = SearchX,
  title,
  as: Heading = 'h2',
  children,
}: {
  icon?: IconNode;
  title: string;
  /** h1 when this is all the page has to say. */
  as?: 'h1' | 'h2';
  children?: ComponentChildren;
}) {
  return (
    <div class="empty">
      <Icon of={icon} />
      <Heading>{title}</Heading>
      {children}
    </div>
  );
}

/** The shape of what is coming, in the place where it will be, so that nothing jumps. Readers hear one sentence. */
export function Loading({ cards = 3 }: { cards?: number }) {
  return (
    <div class="stack" role="status">
      <span class="visually-hidden">{t('正在加载')}</span>
      {Array.from({ length: cards }, (_, index) => (
        // The bones are all alike
        <div key={index} class="card bones" aria-hidden="true">
          <span class="bone" style={{ width: '58%' }} />
          <span class="bone" style={{ width: '84%' }} />
          <span class="bone" style={{ width: '36%' }} />
        </div>
      ))}
    </div>
  );
}

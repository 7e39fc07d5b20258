import { CircleAlert, type IconNode, Info, TriangleAlert } from 'lucide';
import type { ComponentChildren, HTMLAttributes, Ref } from 'preact';
import { Icon } from './icon.tsx';
import './card.css';

/** One thing in a list. `active` is the chosen one; `lifts` answers to hover and focus inside. */
export function Card({
  as: Tag = 'article',
  active,
  lifts,
  children,
  class: name = '',
  cardRef,
  ...rest
}: {
  as?: 'article' | 'section' | 'li' | 'div';
  active?: boolean;
  lifts?: boolean;
  children: ComponentChildren;
  class?: string;
  cardRef?: Ref<HTMLElement>;
} & Omit<HTMLAttributes<HTMLElement>, 'ref' | 'class' | 'className' | 'role'>) {
  const Any = Tag as 'div';
  return (
    <Any
      {...rest}
      ref={cardRef as Ref<HTMLDivElement>}
      class={`card${active ? ' card-active' : ''}${lifts ? ' card-lifts' : ''} ${name}`}
    >
      {children}
    </Any>
  );
}

/** Name and value pairs. A null value is left to the caller: show unfiled(), never nothing. */
export function Facts({ of }: { of: [name: string, value: ComponentChildren][] }) {
  return (
    <dl class="facts">
      {of.map(([name, value]) => [<dt key={`${name}-t`}>{name}</dt>, <dd key={`${name}-d`}>{value}</dd>])}
    </dl>
  );
}

type Tone = 'plain' | 'accent' | 'amber' | 'red';
const icons: Record<Tone, IconNode> = { plain: Info, accent: Info, amber: TriangleAlert, red: CircleAlert };

/** A boxed remark in the flow of the page. `red` is for errors and overdue only. */
export function Notice({
  tone = 'plain',
  icon,
  children,
}: {
  tone?: Tone;
  icon?: IconNode;
  children: ComponentChildren;
}) {
  return (
    <div class={`notice notice-${tone}`}>
      <Icon of={icon ?? icons[tone]} />
      <div class="notice-body">{children}</div>
    </div>
  );
}

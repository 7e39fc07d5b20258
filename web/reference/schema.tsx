import { t } from '../ui/i18n.ts';
import { limitsOf, refName, type Schema, typeOf } from './document.ts';

/** Deeper than this a shape is named, not drawn: it has its own entry below. */
const DEPTH = 4;

/** A shape as a nested list: name, type, limits, description. Named shapes link to their own entry. */
export function Shape({ of, depth = 0 }: { of: Schema; depth?: number }) {
  const either = of.oneOf ?? of.anyOf;
  if (of.$ref) return <TypeName of={of} />;
  if (of.type === 'array' && of.items && !of.items.$ref && depth < DEPTH && of.items.properties) {
    return <Shape of={of.items} depth={depth} />;
  }
  if (either && depth < DEPTH && either.some((one) => one.properties)) {
    return (
      <ul class="shape">
        {either.map((one, index) => (
          <li key={index}>
            <span class="muted">{index === 0 ? '' : t('或')}</span> <Shape of={one} depth={depth + 1} />
          </li>
        ))}
      </ul>
    );
  }
  if (!of.properties) {
    return (
      <span>
        <TypeName of={of} /> <Limits of={of} />
      </span>
    );
  }
  return (
    <ul class="shape">
      {Object.entries(of.properties).map(([name, value]) => {
        const inner = value.type === 'array' ? value.items : value;
        const nested = inner?.properties && depth < DEPTH ? inner : undefined;
        return (
          <li key={name}>
            <code class="shape-name">{name}</code>
            {!of.required?.includes(name) && <span class="muted small"> {t('可不填')}</span>} <TypeName of={value} />{' '}
            <Limits of={value} />
            {value.description && <span class="small muted"> {value.description}</span>}
            {nested && <Shape of={nested} depth={depth + 1} />}
          </li>
        );
      })}
    </ul>
  );
}

export function TypeName({ of }: { of: Schema | undefined }) {
  const ref = of?.$ref ?? of?.items?.$ref;
  if (ref) {
    return (
      <a class="shape-type" href={`#schema-${refName(ref)}`}>
        <code>{typeOf(of)}</code>
      </a>
    );
  }
  return <code class="shape-type">{typeOf(of)}</code>;
}

export function Limits({ of }: { of: Schema | undefined }) {
  const text = limitsOf(of);
  return text ? <code class="small muted">{text}</code> : null;
}

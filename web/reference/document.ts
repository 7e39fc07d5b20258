/** The parts of an OpenAPI 3.1 document that this page shows. */
export type Schema = {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: boolean | Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  default?: unknown;
  example?: unknown;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
};
export type Parameter = { name: string; in: string; required?: boolean; description?: string; schema?: Schema };
type Content = Record<string, { schema?: Schema; example?: unknown }>;
type Raw = {
  summary?: string;
  description?: string;
  tags?: string[];
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content?: Content };
  responses?: Record<string, { description?: string; content?: Content }>;
  security?: unknown[];
  'x-permission'?: string;
};
export type OpenApi = {
  openapi: string;
  info: { title: string; version: string; description?: string };
  paths?: Record<string, Record<string, Raw>>;
  components?: { schemas?: Record<string, Schema> };
};
export type Operation = Raw & { id: string; method: string; path: string; tag: string };

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** Every operation, in the document's order. */
export function operationsOf(document: OpenApi): Operation[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const raw = item[method];
      if (!raw) return [];
      const id = `${method}${path.replace(/[^A-Za-z0-9]+/g, '-')}`.replace(/-$/, '');
      return [{ ...raw, id, method, path, tag: raw.tags?.[0] ?? 'other' }];
    }),
  );
}

/** Whether all words stand somewhere in the operation: path, summary, permission, parameter or field names. */
export function matches(operation: Operation, text: string): boolean {
  const hay = JSON.stringify([
    operation.method,
    operation.path,
    operation.summary,
    operation['x-permission'],
    operation.tag,
    operation.parameters?.map((parameter) => parameter.name),
    operation.requestBody,
  ]).toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => hay.includes(word));
}

export const refName = (ref: string): string => ref.split('/').at(-1) ?? ref;

/** A schema's type in one line: 'string (uuid)', 'integer | null', 'Facility[]'. */
export function typeOf(schema: Schema | undefined): string {
  if (!schema) return 'any';
  if (schema.$ref) return refName(schema.$ref);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const either = schema.oneOf ?? schema.anyOf;
  if (either) return [...new Set(either.map(typeOf))].join(' | ');
  if (schema.allOf) return schema.allOf.map(typeOf).join(' & ');
  const types = Array.isArray(schema.type) ? schema.type : [schema.type ?? 'any'];
  return types
    .map((type) => {
      if (type === 'array') return `${typeOf(schema.items)}[]`;
      return schema.format && type !== 'null' ? `${type} (${schema.format})` : type;
    })
    .join(' | ');
}

/** Limits and defaults in one line, '' when there are none. */
export function limitsOf(schema: Schema | undefined): string {
  if (!schema) return '';
  const { minimum, maximum, minLength, maxLength, pattern, default: preset } = schema;
  const said: string[] = [];
  if (minimum !== undefined || (maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER))
    said.push(`${minimum ?? ''}…${maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? maximum : ''}`);
  if (minLength !== undefined || maxLength !== undefined) said.push(`${minLength ?? 0}–${maxLength ?? ''} chars`);
  if (pattern && !schema.format) said.push(pattern);
  if (preset !== undefined) said.push(`= ${JSON.stringify(preset)}`);
  return said.join(' · ');
}

import { identifier } from './name.js';

/** A GoogleSQL type as a tree; `parseType` and `printType` are inverse to one another. */
export type GoogleType =
  | { readonly kind: 'scalar'; readonly name: ScalarName }
  | { readonly kind: 'array'; readonly element: GoogleType }
  | { readonly kind: 'struct'; readonly fields: readonly { readonly name: string; readonly type: GoogleType }[] };

/** How DuckDB stores each scalar type. NUMERIC is exactly GoogleSQL's 29 + 9 digits. */
const duckNames = {
  STRING: 'VARCHAR',
  BYTES: 'BLOB',
  INT64: 'BIGINT',
  NUMERIC: 'DECIMAL(38,9)',
  FLOAT64: 'DOUBLE',
  BOOL: 'BOOLEAN',
  DATE: 'DATE',
  DATETIME: 'TIMESTAMP',
  TIME: 'TIME',
  TIMESTAMP: 'TIMESTAMP WITH TIME ZONE',
  INTERVAL: 'INTERVAL',
  JSON: 'JSON',
} as const;

export type ScalarName = keyof typeof duckNames;

/** BigQuery's other spellings of a type, in table metadata and in DDL. */
const aliases: Readonly<Record<string, ScalarName>> = {
  INTEGER: 'INT64',
  INT: 'INT64',
  BIGINT: 'INT64',
  FLOAT: 'FLOAT64',
  BOOLEAN: 'BOOL',
  DECIMAL: 'NUMERIC',
};

/** The tree of a type's text. Throws a plain `SyntaxError` that names the text; the caller knows where it stands. */
export function parseType(text: string): GoogleType {
  const tokens = text.match(/`[^`]*`|[A-Za-z_]\w*|[<>,]|\S/g) ?? [];
  let next = 0;
  const fail = (): never => {
    throw new SyntaxError(`"${text}" is not a GoogleSQL type`);
  };
  const take = (token: string): void => {
    if (tokens[next] !== token) fail();
    next += 1;
  };
  const type = (): GoogleType => {
    const word = (tokens[next] ?? fail()).toUpperCase();
    next += 1;
    if (word === 'ARRAY') {
      take('<');
      const element = type();
      take('>');
      return { kind: 'array', element };
    }
    if (word === 'STRUCT' || word === 'RECORD') {
      take('<');
      const fields = [];
      for (;;) {
        const name = (tokens[next] ?? fail()).replace(/^`(.*)`$/, '$1');
        next += 1;
        fields.push({ name, type: type() });
        if (tokens[next] !== ',') break;
        next += 1;
      }
      take('>');
      return { kind: 'struct', fields };
    }
    const name = isScalarName(word) ? word : aliases[word];
    return name === undefined ? fail() : { kind: 'scalar', name };
  };
  const parsed = type();
  return next === tokens.length ? parsed : fail();
}

function isScalarName(word: string): word is ScalarName {
  return Object.hasOwn(duckNames, word);
}

/** GoogleSQL's text of a type: `ARRAY<STRUCT<key STRING, value INT64>>`. */
export function printType(type: GoogleType): string {
  switch (type.kind) {
    case 'scalar':
      return type.name;
    case 'array':
      return `ARRAY<${printType(type.element)}>`;
    case 'struct':
      return `STRUCT<${type.fields.map((field) => `${fieldName(field.name)} ${printType(field.type)}`).join(', ')}>`;
  }
}

function fieldName(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : `\`${name}\``;
}

/** DuckDB's text of a type. */
export function duckType(type: GoogleType): string {
  switch (type.kind) {
    case 'scalar':
      return duckNames[type.name];
    case 'array':
      return `${duckType(type.element)}[]`;
    case 'struct':
      return `STRUCT(${type.fields.map((field) => `${identifier(field.name)} ${duckType(field.type)}`).join(', ')})`;
  }
}

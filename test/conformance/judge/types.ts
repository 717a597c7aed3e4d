/** A GoogleSQL type. Its text is what the rest of the project calls a column's type: `ARRAY<STRUCT<a INT64>>`. */
export type SqlType =
  | { readonly kind: ScalarKind }
  | { readonly kind: 'ARRAY'; readonly element: SqlType }
  | { readonly kind: 'STRUCT'; readonly fields: readonly { readonly name: string; readonly type: SqlType }[] };

export type ScalarKind = keyof typeof protoKinds;

/** BigQuery's names (`PRODUCT_EXTERNAL`) for the kinds that the local service speaks of. */
const protoKinds = {
  STRING: 'TYPE_STRING',
  BYTES: 'TYPE_BYTES',
  INT64: 'TYPE_INT64',
  NUMERIC: 'TYPE_NUMERIC',
  BIGNUMERIC: 'TYPE_BIGNUMERIC',
  FLOAT64: 'TYPE_DOUBLE',
  BOOL: 'TYPE_BOOL',
  TIMESTAMP: 'TYPE_TIMESTAMP',
  DATE: 'TYPE_DATE',
  DATETIME: 'TYPE_DATETIME',
  TIME: 'TYPE_TIME',
  JSON: 'TYPE_JSON',
} as const;

export interface TypeProto {
  readonly type_kind: string;
  readonly array_type?: { readonly element_type: TypeProto };
  readonly struct_type?: {
    readonly field?: readonly { readonly field_name?: string; readonly field_type: TypeProto }[];
  };
}

export function typeToProto(type: SqlType): TypeProto {
  if (type.kind === 'ARRAY')
    return { type_kind: 'TYPE_ARRAY', array_type: { element_type: typeToProto(type.element) } };
  if (type.kind !== 'STRUCT') return { type_kind: protoKinds[type.kind] };
  const field = type.fields.map((each) => ({ field_name: each.name, field_type: typeToProto(each.type) }));
  return { type_kind: 'TYPE_STRUCT', struct_type: { field } };
}

export function typeFromProto(proto: TypeProto): SqlType {
  if (proto.array_type) return { kind: 'ARRAY', element: typeFromProto(proto.array_type.element_type) };
  if (proto.type_kind === 'TYPE_STRUCT') {
    const fields = (proto.struct_type?.field ?? []).map((each) => ({
      name: each.field_name ?? '',
      type: typeFromProto(each.field_type),
    }));
    return { kind: 'STRUCT', fields };
  }
  for (const [kind, name] of Object.entries(protoKinds)) {
    if (name === proto.type_kind && isScalarKind(kind)) return { kind };
  }
  throw new Error(`the judge answered with a type that no model may have: ${proto.type_kind}`);
}

export function typeText(type: SqlType): string {
  if (type.kind === 'ARRAY') return `ARRAY<${typeText(type.element)}>`;
  if (type.kind !== 'STRUCT') return type.kind;
  const fields = type.fields.map((each) =>
    each.name === '' ? typeText(each.type) : `${each.name} ${typeText(each.type)}`,
  );
  return `STRUCT<${fields.join(', ')}>`;
}

/** Reads what `typeText` writes. */
export function parseType(text: string): SqlType {
  const [type, rest] = readType(text.trim());
  if (rest !== '') throw new Error(`not a GoogleSQL type: ${text}`);
  return type;
}

function readType(text: string): [SqlType, string] {
  const word = /^[A-Z0-9]+/.exec(text)?.[0] ?? '';
  const rest = text.slice(word.length).trimStart();
  if (isScalarKind(word)) return [{ kind: word }, rest];
  if (word === 'ARRAY' && rest.startsWith('<')) {
    const [element, after] = readType(rest.slice(1).trimStart());
    return [{ kind: 'ARRAY', element }, closed(after, text)];
  }
  if (word !== 'STRUCT' || !rest.startsWith('<')) throw new Error(`not a GoogleSQL type: ${text}`);
  const fields: { name: string; type: SqlType }[] = [];
  let left = rest.slice(1).trimStart();
  while (!left.startsWith('>')) {
    const name = /^([A-Za-z_]\w*)\s+(?=[A-Z])/.exec(left);
    const [type, after] = readType(left.slice(name?.[0].length ?? 0));
    fields.push({ name: name?.[1] ?? '', type });
    left = after.startsWith(',') ? after.slice(1).trimStart() : after;
  }
  return [{ kind: 'STRUCT', fields }, closed(left, text)];
}

function closed(after: string, text: string): string {
  if (!after.startsWith('>')) throw new Error(`not a GoogleSQL type: ${text}`);
  return after.slice(1).trimStart();
}

function isScalarKind(word: string): word is ScalarKind {
  return Object.hasOwn(protoKinds, word);
}

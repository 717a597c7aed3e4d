import type { Entry, EntryKind, GType, Printed, Signature } from '../entry.js';

/** An entry as the translation finds it: by its name, or by a key where one name has several forms. */
export interface Row extends Entry {
  readonly key?: string;
  /** DuckDB SQL of the result's type where it depends on the arguments' types. */
  readonly witness?: (args: readonly Printed[]) => string;
  /** Whether the result is known not to be NULL. */
  readonly isNeverNull?: (args: readonly Printed[]) => boolean;
  /** Where the result is NULL, if that and that it raises no error is known; `nullWhere` of the printed. */
  readonly nullWhere?: (args: readonly Printed[]) => readonly string[] | undefined;
}

export const sig = (args: readonly GType[], returns: GType): Signature => ({ args, returns });

/** One signature per type: all arguments of that type, the result too unless given. */
export function each(types: readonly GType[], count: number, returns?: GType): readonly Signature[] {
  return types.map((type) => sig(Array<GType>(count).fill(type), returns ?? type));
}

type Rest = Partial<
  Pick<Row, 'key' | 'variadic' | 'constants' | 'limits' | 'shape' | 'witness' | 'isNeverNull' | 'nullWhere'>
>;

/** `sql` has `$1`, `$2`, ... where the printed arguments go. */
export function row(
  kind: EntryKind,
  form: string,
  signatures: readonly Signature[],
  sql: string | Row['print'],
  rest: Rest & { readonly name?: string } = {},
): Row {
  const print = typeof sql === 'string' ? (args: readonly Printed[]): string => filled(sql, args) : sql;
  return { name: /^\w+/.exec(form)?.[0] ?? form, kind, form, signatures, print, ...rest };
}

function filled(sql: string, args: readonly Printed[]): string {
  return sql.replaceAll(/\$(\d)(w?)/g, (_all, at: string, witness: string) => {
    const arg = args[Number(at) - 1];
    return (witness === 'w' ? arg?.witness : arg?.sql) ?? '';
  });
}

/** The result has the type of this argument. */
export const typeOf =
  (at: number) =>
  (args: readonly Printed[]): string =>
    args[at - 1]?.witness ?? 'NULL';

/** A literal, a typed NULL, a column or a field of one: free to be written twice, and never an error. */
export const isPlain = (arg: Printed): boolean =>
  arg.literal !== undefined ||
  /^(?:(?:\((?:"(?:[^"]|"")*"\.?)+\)\.)?(?:"(?:[^"]|"")*"\.?)+|CAST\(NULL AS [A-Z0-9(),]+\))$/.test(arg.sql);

/** Where an argument is NULL, if the text tells it. */
export function nullWhere(arg: Printed): readonly string[] | undefined {
  if (arg.literal !== undefined) return [];
  return isPlain(arg) ? [`${arg.sql} IS NULL`] : arg.nullWhere;
}

/**
 * DuckDB answers `x IS NULL` without evaluating an `x` whose operands it knows to have no NULLs, and so hides the overflow
 * of `a * b`; before `IS NOT DISTINCT FROM NULL` it leaves casts out. It sees through no function, and GREATEST of one
 * value is that value, whatever its type.
 */
const evaluated = (arg: Printed): string => (isPlain(arg) ? arg.sql : `greatest(${arg.sql})`);
export const isNull = (arg: Printed): string => `(${evaluated(arg)} IS NULL)`;
export const isNotNull = (arg: Printed): string => `(${evaluated(arg)} IS NOT NULL)`;

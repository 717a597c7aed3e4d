import type { Entry, Signature } from '../../../scripts/engine/googlesql/entry.js';

/** One way of writing an entry for a signature: constants in place, `$1`, `$2`, ... for the rest. */
export interface Shape {
  readonly signature: Signature;
  readonly form: string;
  /** The argument numbers (from 1) still open, with their types. */
  readonly open: readonly { readonly number: number; readonly type: string }[];
}

/** Every signature of an entry with every combination of its constants; a variadic one at two lengths beyond its own. */
export function shapesOf(entry: Entry): Shape[] {
  const own = clocks[entry.name];
  if (own) return own.map((form) => ({ signature: { args: [], returns: 'BOOL' }, form, open: [] }));
  return entry.signatures.flatMap((signature) =>
    lengths(entry, signature).flatMap(({ form, args }) => {
      const constants = entry.constants ?? {};
      const placed = withOrder(entry, form);
      const open = args
        .map((type, at) => ({ number: at + 1, type }))
        .filter(({ number }) => !constants[number] && placed.includes(`$${number}`));
      return withConstants(placed, constants, args.length).map((each) => ({
        signature: { args, returns: signature.returns },
        form: each,
        open,
      }));
    }),
  );
}

/** No two clocks agree to the microsecond: what can be said of the time now. */
export const clocks: Readonly<Record<string, readonly string[]>> = {
  CURRENT_TIMESTAMP: [
    "CURRENT_TIMESTAMP() > TIMESTAMP '2024-01-01 00:00:00+00'",
    'CURRENT_TIMESTAMP() = CURRENT_TIMESTAMP()',
    'TIMESTAMP_DIFF(CURRENT_TIMESTAMP(), CURRENT_TIMESTAMP(), SECOND) = 0',
  ],
  CURRENT_DATE: ["CURRENT_DATE() > DATE '2024-01-01'", 'CURRENT_DATE() = DATE(CURRENT_TIMESTAMP())'],
};

/**
 * Puts the case table's own columns where an aggregate or a window orders and partitions: an order with ties is no
 * order, and a partition of single rows shows nothing. Ranks are the ones that ties are for.
 */
function withOrder(entry: Entry, form: string): string {
  if (entry.kind !== 'aggregate' && entry.kind !== 'window') return form;
  const key = /^(RANK|DENSE_RANK)\b/.test(form) ? 'g' : 'n';
  return form
    .replace(/PARTITION BY \$([2-9])/, 'PARTITION BY g')
    .replace(/(ORDER BY|HAVING MAX|HAVING MIN) \$\d/, (_, words: string) => `${words} ${key}`);
}

/** Entries that make as many elements as lie between their arguments: near values only, and none from the fuzzer. */
export function isSeries(entry: Entry): boolean {
  return entry.name.startsWith('GENERATE_');
}

/**
 * Entries that are tried on near values only: series, and moving sums, of which one overflow would leave no row of the
 * whole table with an answer.
 */
export function isOfNear(entry: Entry): boolean {
  return isSeries(entry) || (entry.kind === 'window' && entry.form.startsWith('SUM('));
}

/** The text of a shape with its open arguments filled in. */
export function filled(shape: Shape, texts: ReadonlyMap<number, string>): string {
  return shape.form.replace(/\$(\d+)/g, (whole, digits: string) => texts.get(Number(digits)) ?? whole);
}

function withConstants(form: string, constants: NonNullable<Entry['constants']>, count: number): string[] {
  let forms = [form];
  for (let number = 1; number <= count; number += 1) {
    const texts = constants[number];
    if (!texts) continue;
    forms = forms.flatMap((each) =>
      texts.map((text) => each.replaceAll(new RegExp(`\\$${number}(?!\\d)`, 'g'), () => text)),
    );
  }
  return forms;
}

function lengths(entry: Entry, signature: Signature): { form: string; args: Signature['args'] }[] {
  const own = { form: entry.form, args: signature.args };
  const last = signature.args[signature.args.length - 1];
  if (entry.variadic !== true || last === undefined) return [own];
  const longer = [1, 2].map((more) => {
    const count = signature.args.length + more;
    const added = Array.from({ length: more }, (_, at) => `, $${signature.args.length + at + 1}`).join('');
    const form = entry.form.replace(`$${signature.args.length}`, (whole) => `${whole}${added}`);
    return { form, args: [...signature.args, ...Array.from({ length: count - signature.args.length }, () => last)] };
  });
  return [own, ...longer];
}

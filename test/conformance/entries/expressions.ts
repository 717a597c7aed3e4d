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
  return entry.signatures.flatMap((signature) =>
    lengths(entry, signature).flatMap(({ form, args }) => {
      const constants = entry.constants ?? {};
      const open = args.map((type, at) => ({ number: at + 1, type })).filter(({ number }) => !constants[number]);
      return withConstants(form, constants, args.length).map((each) => ({
        signature: { args, returns: signature.returns },
        form: each,
        open,
      }));
    }),
  );
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

/**
 * Text from YAML or data on its way into SQLX. A SQLX file is two languages at once: GoogleSQL for the warehouse and a
 * JavaScript template for Dataform, which loses track of where a string ends when it meets an escaped quote, and runs
 * whatever stands in `${...}`. So nothing that either language could read as more than a letter is written plainly.
 */

// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const unsafe = /[\u0000-\u001f\u007f-\u009f\u2028\u2029'"`\\{}$]|-(?=-)|\/(?=\*)|\*(?=\/)/gu;

/** `\\x` below 127, and `\\u` from there on, where `\\x` would be a byte to one engine and a character to the other. */
function escaped(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x7f ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** A GoogleSQL string literal with exactly this value, safe inside SQLX. Throws a RangeError for a lone surrogate, which UTF-8 cannot hold. */
export function sqlxText(value: string): string {
  if (!value.isWellFormed()) throw new RangeError('text with half a character cannot be written as UTF-8');
  return `'${value.replace(unsafe, escaped)}'`;
}

/** An RE2 pattern as a GoogleSQL literal: raw, so that it reads as written, wherever SQLX lets it through unharmed. */
export function sqlxPattern(pattern: string): string {
  const isPlain = /^[\x20-\x7e]*$/.test(pattern) && !/['"`{}]|\$\{|--|\/\*|\\$/.test(pattern);
  return isPlain ? `r'${pattern}'` : sqlxText(pattern);
}

/** A value as a JavaScript literal for SQLX's `config`: JSON in which no string holds a character that Dataform's reader of SQLX stumbles over. */
export function sqlxJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2).replace(/"(?:[^"\\]|\\.)*"/gsu, (string) => {
    const text: unknown = JSON.parse(string);
    const inner = String(text).replace(
      // oxlint-disable-next-line no-control-regex -- as above
      /["\\'`{}$\u0000-\u001f\u007f-\u009f\u2028\u2029]|-(?=-)|\/(?=[*/])/gu,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    return `"${inner}"`;
  });
}

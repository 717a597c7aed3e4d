/** What a CRM says of a refusal, without the values we sent, addresses of people, or anything that signs in. */

/** A value that a CRM repeats is looked for in so much of a message, addresses and numbers in less. */
const mostSearched = 200_000;
const mostRead = 20_000;
const mostKept = 500;
/** Longer ones are part of no other word; a pattern of 60,000 characters is more than V8 takes. */
const longestWord = 200;

const secrets: readonly RegExp[] = [
  /-----BEGIN[\s\S]*?(?:-----END[^-]*-----|$)/g,
  /\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g,
  /\bpat-[a-z0-9]+-[\w-]+/gi,
  // A Salesforce session: the organisation's id, an exclamation mark, the key.
  /\b00D[a-zA-Z0-9]{12,15}![\w.]+/g,
  /(?<=\b(?:bearer|basic|authorization: session)\s)\S+/gi,
  // A parser's "unexpected token: 'FROM'" is none.
  /(?<=\b(?:(?<!\bunexpected )\w*token|\w*secret|password|assertion)["']?\s*[:=]\s*["']?)[^"'\s,}&]+/gi,
];
// Bounded: of a long word without an @ each letter would be looked at from every other.
const address = /[^\s@"'<>()[\]{},;:=]{1,256}@[^\s@"'<>()[\]{},;:=]+\.[^\s@"'<>()[\]{},;:=]+/g;
const telephone = /\+\d[\d ()/.-]{5,}\d/g;
// oxlint-disable-next-line no-control-regex
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g;

/**
 * The message in one line of at most 500 characters. `sent` are the values of the call it answers: a CRM likes to repeat
 * them. One-character values stay, for they would tear every word apart and tell nothing.
 */
export function masked(message: string, sent: Iterable<string>): string {
  let text = message.slice(0, mostSearched);
  for (const pattern of secrets) text = text.replace(pattern, '[secret]');
  for (const value of [...new Set(sent)].sort((a, b) => b.length - a.length || (a < b ? -1 : 1)))
    text = withoutValue(text, value);
  text = text.slice(0, mostRead);
  text = text.replace(address, '[address]').replace(telephone, '[number]').replace(control, ' ').trim();
  return text.length > mostKept ? `${text.slice(0, mostKept - 1)}…` : text;
}

function withoutValue(text: string, value: string): string {
  if (value.trim().length < 2) return text;
  const inJson = JSON.stringify(value).slice(1, -1);
  // A short or plain word is masked where it stands alone: a score of 10 is not the 10 of "2010".
  const isWord = value.length <= longestWord && /^[\w.-]+$/.test(value);
  return [...new Set([value, inJson])].reduce(
    (rest, each) =>
      isWord
        ? rest.replace(new RegExp(`(?<![\\w.-])${escaped(each)}(?!\\w|[.-]\\w)`, 'gi'), '[value]')
        : rest.replaceAll(each, '[value]'),
    text,
  );
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

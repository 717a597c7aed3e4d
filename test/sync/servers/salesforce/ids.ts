/** Record ids: 15 characters whose case counts, or 18 with a checksum of the case, as Salesforce answers with. */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/** The 18 characters of a 15-character id. */
export function longId(id: string): string {
  let suffix = '';
  for (let block = 0; block < 3; block += 1) {
    let bits = 0;
    for (let at = 0; at < 5; at += 1) if (/[A-Z]/.test(id.charAt(block * 5 + at))) bits += 1 << at;
    suffix += alphabet.charAt(bits);
  }
  return id.slice(0, 15) + suffix;
}

export function isId(text: string): boolean {
  return /^(?:[a-zA-Z0-9]{15}|[a-zA-Z0-9]{18})$/.test(text);
}

/** The id of the n-th record of an object that no caller named. */
export function idOf(prefix: string, n: number): string {
  return longId(prefix + n.toString(36).toUpperCase().padStart(12, '0'));
}

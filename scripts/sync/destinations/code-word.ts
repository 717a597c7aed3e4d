/** What a CRM calls an error or a field goes into logs and terminals as it is, so that it must be a word. */
export function codeWord(code: string): string {
  return /^\w{1,100}$/.test(code) ? code : 'UNREADABLE_CODE';
}

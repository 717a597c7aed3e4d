/** Record ids of Salesforce: 15 characters whose case counts, or the same with a checksum of the case behind, 18. */

/** What may stand in a query: nothing but letters and digits, 15 or 18 of them. */
export function isRecordId(text: string): boolean {
  return /^(?:[a-zA-Z0-9]{15}|[a-zA-Z0-9]{18})$/.test(text);
}

/** Both forms of one id have the same key. */
export function idKey(id: string): string {
  return id.slice(0, 15);
}

/** Record ids of HubSpot: digits. Whatever else stands in one would never be found. */
export function isRecordId(text: string): boolean {
  return /^[1-9]\d{0,19}$/.test(text);
}

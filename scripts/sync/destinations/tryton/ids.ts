/** Tryton's record ids are whole numbers; one above what PostgreSQL counts to has no record. */
export function isRecordId(text: string): boolean {
  return /^[1-9]\d{0,9}$/.test(text) && Number(text) <= 2_147_483_647;
}

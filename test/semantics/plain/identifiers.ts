/** The ids that the warehouse gives: ties and draws are decided by them. */
import { createHash } from 'node:crypto';

const known = new Map<string, string>();

function hash(text: string): string {
  const before = known.get(text);
  if (before !== undefined) return before;
  const digest = createHash('sha256').update(text).digest('hex');
  known.set(text, digest);
  return digest;
}

/** @param recordId of the one record of the person */
export function leadId(recordId: string): string {
  return `p_${hash(`crm:crm:${recordId}`).slice(0, 16)}`;
}

/** @param key `domain:c1.com` or `record:A1` */
export function accountId(key: string): string {
  return `a_${hash(key.startsWith('record:') ? key.replace('record:', 'crm:crm:') : key).slice(0, 16)}`;
}

/** A whole number below 2^32. */
export function drawOf(salt: string, unit: string): number {
  return Number.parseInt(hash(`${salt}:${unit}`).slice(0, 8), 16);
}

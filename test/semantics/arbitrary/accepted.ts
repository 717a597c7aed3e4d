/** Which keys of the language are tried: those of the schema, but for what is left out this time. */
import { conditionKeys } from '../../../scripts/rubric/schema/condition.js';
import { parts } from '../../../scripts/rubric/schema/part.js';
// What registers the parts.
import '../../../scripts/rubric/schema/rubric.js';

/** `SEMANTICS_WITHOUT=grade,sequence`: keys that are left out this time. */
const without = new Set((process.env['SEMANTICS_WITHOUT'] ?? '').split(','));

/** @param part as the schema names it in messages: 'an act' */
export function isAccepted(part: string, key: string): boolean {
  if (without.has(key)) return false;
  if (part === 'a condition') return conditionKeys.includes(key);
  return parts.get(part)?.includes(key) ?? false;
}

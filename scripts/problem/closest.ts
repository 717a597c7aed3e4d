/** What a user may have meant by a word that is not known. */
import { distance } from 'fastest-levenshtein';

/**
 * The candidate nearest to the word, if it is near enough to be a slip of the hand (two letters swapped count as two);
 * else the first one that goes on where the word ends. The first one among equals.
 */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  const lower = word.toLowerCase();
  const tolerance = word.length < 4 ? 1 : Math.max(2, Math.floor(word.length / 3));
  let best: { candidate: string; cost: number } | undefined;
  let longer: string | undefined;
  for (const candidate of candidates) {
    const other = candidate.toLowerCase();
    const cost = distance(lower, other);
    const isNear = cost <= tolerance && cost < Math.max(lower.length, other.length);
    if (isNear && (best === undefined || cost < best.cost)) best = { candidate, cost };
    if (lower.length >= 3 && other.startsWith(lower)) longer ??= candidate;
  }
  return best?.candidate ?? longer;
}

const LISTED = 12;

/** One sentence of advice: the nearest candidate, else all of them where they are few, else nothing. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const known = [...candidates];
  const near = closest(word, known);
  if (near !== undefined) return `Did you mean "${near}"?`;
  if (known.length === 0 || known.length > LISTED) return undefined;
  return `Known here: ${known.join(', ')}.`;
}

/** What a user may have meant by a word that is not known. */
import { distance } from 'fastest-levenshtein';

/** The candidate nearest to the word, if it is near enough to be a slip of the hand; the first one among equals. */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  const lower = word.toLowerCase();
  const tolerance = Math.max(1, Math.floor(word.length / 3));
  let best: { candidate: string; cost: number } | undefined;
  for (const candidate of candidates) {
    const cost = distance(lower, candidate.toLowerCase());
    if (cost <= tolerance && (best === undefined || cost < best.cost)) best = { candidate, cost };
  }
  return best?.candidate;
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

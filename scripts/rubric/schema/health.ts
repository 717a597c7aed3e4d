import { z } from 'zod';
import { part } from './part.js';
import { decimal, flag, list, text, whole } from './scalars.js';

const share = decimal.refine((value) => value.gte(0) && value.lte(1), { error: () => 'a share from 0 to 1' });
const times = decimal.refine((value) => value.gte(1) && value.lte(1000), {
  error: () => 'a number of times from 1 to 1000',
});

const shares = part('bounds of a share', { warning: share.exactOptional(), broken: share.exactOptional() });
const multiples = part('bounds of a number of times', {
  warning: times.exactOptional(),
  broken: times.exactOptional(),
});

/** Kinds of findings on which the circuit breaker may rest. */
const breaking = z.enum(['volume', 'null_rate'], { error: () => 'volume or null_rate' });

/** rubrics/shared/health.yaml: what `input_health` calls a warning or broken, and whether tiers freeze then. */
export const health = part('the health', {
  fewest_rows: whole(1, 1_000_000_000).exactOptional(),
  volume: part('the bounds of volumes', {
    drop: shares.exactOptional(),
    surge: multiples.exactOptional(),
  }).exactOptional(),
  null_rate: part('the bounds of null rates', { rise: shares.exactOptional() }).exactOptional(),
  freshness: multiples.exactOptional(),
  timestamps: shares.exactOptional(),
  duplicates: shares.exactOptional(),
  late_events: shares.exactOptional(),
  forms_without_record: shares.exactOptional(),
  unmapped: part('what no signal maps', {
    fewest_events: whole(1, 1_000_000_000).exactOptional(),
    most: whole(1, 1000).exactOptional(),
    left_out: list(text).exactOptional(),
  }).exactOptional(),
  breaker: part('the circuit breaker', {
    on: list(breaking).exactOptional(),
    shadow: flag.exactOptional(),
  }).exactOptional(),
});
export type HealthText = z.output<typeof health>;

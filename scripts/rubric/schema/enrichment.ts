import { z } from 'zod';
import { enrichableFields } from '../../generate/canonical.js';
import { part } from './part.js';
import { days, flag, list, name } from './scalars.js';

const rule = {
  vendors: list(name).exactOptional(),
  max_age: days.exactOptional(),
  needs_confirmation: flag.exactOptional(),
};
const field = part('an enriched field', rule);

/** Which vendor is believed; a field may say it otherwise. */
export const enrichment = part('the enrichment', {
  ...rule,
  fields: z.partialRecord(z.enum(enrichableFields), field, { error: () => 'a map of fields' }).exactOptional(),
});
export type EnrichmentText = z.output<typeof enrichment>;

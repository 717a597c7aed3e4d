import { z } from 'zod';
import { part } from './part.js';
import { named } from './scalars.js';

const ages = /^(?:([1-9][0-9]{0,3}) ?d(?:ays?)?|([1-9][0-9]{0,2}) months?|([1-9][0-9]?) years?)$/;
const kind = 'an age such as 400d, 25 months or 3 years';

/** `25 months` -> { count: 25, unit: 'month' } */
export const age = z
  .string({ error: () => kind })
  .regex(ages, { error: () => kind })
  .transform((written) => {
    const [, days, months, years] = ages.exec(written) ?? [];
    if (years !== undefined) return { count: Number(years), unit: 'year' as const };
    if (months !== undefined) return { count: Number(months), unit: 'month' as const };
    return { count: Number(days), unit: 'day' as const };
  });

const column = z
  .string({ error: () => 'the name of a column' })
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: () => 'the name of a column' });

/** rubrics/shared/retention.yaml: how long rows are kept; what is not named is kept for ever. */
export const retention = part('the retention', {
  events: age.exactOptional(),
  identity_links: age.exactOptional(),
  tiers: age.exactOptional(),
  records: age.exactOptional(),
  run_log: age.exactOptional(),
  tables: named(part('a table of your own', { keep: age, by: column })).exactOptional(),
});
export type RetentionText = z.output<typeof retention>;

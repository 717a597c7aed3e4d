import { z } from 'zod';
import { account } from './account.js';
import { condition } from './condition.js';
import { crm } from './crm.js';
import { dimension } from './dimension.js';
import { capacity, experiment, freeze, hold, overrides, route } from './disposition.js';
import { grid } from './grid.js';
import { part } from './part.js';
import { predictive } from './predictive.js';
import { date, days, decimal, list, name, named, sqlNamed, text, whole } from './scalars.js';
import { suppression, tier } from './tier.js';
import { limit, total } from './total.js';

const purpose = z.union([text, part('the purpose', { for: text, uses: list(text).exactOptional() })], {
  error: () => 'a text, or { for: <what>, uses: [...] }',
});

const change = part('a change', { version: whole(1, 1_000_000), on: date, what: text, why: text });

/** Keys that every rubric needs are optional here and asked for by `resolve/rubric.ts`, which can then still read the rest. */
export const rubric = part('a rubric', {
  rubric: name.exactOptional(),
  version: whole(1, 1_000_000).exactOptional(),
  status: z.enum(['live', 'shadow', 'draft', 'retired']).exactOptional(),
  purpose: purpose.exactOptional(),
  owners: named(text).exactOptional(),
  approved: part('an approval', { by: text, on: date }).exactOptional(),
  changes: list(change).exactOptional(),
  applies_to: condition.exactOptional(),
  recalculate: part('the recalculation', {
    attributes: z.enum(['daily', 'weekly', 'monthly'], { error: () => 'daily, weekly or monthly' }),
  }).exactOptional(),
  outcome: part('the outcome', { label: text, within: days }).exactOptional(),
  dimensions: sqlNamed(dimension).exactOptional(),
  account: account.exactOptional(),
  total: total.exactOptional(),
  limits: list(limit).exactOptional(),
  bands: list(decimal).exactOptional(),
  grid: grid.exactOptional(),
  tiers: list(tier).exactOptional(),
  suppress: list(suppression).exactOptional(),
  hold: list(hold).exactOptional(),
  routes: list(route).exactOptional(),
  freeze: list(freeze).exactOptional(),
  overrides: overrides.exactOptional(),
  experiment: experiment.exactOptional(),
  capacity: capacity.exactOptional(),
  predictive: predictive.exactOptional(),
  crm: crm.exactOptional(),
});
export type RubricText = z.output<typeof rubric>;

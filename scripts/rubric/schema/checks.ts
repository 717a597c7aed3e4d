import { z } from 'zod';
import { part } from './part.js';
import { decimal, whole } from './scalars.js';

const share = decimal.refine((value) => value.gte(0) && value.lte(1), { error: () => 'a share from 0 to 1' });

/** rubrics/shared/checks.yaml: what `check --data` may call much, little or long. */
export const checks = part('the checks', {
  data: part('the bounds of the data checks', {
    caps_bind_at_most: share.exactOptional(),
    gates_remove_at_most: share.exactOptional(),
    silent_times: decimal
      .refine((value) => value.gte(1), { error: () => 'a number of times from 1 on' })
      .exactOptional(),
    fewest_leads: whole(1, 1_000_000).exactOptional(),
  }).exactOptional(),
});
export type ChecksText = z.output<typeof checks>;

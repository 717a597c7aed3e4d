/** The shape of rubrics/sync/<id>.yaml; what its keys mean together is `resolve.ts`'s to say. */
import { z } from 'zod';
import { part } from '../../rubric/schema/part.js';
import { decimal, list, name, named, text, whole } from '../../rubric/schema/scalars.js';
import { actionKinds, directions } from '../actions/action.js';
import type { DestinationKind } from '../destinations/kind.js';

const above0to1 = 'a share above 0, up to 1';
const share = decimal
  .refine((value) => value.gt(0) && value.lte(1), { error: () => above0to1 })
  .meta({ type: 'number', exclusiveMinimum: 0, maximum: 1 })
  .transform((value) => value.toNumber());

const times = decimal
  .refine((value) => value.gte(1) && value.lte(1000), { error: () => 'a number of times from 1 to 1000' })
  .meta({ type: 'number', minimum: 1, maximum: 1000 })
  .transform((value) => value.toNumber());

const scalar = z.union([z.string(), z.boolean(), decimal.transform((value) => value.toNumber())], {
  error: () => 'a text, a number, true or false',
});

const crmName = text.regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, {
  error: () => "the destination's name of an object: letters, digits, _, . and -",
});

const alerts = part('the alerts', {
  webhook: text.exactOptional(),
  command: list(text).exactOptional(),
  max_rejected_share: share.exactOptional(),
  max_deferred_share: share.exactOptional(),
  fewest_rows: whole(1, 1_000_000).exactOptional(),
  max_minutes: whole(1, 10_000).exactOptional(),
  max_age_hours: whole(1, 10_000).exactOptional(),
});

/** Of a file that has faults elsewhere: who is told of them. */
export const toldSchema = part('a sync', { destination: text.exactOptional(), alerts });

/** rubrics/sync/<id>.yaml */
export function syncSchema(kinds: readonly DestinationKind[]) {
  return part('a sync', {
    description: text.exactOptional(),
    destination: z.enum(kinds.map((kind) => kind.name)),
    source: name,
    stage: z.enum(['fields', 'fields+actions']).exactOptional(),
    objects: part('the objects', {
      lead: crmName.exactOptional(),
      contact: crmName.exactOptional(),
      account: crmName.exactOptional(),
    }).exactOptional(),
    connection: z
      .record(z.string(), scalar, { error: () => 'a map of where the destination is, such as { url: https://... }' })
      .exactOptional(),
    budget: share.exactOptional(),
    batch: whole(1, 100_000).exactOptional(),
    in_flight: whole(1, 50).exactOptional(),
    breakers: part('the breakers', {
      max_change_share: share.exactOptional(),
      max_times_usual: times.exactOptional(),
      max_clear_share: share.exactOptional(),
      max_reject_share: share.exactOptional(),
      max_drift_share: share.exactOptional(),
      fewest_rows: whole(1, 1_000_000).exactOptional(),
    }).exactOptional(),
    alerts: alerts.exactOptional(),
    actions_per_run: whole(0, 1_000_000).exactOptional(),
    actions: named(
      part('an action', {
        do: z.enum(actionKinds),
        rubric: name.exactOptional(),
        tiers: list(name),
        directions: list(z.enum(directions)).exactOptional(),
        subject: text.max(200, { error: () => 'a text of at most 200 characters' }).exactOptional(),
        to: text.exactOptional(),
      }),
    ).exactOptional(),
  });
}
export type SyncText = z.output<ReturnType<typeof syncSchema>>;

import { z } from 'zod';

/** How the receiver is set up; every one may change while it runs. */
export const settingsSchema = z.strictObject({
  signingKey: z.string().default('0123456789abcdef0123456789abcdef'),
  /** Older calls are not taken, in seconds. */
  oldest: z.number().positive().default(300),
  /** Each row is answered by its key; without it, 2xx stands for all of them. */
  tellsRows: z.boolean().default(true),
  /** A wrong row refuses the call (422); without it, it is told of. */
  refusesWhole: z.boolean().default(false),
  /** Rows that are not taken, by key, each with its code. */
  rejects: z.record(z.string(), z.string()).default({}),
  /** A row with a number above it is not taken either. */
  rejectsAbove: z.number().nullable().default(null),
  /** Milliseconds that every answer takes. */
  latency: z.number().nonnegative().default(0),
});

export type Settings = z.output<typeof settingsSchema>;
export type SettingsChange = z.input<typeof settingsSchema>;

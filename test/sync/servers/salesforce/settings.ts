import { z } from 'zod';

/** How the org is set up and what it is ordered to do; every one may change while it runs. */
export const settingsSchema = z.strictObject({
  clientId: z.string().default('leadscore-client'),
  clientSecret: z.string().default('leadscore-secret'),
  username: z.string().default('sync@example.com'),
  /** Audiences that an assertion may name, beside the server's own address. */
  audiences: z.array(z.string()).default(['https://login.salesforce.com', 'https://test.salesforce.com']),
  /** PEM of the public key or certificate of the client; without one no assertion is accepted. */
  publicKey: z.string().default(''),
  /** A session ends after so many calls. */
  sessionCalls: z.number().int().positive().nullable().default(null),
  /** Which calls must say `Sforce-Auto-Assign: FALSE`: an org would not ask, its owners would. */
  autoAssignRefused: z.enum(['every call', 'writes', 'never']).default('every call'),
  dailyCalls: z.number().int().nonnegative().default(100_000),
  usedCalls: z.number().int().nonnegative().default(0),
  /** Calls under way at once. */
  concurrentCalls: z.number().int().positive().default(25),
  /** Milliseconds that every answer takes. */
  latency: z.number().nonnegative().default(0),
  /** Rows of an object that its triggers bear in one transaction. */
  triggerRows: z.record(z.string(), z.number().int().positive()).default({}),
  /** Rows refused on demand: a lock held by another, a duplicate rule. Without an id: any row of the object. */
  refusedRows: z
    .array(
      z.strictObject({
        object: z.string(),
        id: z.string().optional(),
        statusCode: z.string().default('UNABLE_TO_LOCK_ROW'),
        message: z
          .string()
          .default('unable to obtain exclusive access to this record or 1 records: 001000000000001AAA'),
        /** How often; without it always. */
        times: z.number().int().nonnegative().optional(),
      }),
    )
    .default([]),
  /** Validation rules: a number above this is refused with this message. */
  validationRules: z
    .array(z.strictObject({ object: z.string(), field: z.string(), above: z.number(), message: z.string() }))
    .default([]),
  bulk: z
    .strictObject({
      /** Rows of one internal batch; each look at a running job finishes one. */
      batchRows: z.number().int().positive().default(10_000),
      /** The job fails after so many rows: the rest is not processed. */
      failsAfter: z.number().int().nonnegative().nullable().default(null),
    })
    .prefault({}),
});

export type Settings = z.output<typeof settingsSchema>;
export type SettingsChange = z.input<typeof settingsSchema>;

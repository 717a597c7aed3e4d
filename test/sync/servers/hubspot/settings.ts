import { z } from 'zod';

/** How the portal is set up and what it is ordered to do; every one may change while it runs. */
export const settingsSchema = z.strictObject({
  /** Scopes of each app token. */
  tokens: z.record(z.string(), z.array(z.string())).default({
    'pat-test': [
      'crm.objects.contacts.read',
      'crm.objects.contacts.write',
      'crm.objects.companies.read',
      'crm.objects.companies.write',
      'crm.schemas.contacts.read',
      'crm.schemas.contacts.write',
      'crm.schemas.companies.read',
      'crm.schemas.companies.write',
      'crm.lists.read',
      'crm.lists.write',
    ],
  }),
  /** Calls of one token in a rolling window of so many milliseconds; refused calls do not count. */
  burst: z
    .strictObject({ calls: z.number().int().positive().default(190), window: z.number().positive().default(10_000) })
    .prefault({}),
  dailyCalls: z.number().int().nonnegative().default(650_000),
  usedCalls: z.number().int().nonnegative().default(0),
  /** Good rows of a batch update or upsert are done and bad ones listed (207), instead of the whole refused. */
  multiStatus: z.boolean().default(false),
  /** A refusal of a batch names the first record that is wrong; without it, only what is wrong. */
  namesOffender: z.boolean().default(true),
  /** Results come in another order than the inputs. */
  shuffles: z.boolean().default(true),
  /** Milliseconds that every answer takes. */
  latency: z.number().nonnegative().default(0),
});

export type Settings = z.output<typeof settingsSchema>;
export type SettingsChange = z.input<typeof settingsSchema>;

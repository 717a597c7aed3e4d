import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { jsonOf, type Answer, type Call } from '../call.js';
import type { History } from '../history.js';
import { settingsSchema, type Settings, type SettingsChange } from './settings.js';

const bodySchema = z.strictObject({
  run_id: z.string(),
  batch_id: z.string(),
  rows: z.array(
    z.strictObject({
      row_key: z.string(),
      object: z.enum(['lead', 'contact', 'account']),
      crm_id: z.string(),
      operation: z.enum(['new', 'changed', 'retry', 'clear']),
      fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    }),
  ),
});

const actionSchema = z.strictObject({
  action: z.strictObject({
    key: z.string().regex(/^[0-9a-f]{32}$/),
    rule: z.string(),
    do: z.enum(['task', 'alert', 'assign', 'enrol']),
    transition_id: z.string(),
    object: z.enum(['lead', 'contact', 'account']),
    crm_id: z.string(),
    subject: z.string(),
    description: z.string(),
    found_at: z.iso.datetime(),
    due_at: z.iso.datetime().nullable(),
    to: z.string().nullable(),
  }),
});

type Row = z.output<typeof bodySchema>['rows'][number];

/** A receiver as its documentation asks for one: signature, age, and each batch taken once whatever comes twice. */
export class Receiver {
  settings: Settings;
  readonly #held = new Map<string, Record<string, unknown>>();
  /** Answers by idempotency key, with the text they were given to. */
  readonly #answered = new Map<string, { readonly body: string; readonly answer: Answer }>();

  constructor(
    readonly history: History,
    settings: SettingsChange = {},
  ) {
    this.settings = settingsSchema.parse(settings);
  }

  set(changes: SettingsChange): Settings {
    this.settings = settingsSchema.parse({ ...this.settings, ...changes });
    return this.settings;
  }

  /** What the rows have written so far, by `object/id`. */
  held(key: string): Readonly<Record<string, unknown>> | undefined {
    return this.#held.get(key);
  }

  put(key: string, fields: Readonly<Record<string, unknown>>): void {
    this.#held.set(key, { ...this.#held.get(key), ...fields });
  }

  records(object: string): readonly unknown[] {
    return [...this.#held].filter(([key]) => key.startsWith(`${object}/`)).map(([key, fields]) => ({ key, ...fields }));
  }

  answer(call: Call): Answer {
    if (call.method !== 'POST') return { status: 405 };
    const text = call.body.toString('utf8');
    const unsigned = this.#unsigned(call, text);
    if (unsigned !== undefined) return refusal(401, 'UNSIGNED', unsigned);
    const key = call.headers['idempotency-key'] ?? '';
    if (key === '') return refusal(400, 'NO_KEY', 'Idempotency-Key is missing.');
    const before = this.#answered.get(key);
    if (before !== undefined && before.body !== text)
      return refusal(422, 'KEY_REUSED', 'Other rows came with this key before.');
    if (before !== undefined) return before.answer;
    const action = actionSchema.safeParse(jsonOf(call));
    if (action.success) {
      const { key: id, ...fields } = action.data.action;
      this.history.write({ object: 'action', id, what: 'create', by: 'webhook', fields });
      const done: Answer = { status: 202, body: { received: 1 } };
      this.#answered.set(key, { body: text, answer: done });
      return done;
    }
    const parsed = bodySchema.safeParse(jsonOf(call));
    if (!parsed.success) return refusal(400, 'MALFORMED', z.prettifyError(parsed.error));
    const answer = this.#take(parsed.data.rows);
    if (answer.status === 200) this.#answered.set(key, { body: text, answer });
    return answer;
  }

  #unsigned({ headers }: Call, text: string): string | undefined {
    const timestamp = headers['leadscore-timestamp'] ?? '';
    const age = Math.abs(this.history.now().getTime() / 1000 - Number(timestamp));
    if (!/^\d+$/.test(timestamp) || age > this.settings.oldest) return 'The timestamp is too old.';
    const expected = `v1=${createHmac('sha256', this.settings.signingKey).update(`${timestamp}.${text}`).digest('hex')}`;
    const given = Buffer.from(headers['leadscore-signature'] ?? '');
    const right = given.length === expected.length && timingSafeEqual(given, Buffer.from(expected));
    return right ? undefined : 'The signature is wrong.';
  }

  #take(rows: readonly Row[]): Answer {
    const { tellsRows, refusesWhole } = this.settings;
    const wrong = rows.map((row) => ({ code: this.#fault(row), row })).find(({ code }) => code !== undefined);
    if (wrong?.code !== undefined && refusesWhole)
      return refusal(422, wrong.code, `A row was not taken: ${JSON.stringify(wrong.row.fields)}`);
    const told = rows.map((row) => this.#takeRow(row, this.#fault(row)));
    return tellsRows ? { status: 200, body: { rows: told } } : { status: 202, body: { received: told.length } };
  }

  #fault({ row_key: key, fields }: Row): string | undefined {
    const { rejects, rejectsAbove } = this.settings;
    const isAbove = (value: unknown) => rejectsAbove !== null && typeof value === 'number' && value > rejectsAbove;
    return rejects[key] ?? (Object.values(fields).some(isAbove) ? 'TOO_HIGH' : undefined);
  }

  #takeRow({ row_key: key, object, crm_id: id, fields }: Row, code: string | undefined): Record<string, unknown> {
    if (code !== undefined)
      return { row_key: key, status: 'rejected', code, message: `not taken: ${JSON.stringify(fields)}` };
    this.put(key, fields);
    this.history.write({ object, id, what: 'update', by: 'webhook', fields });
    return { row_key: key, status: 'ok' };
  }
}

function refusal(status: number, code: string, message: string): Answer {
  return { status, body: { code, message } };
}

import { Decimal } from 'decimal.js';
import { z } from 'zod';
import { minutesOf } from '../duration.js';
import { literal } from './condition.js';
import { name } from './scalars.js';

type Expected = readonly [expected: string, isSound: (value: string | boolean | Decimal) => boolean];

const someText: Expected = ['a text', (value) => typeof value === 'string' && value.trim() !== ''];

/** What the language itself knows of an action; a team may add details of its own. */
const known: Readonly<Record<string, Expected>> = {
  within: ['a time such as 5m, 1h or 2d', (value) => typeof value === 'string' && minutesOf(value) !== undefined],
  task: ['true or false', (value) => typeof value === 'boolean'],
  assign: someText,
  play: someText,
  playbook: someText,
  track: someText,
};

/** What is done with a lead: `{ do: contact, assign: sdr_queue, within: 1h, task: true, play: new_business_hot }` */
export const action = z
  .record(name, literal, { error: () => 'a map such as { do: contact, within: 1h }' })
  .refine((value) => typeof value['do'] === 'string', { error: () => 'a map with at least "do: <what is done>"' })
  .superRefine((value, context) => {
    for (const [key, [expected, isSound]] of Object.entries(known)) {
      const given = value[key];
      if (given !== undefined && !isSound(given)) {
        context.addIssue({ code: 'custom', path: [key], message: expected, input: given });
      }
    }
  });
export type ActionText = z.output<typeof action>;

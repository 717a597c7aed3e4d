import { Decimal } from 'decimal.js';
import { z } from 'zod';
import { act } from './act.js';
import { criterion } from './criterion.js';
import { range } from './dimension.js';
import { map, part } from './part.js';
import { days, decimal, list, name, named, whole } from './scalars.js';

const people = part('what people give to their account', {
  top: whole(1, 100).exactOptional(),
  weights: list(decimal).exactOptional(),
});
export type PeopleText = z.output<typeof people>;

/** Every key but `dominance` is a dimension: `resolve/account.ts` looks. */
const fromPeople = map(
  z
    .object({ dominance: decimal.exactOptional() }, { error: () => 'a map of dimensions, with dominance beside them' })
    .catchall(people),
);

const committee = part('a committee', {
  roles: list(name),
  within: days.exactOptional(),
  points_per_role: decimal,
  at_least_people: whole(1, 1000).exactOptional(),
});

const place = z.enum(['account', 'engaged_leads']);

const engagedPeople = part('engaged people', {
  when: part('how many people', { people: whole(1, 1000), within: days.exactOptional() }),
  points: decimal,
  on: z
    .union([list(place), place], { error: () => 'account, engaged_leads or a list of both' })
    .transform((value) => (Array.isArray(value) ? value : [value])),
});

export const account = part('an account section', {
  level: z.enum(['account', 'ultimate_parent']).exactOptional(),
  range: range.exactOptional(),
  criteria: named(criterion).exactOptional(),
  acts: named(act).exactOptional(),
  from_people: fromPeople.exactOptional(),
  committee: committee.exactOptional(),
  engaged_people: engagedPeople.exactOptional(),
});
export type AccountText = z.output<typeof account>;

/** A value under `from_people` that is of a dimension. */
export function isPeopleText(value: PeopleText | Decimal | undefined): value is PeopleText {
  return value !== undefined && !(value instanceof Decimal);
}

import { Decimal } from 'decimal.js';
import { z } from 'zod';
import { map, part } from './part.js';
import { days, decimal, list, name, named, text, yes } from './scalars.js';

export const literal = z.union([z.string(), z.boolean(), decimal], { error: () => 'a text, a number, true or false' });
export type LiteralText = z.output<typeof literal>;

const otherField = part('another field', { field: text });
const operand = z.union([literal, otherField], { error: () => 'a value, or { field: lead.<name> }' });
export type Operand = z.output<typeof operand>;

/** What can be asked of a field; `resolve/field-test.ts` says which type takes which. */
export const fieldTests = {
  is: operand.exactOptional(),
  in: list(literal).exactOptional(),
  in_list: name.exactOptional(),
  between: z.tuple([literal, literal], { error: () => 'a list of two values: [low, high]' }).exactOptional(),
  at_least: operand.exactOptional(),
  at_most: operand.exactOptional(),
  matches: text.exactOptional(),
  starts_with: text.exactOptional(),
  contains: text.exactOptional(),
  known: yes.exactOptional(),
  unknown: yes.exactOptional(),
  older_than: days.exactOptional(),
  newer_than: days.exactOptional(),
} as const;

/** Made by hand for the sake of the recursion below. */
export interface FieldTestText {
  is?: Operand;
  in?: LiteralText[];
  in_list?: string;
  between?: [LiteralText, LiteralText];
  at_least?: Operand;
  at_most?: Operand;
  matches?: string;
  starts_with?: string;
  contains?: string;
  known?: true;
  unknown?: true;
  older_than?: number;
  newer_than?: number;
}

export const fieldTestNames = Object.keys(fieldTests) as readonly (keyof FieldTestText)[];

const bounds = part('bounds', { at_least: decimal.exactOptional(), at_most: decimal.exactOptional() });
/** A number alone means at least. */
export const resultTest = z.union([decimal, bounds], { error: () => 'a number (at least), or { at_least, at_most }' });
export type ResultTest = z.output<typeof resultTest>;

/** `2` is at least two; `2..3`, `4..` and `0..2` say both ends. */
const times = z.union(
  [
    decimal.refine((value) => value.isInteger() && value.gte(1) && value.lte(1000), { error: () => 'at least 1' }),
    z.string().regex(/^[0-9]{1,4}\.\.[0-9]{0,4}$/, { error: () => 'a range such as 2..3' }),
  ],
  { error: () => 'a whole number (at least so many) or a range such as 2..3' },
);
export type Times = z.output<typeof times>;

export interface ConditionText extends FieldTestText {
  all?: ConditionText[];
  any?: ConditionText[];
  not?: ConditionText;
  field?: string;
  signal?: string;
  family?: string;
  within?: number;
  times?: Times;
  after?: string;
  people?: Times;
  sql?: string;
  total?: ResultTest;
  coverage?: ResultTest;
  account_score?: ResultTest;
  grade?: Record<string, string[]>;
  cell?: string[];
  /** Anything else must be the name of a dimension: `resolve/condition.ts` looks. */
  [dimension: string]: unknown;
}

const shape = {
  all: list(z.lazy((): z.ZodType<ConditionText> => condition)).exactOptional(),
  any: list(z.lazy((): z.ZodType<ConditionText> => condition)).exactOptional(),
  not: z.lazy((): z.ZodType<ConditionText> => condition).exactOptional(),
  field: text.exactOptional(),
  ...fieldTests,
  signal: text.exactOptional(),
  family: text.exactOptional(),
  within: days.exactOptional(),
  times: times.exactOptional(),
  after: text.exactOptional(),
  people: times.exactOptional(),
  sql: text.exactOptional(),
  total: resultTest.exactOptional(),
  coverage: resultTest.exactOptional(),
  account_score: resultTest.exactOptional(),
  grade: named(list(text)).exactOptional(),
  cell: list(name).exactOptional(),
};

export const condition: z.ZodType<ConditionText> = map(
  z.looseObject(shape, { error: () => 'a map (a condition)' }).meta({ title: 'a condition' }),
);

export const conditionKeys: readonly string[] = Object.keys(shape);

export function isDecimal(value: unknown): value is Decimal {
  return value instanceof Decimal;
}

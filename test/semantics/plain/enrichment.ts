/** What vendors say of an account: which answers there are when attributes are read, and whose is taken. */
import { dayOfDate, monthOf, weekOf, type Zone } from './days.js';
import { type Cell, type FactRow, momentIn, textIn } from './facts.js';
import { daysIn } from './yaml.js';

interface Rule {
  /** In the order in which they are believed; `crm` is the CRM's own value. */
  readonly vendors?: readonly string[];
  /** `10d`: from this age on an answer counts no more. */
  readonly max_age?: string;
  readonly needs_confirmation?: boolean;
}

/** `enrichment:` of standards.yaml. */
export interface EnrichmentRules extends Rule {
  readonly fields?: Readonly<Record<string, Rule>>;
}

/** Those of the fields vendors can tell that the tested rubrics ask about. */
export const enrichedFields = ['industry', 'employees', 'country'] as const;

/** What is known when attributes are read. */
export interface Reading {
  readonly zone: Zone;
  /** Ages are counted from it. */
  readonly day: number;
  readonly isKnown: (knownAt: number) => boolean;
}

/** @param cadence `daily`, `weekly` or `monthly`; at the moment itself where a rubric says nothing */
export function readingAt(asOf: number, zone: Zone, cadence: string): Reading {
  const today = zone.dayOf(asOf);
  const day = boundaryOf(today, cadence);
  if (day === undefined) return { zone, day: today, isKnown: (knownAt) => knownAt <= asOf };
  return { zone, day, isKnown: (knownAt) => zone.dayOf(knownAt) < day };
}

/** The day since which what becomes known waits; nothing where nothing waits. */
export function boundaryOf(today: number, cadence: string): number | undefined {
  switch (cadence) {
    case 'daily':
      return today;
    case 'weekly':
      return [0, 1, 2, 3, 4, 5, 6].map((back) => today - back).findLast((day) => weekOf(day) === weekOf(today));
    case 'monthly':
      return dayOfDate(`${monthOf(today)}-01`);
    default:
      return undefined;
  }
}

/**
 * The fields as a rubric reads them, where there is a value.
 * @param own the CRM's record, if it has one
 * @param answers of vendors about this account, in any order
 */
export function believed(
  own: FactRow | undefined,
  answers: readonly FactRow[],
  rules: EnrichmentRules,
  reading: Reading,
): FactRow {
  return Object.fromEntries(
    enrichedFields.map((field): [string, Cell] => {
      const rule: Rule = { ...rules, ...rules.fields?.[field] };
      const values = (rule.vendors ?? ['crm']).map((vendor) =>
        vendor === 'crm' ? own?.[field] : valueOf(field, newestOf(vendor, field, answers, reading), rule, reading),
      );
      return [field, values.find((value) => value !== undefined && value !== null) ?? null];
    }),
  );
}

function newestOf(
  vendor: string,
  field: string,
  answers: readonly FactRow[],
  { isKnown }: Reading,
): FactRow | undefined {
  const told = answers.filter(
    (row) =>
      textIn(row['vendor'])?.trim().toLowerCase() === vendor &&
      (row[field] ?? null) !== null &&
      isKnown(knownAtOf(row)),
  );
  const [newest] = told.toSorted(
    (a, b) => fetchedAtOf(b) - fetchedAtOf(a) || knownAtOf(b) - knownAtOf(a) || (idOf(a) < idOf(b) ? -1 : 1),
  );
  return newest;
}

function valueOf(field: string, answer: FactRow | undefined, rule: Rule, reading: Reading): Cell | undefined {
  if (answer === undefined) return undefined;
  if (rule.needs_confirmation === true && answer['is_confirmed'] !== true) return undefined;
  const age = reading.day - reading.zone.dayOf(fetchedAtOf(answer));
  return age < (daysIn(rule.max_age) ?? Infinity) ? answer[field] : undefined;
}

function fetchedAtOf(row: FactRow): number {
  return momentIn(row['fetched_at']) ?? 0;
}

function knownAtOf(row: FactRow): number {
  return momentIn(row['known_at']) ?? fetchedAtOf(row);
}

function idOf(row: FactRow): string {
  return textIn(row['record_id']) ?? '';
}

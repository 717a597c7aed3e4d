/** A golden lead: given these facts, expect this score, tier and these reasons. */
import { Decimal } from 'decimal.js';
import { z } from 'zod';
import { canonicalEntities, type CanonicalColumn, type EntityName, type ScalarType } from '../generate/canonical.js';
import type { Value } from '../engine/engine.js';
import type { Place, Problem } from '../problem.js';
import { didYouMean } from '../problem/closest.js';
import type { Project } from '../rubric/model.js';
import { error, type Report } from '../rubric/report.js';
import { part } from '../rubric/schema/part.js';
import { decimal, flag, list, name, named, text } from '../rubric/schema/scalars.js';
import { validate } from '../rubric/schema/validate.js';
import { tableExpectations, type TableWord, tableWords } from './tables.js';
import type { Cursor } from '../rubric/yaml/cursor.js';
import { parseYaml } from '../rubric/yaml/parse.js';

const cell = z.union([z.string(), z.boolean(), z.null(), decimal], { error: () => 'a text, a number, true or false' });
const rows = list(z.record(z.string(), cell, { error: () => 'a map of columns' }));

const orNull = z.union([text, z.null()], { error: () => 'a text, or null' });

const dropped = z.string().regex(/^[a-z][a-z0-9_]*(?:\.(?:limit|reset|count_from))?$/, {
  error: () => 'an act rule, perhaps with why its acts do not count: .limit, .reset or .count_from',
});

const expectation = part('an expectation', {
  lead: text,
  is_scored: flag.exactOptional(),
  total: decimal.exactOptional(),
  dimensions: named(decimal).exactOptional(),
  tier: name.exactOptional(),
  /** Letters by dimension. */
  grades: named(text).exactOptional(),
  cell: orNull.exactOptional(),
  computed_tier: name.exactOptional(),
  action: text.exactOptional(),
  action_due_minutes: z.union([decimal, z.null()]).exactOptional(),
  disposition: text.exactOptional(),
  dispositions: text.exactOptional(),
  route_to: orNull.exactOptional(),
  experiment_arm: orNull.exactOptional(),
  variant: orNull.exactOptional(),
  is_primary: flag.exactOptional(),
  predictive_value: z.union([decimal, z.null()]).exactOptional(),
  predictive_rank: z.union([decimal, z.null()]).exactOptional(),
  demoted_from: orNull.exactOptional(),
  failed_gates: orNull.exactOptional(),
  suppressed_because: orNull.exactOptional(),
  /** Points in its dimension by rule, or `rule.kind` for a cap. */
  reasons: z.record(z.string(), decimal, { error: () => 'a map of rules and points' }).exactOptional(),
  /** Points of acts that do not count by rule, or `rule.limit`, `rule.reset`, `rule.count_from` for why. */
  dropped: z.record(dropped, decimal, { error: () => 'a map of rules and points' }).exactOptional(),
  transition: tableExpectations.transition.exactOptional(),
  rejection: tableExpectations.rejection.exactOptional(),
  tier_outcome: tableExpectations.tier_outcome.exactOptional(),
});

const given = part('the given facts', {
  leads: rows.exactOptional(),
  contacts: rows.exactOptional(),
  accounts: rows.exactOptional(),
  opportunities: rows.exactOptional(),
  campaign_responses: rows.exactOptional(),
  events: rows.exactOptional(),
  enrichment: rows.exactOptional(),
  account_events: rows.exactOptional(),
  overrides: rows.exactOptional(),
  touches: rows.exactOptional(),
  tasks: rows.exactOptional(),
  tickets: rows.exactOptional(),
  spend: rows.exactOptional(),
  opportunity_stages: rows.exactOptional(),
  status_history: rows.exactOptional(),
  consents: rows.exactOptional(),
});

const schema = part('a golden case', {
  case: text,
  rubric: name,
  /** Runs before, and the facts as they were then: what is stored of them is there at `as_of`. */
  earlier: list(part('an earlier run', { as_of: text, given })).exactOptional(),
  as_of: text,
  given,
  expect: list(expectation),
});

/** Columns of `lead_scores` that an expectation names as they are. */
export const plainColumns = [
  'tier',
  'cell',
  'computed_tier',
  'action',
  'action_due_minutes',
  'disposition',
  'dispositions',
  'failed_gates',
  'suppressed_because',
  'route_to',
  'experiment_arm',
  'variant',
  'is_primary',
  'predictive_value',
  'predictive_rank',
  'demoted_from',
] as const;

export interface Expectation {
  /** Lead id, record id or address. */
  readonly lead: string;
  readonly isScored: boolean;
  /** What must be so, by what it is called in messages. */
  readonly values: ReadonlyMap<string, string | null>;
  readonly reasons: ReadonlyMap<string, string>;
  readonly dropped: ReadonlyMap<string, string>;
  /** Columns of rows of other tables; null: there is no row. */
  readonly rows: ReadonlyMap<TableWord, ReadonlyMap<string, string | null> | null>;
  readonly at: Place;
}

/** Rows by entity, each with the canonical columns and attributes it gives. */
export type GivenRows = ReadonlyMap<EntityName, readonly Readonly<Record<string, Value>>[]>;

export interface GoldenCase {
  readonly file: string;
  readonly name: string;
  readonly rubric: string;
  /** In the order in which they are run. */
  readonly earlier: readonly { readonly asOf: string; readonly given: GivenRows }[];
  readonly asOf: string;
  readonly given: GivenRows;
  readonly expect: readonly Expectation[];
}

/** Column -> type of an entity, the project's own attributes included. */
export function columnsOfEntity(project: Project, entity: EntityName): ReadonlyMap<string, ScalarType> {
  const canonical = Object.entries<CanonicalColumn>(canonicalEntities[entity].columns).map(
    ([column, { type }]) => [column, type] as const,
  );
  const attributes = project.sources.flatMap((source) =>
    source.entities
      .filter((mapping) => mapping.entity === entity)
      .flatMap((mapping) => mapping.attributes.map((attribute) => [attribute.name, attribute.type] as const)),
  );
  return new Map([...canonical, ...attributes]);
}

function cellValue(given: string | boolean | null | Decimal): Value {
  return given instanceof Decimal ? given.toFixed() : given;
}

function shown(value: string | boolean | null | Decimal | undefined): string | null {
  return value === null || value === undefined ? null : value instanceof Decimal ? value.toFixed() : String(value);
}

/** Reads one file. Whatever is wrong is in `problems`, and the case is then absent. */
export function readCase(
  project: Project,
  file: string,
  source: string,
): { readonly golden?: GoldenCase; readonly problems: readonly Problem[] } {
  const { node, problems } = parseYaml(file, source);
  if (node === undefined) return { problems };
  const { value, cursor, problems: faults } = validate(schema, node);
  const found: Problem[] = [...problems, ...faults];
  if (value === undefined) return { problems: found };
  const rubrics = project.rubrics.map((rubric) => rubric.name);
  if (!rubrics.includes(value.rubric)) {
    found.push(
      error('golden/unknown-rubric', cursor.at('rubric').place, `There is no rubric "${value.rubric}".`, {
        todo: didYouMean(value.rubric, rubrics),
      }),
    );
  }
  const report: Report = (problem) => void found.push(problem);
  const given = givenRows(project, value.given, cursor.at('given'), report);
  const earlier = (value.earlier ?? []).map((run, index) => ({
    asOf: run.as_of,
    given: givenRows(project, run.given, cursor.at('earlier', index, 'given'), report),
  }));
  const expect = value.expect.map((one, index): Expectation => {
    const values = new Map<string, string | null>();
    if (one.total !== undefined) values.set('total', shown(one.total));
    for (const [dimension, points] of Object.entries(one.dimensions ?? {})) values.set(dimension, shown(points));
    for (const [dimension, letter] of Object.entries(one.grades ?? {})) values.set(`${dimension}_grade`, letter);
    for (const key of plainColumns) {
      if (one[key] !== undefined) values.set(key, shown(one[key]));
    }
    return {
      lead: one.lead,
      isScored: one.is_scored ?? true,
      values,
      reasons: new Map(Object.entries(one.reasons ?? {}).map(([rule, points]) => [rule, points.toFixed()])),
      dropped: new Map(Object.entries(one.dropped ?? {}).map(([rule, points]) => [rule, points.toFixed()])),
      rows: new Map(
        tableWords.flatMap((word) => {
          const row = one[word];
          return row === undefined ? [] : [[word, row === null ? null : shownRow(row)] as const];
        }),
      ),
      at: cursor.at('expect', index).place,
    };
  });
  if (found.length > 0) return { problems: found };
  return {
    golden: { file, name: value.case, rubric: value.rubric, earlier, asOf: value.as_of, given, expect },
    problems: [],
  };
}

function shownRow(
  row: Readonly<Record<string, string | boolean | null | Decimal>>,
): ReadonlyMap<string, string | null> {
  return new Map(Object.entries(row).map(([column, expected]) => [column, shown(expected)]));
}

type GivenText = z.output<typeof given>;

function givenRows(project: Project, facts: GivenText, cursor: Cursor, report: Report): GivenRows {
  const read = new Map<EntityName, readonly Readonly<Record<string, Value>>[]>();
  for (const entity of Object.keys(canonicalEntities) as EntityName[]) {
    const columns = columnsOfEntity(project, entity);
    const entityRows = facts[entity] ?? [];
    for (const [index, row] of entityRows.entries()) {
      for (const column of Object.keys(row)) {
        if (columns.has(column)) continue;
        report(
          error(
            'golden/unknown-column',
            cursor.at(entity, index, column).keyPlace,
            `${entity} have no column "${column}".`,
            { todo: didYouMean(column, [...columns.keys()]) },
          ),
        );
      }
    }
    read.set(
      entity,
      entityRows.map((row) => Object.fromEntries(Object.entries(row).map(([column, one]) => [column, cellValue(one)]))),
    );
  }
  return read;
}

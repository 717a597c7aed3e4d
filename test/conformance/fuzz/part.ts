import { cellText } from '../compare.js';
import { entries } from '../leadscore.js';
import { agree, outcomeText } from '../outcome.js';
import type { PartResult } from '../part.js';
import type { Held, Sides } from '../sides.js';
import { type Pair, compareTexts } from './compare-texts.js';
import {
  type Grammar,
  type Tree,
  type Productions,
  draw,
  entriesOf,
  expandedSize,
  productions,
  subtrees,
  treeText,
} from './generate.js';
import { LearnedWeight } from './learned-weight.js';
import { type Random, seeded } from './random.js';
import { shrink } from './shrink.js';
import { type FuzzTable, fuzzTable } from './table.js';

export interface FuzzOptions {
  readonly seed: number;
  readonly count: number;
}

const rowsPerTable = 6;
const perQuery = 40;
/** A new table after so many queries. */
const queriesPerTable = 25;
/** Calls within calls; the shallow ones are drawn more often, since each level multiplies the text. */
const depths = [1, 2, 2, 2, 3, 3, 4];
/** See `expandedSize`. */
const mostExpanded = 60;
/**
 * A row for which GoogleSQL raises an error has no right value. DuckDB leaves out what it can prove it does not need
 * (`(x * y) IS NULL` over an overflow), and then gives one. Such expressions would be counted apart; more than
 * this share of them is a failure.
 */
const mostAnswered = 0;
/** Further differences are told as they were drawn. */
const mostShrunk = 30;

/** Composes random typed expressions over the closed list and compares both sides on every row. */
export async function judgeFuzz(sides: Sides, { seed, count }: FuzzOptions): Promise<PartResult> {
  const random = seeded(seed);
  const weights = new LearnedWeight();
  const made = productions(entries);
  const roots = [...made.keys()];
  const failures: string[] = [];
  const counts = {
    expressions: 0,
    cells: 0,
    'without an answer on both sides': 0,
    'beyond the declared limits': 0,
    'answered by DuckDB alone': 0,
  };
  let table: FuzzTable | undefined;
  let held: Held | undefined;
  for (let query = 0; counts.expressions < count; query += 1) {
    if (!table || !held || query % queriesPerTable === 0) {
      table = fuzzTable(random, rowsPerTable);
      held = await sides.hold({ fuzz: table.relation });
    }
    const grammar: Grammar = { entries, columns: table.columns, weight: weights.weight };
    const trees = Array.from({ length: Math.min(perQuery, count - counts.expressions) }, () =>
      drawSmall(random, grammar, made, roots),
    );
    const found = await compareTrees(held, trees);
    for (const [at, tree] of trees.entries()) {
      const outcomes = found[at] ?? [];
      counts.expressions += 1;
      counts.cells += outcomes.length;
      const without = outcomes.filter(([judge]) => judge.kind === 'error').length;
      counts['without an answer on both sides'] += without;
      weights.note(entriesOf(tree), without > 0);
      const verdict = verdictOf(tree, outcomes);
      if (verdict === 'agrees') continue;
      if (verdict === 'answered' && counts['answered by DuckDB alone'] < count * mostAnswered) {
        counts['answered by DuckDB alone'] += 1;
        continue;
      }
      const guilty = verdict === 'beyond' ? await undeclared(held, tree) : tree;
      if (guilty === undefined) counts['beyond the declared limits'] += 1;
      else if (failures.length < mostShrunk) failures.push(await shrunk(held, table, guilty));
      else failures.push(`not shrunk: ${treeText(guilty)}`);
    }
  }
  // The same small expression may be at the bottom of many: it is told once.
  const told = [...new Set(failures)];
  const failed = failures.length;
  return { part: 'fuzz', counts, passed: counts.expressions - failed, failed, failures: told, notes: [`seed ${seed}`] };
}

/** Draws until the expression is one that DuckDB plans in reasonable time. */
function drawSmall(random: Random, grammar: Grammar, made: Productions, roots: readonly string[]): Tree {
  for (;;) {
    const tree = draw(random, grammar, made, random.pick(roots), random.pick(depths));
    if (expandedSize(tree) <= mostExpanded) return tree;
  }
}

function compareTrees(held: Held, trees: readonly Tree[]): Promise<Pair[][]> {
  return compareTexts(held, trees.map(treeText), rowsPerTable);
}

function verdictOf(tree: Tree, outcomes: readonly Pair[]): 'agrees' | 'beyond' | 'answered' | 'differs' {
  const different = outcomes.filter(([judge, duckdb]) => !agree(judge, duckdb));
  if (different.length === 0) return 'agrees';
  if (different.every(([judge, duckdb]) => judge.kind === 'error' && duckdb.kind === 'value')) return 'answered';
  const onlyErrors = different.every(([judge, duckdb]) => judge.kind === 'value' && duckdb.kind === 'error');
  return hasLimits(tree) && onlyErrors ? 'beyond' : 'differs';
}

function hasLimits(tree: Tree): boolean {
  return entriesOf(tree).some((entry) => entry.limits !== undefined);
}

/** One entry's limits excuse no other: a part of the expression that has no limits, and differs on its own. */
async function undeclared(held: Held, tree: Tree): Promise<Tree | undefined> {
  const parts = subtrees(tree).filter((part) => part.kind === 'call' && !hasLimits(part));
  if (parts.length === 0) return undefined;
  const found = await compareTrees(held, parts);
  return parts.find((part, at) => verdictOf(part, found[at] ?? []) === 'differs');
}

/** The difference, made as small as it gets, with the first row that shows it. */
async function shrunk(held: Held, table: FuzzTable, tree: Tree): Promise<string> {
  const differs = async (each: Tree): Promise<boolean> => {
    const [outcomes = []] = await compareTrees(held, [each]);
    return ['differs', 'answered'].includes(verdictOf(each, outcomes));
  };
  const small = await shrink(tree, table.columns, differs);
  const [outcomes = []] = await compareTrees(held, [small]);
  const at = outcomes.findIndex(([judge, duckdb]) => !agree(judge, duckdb));
  const [judge, duckdb] = outcomes[at] ?? [];
  const text = treeText(small);
  const cells = table.relation.columns
    .map((column, place) => ({ name: column.name, cell: table.relation.rows[at]?.[place] ?? null }))
    .filter(({ name }) => new RegExp(`\\b${name}\\b`).test(text))
    .map(({ name, cell }) => `${name} = ${cellText(cell)}`);
  return [
    text,
    ...(cells.length > 0 ? [`where ${cells.join(', ')}`] : []),
    `judge  ${judge ? outcomeText(judge) : ''}`,
    `duckdb ${duckdb ? outcomeText(duckdb) : ''}`,
  ].join('\n');
}

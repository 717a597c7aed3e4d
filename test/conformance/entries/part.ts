import type { Entry } from '../../../scripts/engine/googlesql/entry.js';
import { type Ground, type Placing, evaluateAll } from '../both.js';
import { cellText } from '../compare.js';
import type { Relation } from '../judge/judge.js';
import { entries } from '../leadscore.js';
import { type Held, type Sides } from '../sides.js';
import { agree, outcomeText } from '../outcome.js';
import type { PartResult } from '../part.js';
import { caseTable, firstArgument, idsOf } from './case-table.js';
import { type Shape, clocks, filled, isOfNear, shapesOf } from './expressions.js';

/** A signature of an entry is tried on at least so many cases. */
const fewestCases = 10;
/** Differences told for one shape; the others only count. */
const told = 3;

interface Tally {
  cases: number;
  passed: number;
  failed: number;
  beyondLimits: number;
  readonly failures: string[];
}

/** Tries every entry of the closed list on the pools of its argument types, on both sides. */
export async function judgeEntries(sides: Sides, only?: string): Promise<PartResult> {
  const chosen = entries.filter((each) => only === undefined || each.name === only);
  const plans = chosen.map((entry) => ({ entry, shapes: shapesOf(entry) }));
  const tables: Record<string, Relation> = {};
  for (const { entry, shapes } of plans) {
    for (const shape of shapes)
      tables[tableName(entry, shape)] ??= caseTable(
        shape.open.map((each) => each.type),
        placingOf(entry),
        isOfNear(entry),
      );
  }
  const held = await sides.hold(tables);
  const tally: Tally = { cases: 0, passed: 0, failed: 0, beyondLimits: 0, failures: [] };
  let signatures = 0;
  for (const { entry, shapes } of plans) {
    signatures += entry.signatures.length;
    await judgeEntry(held, entry, shapes, tables, tally);
  }
  const { cases, passed, failed, failures, beyondLimits } = tally;
  return {
    part: 'entries',
    counts: { entries: chosen.length, signatures, cases, 'beyond the declared limits': beyondLimits },
    passed,
    failed,
    failures,
    notes: [],
  };
}

async function judgeEntry(
  held: Held,
  entry: Entry,
  shapes: readonly Shape[],
  tables: Readonly<Record<string, Relation>>,
  tally: Tally,
): Promise<void> {
  const byTable = new Map<string, Shape[]>();
  for (const shape of shapes) {
    const name = tableName(entry, shape);
    byTable.set(name, [...(byTable.get(name) ?? []), shape]);
  }
  const tried = new Map<string, number>();
  for (const [name, group] of byTable) {
    const table = tables[name];
    if (!table) throw new Error(`no table ${name}`);
    const ground: Ground = { table: `\`${name}\``, ids: idsOf(table), placing: placingOf(entry) };
    const expressions = group.map((shape) => expressionOf(shape));
    const [wanted, got] = await Promise.all([
      evaluateAll(held.judge, expressions, ground),
      evaluateAll(held.duckdb, expressions, ground),
    ]);
    group.forEach((shape, at) => {
      const signature = `(${shape.signature.args.join(', ')}) ${shape.signature.returns}`;
      tried.set(signature, (tried.get(signature) ?? 0) + ground.ids);
      compareShape(entry, shape, table, expressions[at] ?? '', wanted[at] ?? [], got[at] ?? [], tally);
    });
  }
  if (shapes.length === 0) fail(tally, `${entry.name}: no cases`);
  for (const [signature, count] of tried) {
    // A BOOL has three values, and all of them are tried.
    if (count < fewestCases && !signature.startsWith('(BOOL') && !(entry.name in clocks))
      fail(tally, `${entry.name} ${signature}: only ${count} cases`);
  }
}

function compareShape(
  entry: Entry,
  shape: Shape,
  table: Relation,
  expression: string,
  wanted: Awaited<ReturnType<typeof evaluateAll>>[number],
  got: Awaited<ReturnType<typeof evaluateAll>>[number],
  tally: Tally,
): void {
  let differences = 0;
  wanted.forEach((judge, id) => {
    const duckdb = got[id] ?? { kind: 'invalid', message: 'nothing' };
    tally.cases += 1;
    if (agree(judge, duckdb) && (judge.kind !== 'value' || judge.type === shape.signature.returns)) {
      tally.passed += 1;
      return;
    }
    if (entry.limits !== undefined && judge.kind === 'value' && duckdb.kind === 'error') {
      tally.beyondLimits += 1;
      tally.passed += 1;
      return;
    }
    differences += 1;
    tally.failed += 1;
    if (differences > told) return;
    const rows = table.rows
      .filter((row) => row[0] === id)
      .map((row) => row.slice(firstArgument).map(cellText).join(', '));
    tally.failures.push(
      `${entry.name}: ${expression} on (${rows.join('; ')})\njudge  ${outcomeText(judge)}\nduckdb ${outcomeText(duckdb)}\nlisted ${shape.signature.returns}`,
    );
  });
  if (wanted.every((judge) => judge.kind === 'error'))
    fail(tally, `${entry.name}: ${expression} has no answer in any case: the cases prove nothing`);
  if (differences > told)
    tally.failures.push(`${entry.name}: ${expression} differs on ${differences - told} further rows`);
}

function fail(tally: Tally, text: string): void {
  tally.failed += 1;
  tally.failures.push(text);
}

function expressionOf(shape: Shape): string {
  return filled(shape, new Map(shape.open.map(({ number }, at) => [number, `a${at + 1}`])));
}

export function placingOf(entry: Entry): Placing {
  if (entry.kind === 'aggregate') return 'group';
  return entry.kind === 'window' ? 'window' : 'row';
}

function tableName(entry: Entry, shape: Shape): string {
  const types = shape.open.map((each) => each.type.toLowerCase().replace(/\W+/g, '_'));
  return [isOfNear(entry) ? 'near' : 'by', placingOf(entry), ...types].join('_');
}

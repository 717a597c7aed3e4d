import type { Entry, Printed } from '../../../scripts/engine/googlesql/entry.js';
import { judgeEntries } from '../entries/part.js';
import { entries } from '../leadscore.js';
import type { PartResult } from '../part.js';
import type { Sides } from '../sides.js';

/** How many entries of each kind are broken when none is named. */
const perKind = 2;
/** One in so many cases is broken at a time. */
const parts = 7;

/**
 * Breaks the DuckDB text of one entry at a time, in memory, and demands that the judge finds a difference which it did
 * not find before. An entry whose break goes unseen is a failure: its cases prove nothing.
 */
export async function judgeSabotage(sides: Sides, name?: string): Promise<PartResult> {
  const chosen = name === undefined ? someOfEachKind() : entries.filter((each) => each.name === name);
  const failures = chosen.length === 0 ? [`no entry is named ${name ?? ''}`] : [];
  const notes: string[] = [];
  for (const entry of chosen) {
    const before = new Set((await judgeEntries(sides, entry.name)).failures);
    const first = await firstFound(sides, entry, before);
    if (first === undefined) failures.push(`${entry.name}: broken, and no difference was found`);
    else notes.push(`${entry.name}: found, ${first.split('\n')[0] ?? ''}`);
  }
  const passed = chosen.length - failures.length;
  return {
    part: 'sabotage',
    counts: { 'entries broken': chosen.length },
    passed: Math.max(0, passed),
    failed: failures.length,
    failures,
    notes,
  };
}

/**
 * Breaks one case in seven, which a handful of cases could miss; then another one in seven, since an entry on a few
 * values only (NOT, COUNT) may have none in the first. The first difference that was not there before.
 */
async function firstFound(sides: Sides, entry: Entry, before: ReadonlySet<string>): Promise<string | undefined> {
  for (let part = 0; part < parts; part += 1) {
    const { failures } = await whileBroken(entry, part, () => judgeEntries(sides, entry.name));
    const first = failures.find((each) => !before.has(each));
    if (first !== undefined) return first;
  }
  return undefined;
}

async function whileBroken<T>(entry: Entry, part: number, work: () => Promise<T>): Promise<T> {
  // Calls of aggregates and windows are printed by their shape; a row of theirs has no arguments to tell cases by.
  const printing: { readonly print: (...args: never[]) => string } = entry.shape ?? entry;
  const { print } = printing;
  const broken = (...args: never[]): string => {
    const sql = print(...args);
    const [first] = args as readonly unknown[];
    const given = entry.shape === undefined && Array.isArray(first) ? (first as readonly Printed[]) : [];
    // Nothing to tell cases by: a clock, which is never the same twice.
    if (entry.shape === undefined && given.length === 0) return `CASE WHEN FALSE THEN ${sql} END`;
    const told = given.length > 0 ? given.map((each) => each.sql).join(', ') : sql;
    return `CASE WHEN hash(${told}) % ${parts} <> ${part} THEN ${sql} END`;
  };
  Object.assign(printing, { print: broken });
  try {
    return await work();
  } finally {
    Object.assign(printing, { print });
  }
}

/** The same ones every time: evenly spread over the list of each kind. */
function someOfEachKind(): Entry[] {
  const kinds = [...new Set(entries.map((each) => each.kind))];
  return kinds.flatMap((kind) => {
    const own = entries.filter((each) => each.kind === kind);
    const step = Math.max(1, Math.floor(own.length / perKind));
    return own.filter((_, at) => at % step === 0).slice(0, perKind);
  });
}

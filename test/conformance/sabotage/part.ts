import type { Entry } from '../../../scripts/engine/googlesql/entry.js';
import { judgeEntries } from '../entries/part.js';
import { shapesOf } from '../entries/expressions.js';
import { entries } from '../leadscore.js';
import type { PartResult } from '../part.js';
import type { Sides } from '../sides.js';

/** How many entries of each kind are broken when none is named. */
const perKind = 2;

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
    const found = await whileBroken(entry, async () => (await judgeEntries(sides, entry.name)).failures);
    const first = found.find((each) => !before.has(each));
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

async function whileBroken<T>(entry: Entry, work: () => Promise<T>): Promise<T> {
  const { print } = entry;
  const varies = shapesOf(entry).some((shape) => shape.open.length > 0);
  const broken: Entry['print'] = (args) => {
    const sql = print(args);
    // One value in seven is lost: a break that a handful of cases could miss.
    return varies ? `CASE WHEN hash(${sql}) % 7 <> 3 THEN ${sql} END` : `CASE WHEN FALSE THEN ${sql} END`;
  };
  Object.assign(entry, { print: broken });
  try {
    return await work();
  } finally {
    Object.assign(entry, { print });
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

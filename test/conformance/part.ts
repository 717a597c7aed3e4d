/** What a part of the judgement found. Every check is counted once, as passed or as failed. */
export interface PartResult {
  readonly part: string;
  /** What was judged, in the part's own words: entries, cases, expressions, models, rows. */
  readonly counts: Readonly<Record<string, number>>;
  readonly passed: number;
  readonly failed: number;
  /** What failed: on what, the judge's answer, DuckDB's. One text may stand for several failed checks, and says so. */
  readonly failures: readonly string[];
  /** What a reader should know although it is no failure: a table that was cut, an allowed branch. */
  readonly notes: readonly string[];
}

/** Failures printed in full for each part; the rest are counted. */
const shown = 200;

/** @param project of which alone this is told */
export function printPart(
  { part, counts, failed, failures, notes }: PartResult,
  seconds: number,
  project?: string,
): void {
  for (const note of notes) console.log(`  ${note}`);
  for (const failure of failures.slice(0, shown)) console.log(`  FAILED ${failure.replaceAll('\n', '\n    ')}`);
  if (failures.length > shown) console.log(`  and ${failures.length - shown} more`);
  const said = Object.entries(counts).map(([name, count]) => `${count.toLocaleString('en')} ${name}`);
  console.log(
    `${part}${project === undefined ? '' : ` of ${project}`}: ${said.join(', ')}, ${failed} differences (${seconds.toFixed(1)} s)\n`,
  );
}

/** Results of the same part, such as those of several projects, as one; in the order in which the parts first come. */
export function mergeParts(results: readonly PartResult[]): readonly PartResult[] {
  const merged = new Map<string, PartResult>();
  for (const each of results) {
    const known = merged.get(each.part);
    merged.set(each.part, known === undefined ? each : sumOf(known, each));
  }
  return [...merged.values()];
}

function sumOf(one: PartResult, other: PartResult): PartResult {
  const names = [...new Set([...Object.keys(one.counts), ...Object.keys(other.counts)])];
  return {
    part: one.part,
    counts: Object.fromEntries(names.map((name) => [name, (one.counts[name] ?? 0) + (other.counts[name] ?? 0)])),
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    failures: [...one.failures, ...other.failures],
    notes: [...one.notes, ...other.notes],
  };
}

/** The table at the end, and its last line. Returns the exit code. */
export function printSummary(results: readonly PartResult[]): number {
  const rows = results.map((each) => [
    each.part,
    String(each.passed),
    String(each.failed),
    Object.entries(each.counts)
      .map(([name, count]) => `${count.toLocaleString('en')} ${name}`)
      .join(', '),
  ]);
  const table = [['part', 'passed', 'failed', 'judged'], ...rows];
  const widths = [0, 1, 2, 3].map((at) => Math.max(...table.map((row) => (row[at] ?? '').length)));
  for (const row of table)
    console.log(
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  printTotals(results);
  const passed = results.reduce((sum, each) => sum + each.passed, 0);
  const failed = results.reduce((sum, each) => sum + each.failed, 0);
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** What a reader looks for first, of the parts that ran. */
function printTotals(results: readonly PartResult[]): void {
  const sum = (name: string): number | undefined => {
    const found = results.flatMap(({ counts }) => counts[name] ?? []);
    return found.length === 0 ? undefined : found.reduce((total, each) => total + each, 0);
  };
  const differences = results.filter(({ part }) => part !== 'branches').map(({ failed }) => failed);
  const totals: readonly (readonly [string, number | undefined])[] = [
    ['models', sum('models')],
    ['rows', sum('rows')],
    ['entries', sum('entries')],
    ['differences', differences.length === 0 ? undefined : differences.reduce((total, each) => total + each, 0)],
    ['branches never taken', sum('never taken')],
  ];
  console.log();
  for (const [name, total] of totals) {
    if (total !== undefined) console.log(`${name.padEnd(20)}  ${total.toLocaleString('en').padStart(9)}`);
  }
}

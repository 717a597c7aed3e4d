import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { costCurve } from './cost-curve.js';

const cost = z.object({ cpuSeconds: z.number().positive() });

/** Of a refresh's figures, what the picture shows. */
const drawn = z.object({
  events: z.number().positive(),
  runs: z.object({ fullRefresh: cost, incremental: cost }),
  yardstick: z.object({ nested: cost }),
});

export type DrawnRefresh = z.infer<typeof drawn>;

/** The refreshes in figures that the bench printed or saved before. Throws a RangeError, which names the file, where there are none. */
export function savedRefreshes(files: readonly string[]): readonly DrawnRefresh[] {
  return files.flatMap((file) => {
    const found = z.object({ refresh: z.array(drawn).nonempty() }).safeParse(jsonIn(file));
    if (!found.success) throw new RangeError(`there are no figures of a refresh in ${file}`);
    return found.data.refresh;
  });
}

function jsonIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Processor seconds by raw events, as SVG: what other work on the machine changes least. Throws a RangeError for fewer than two sizes. */
export function refreshCurve(runs: readonly DrawnRefresh[]): string {
  const series = (name: string, colour: string, seconds: (run: DrawnRefresh) => number) => ({
    name,
    colour,
    points: runs.map((run) => ({ x: run.events, y: seconds(run) })).toSorted((a, b) => a.x - b.x),
  });
  return costCurve(
    [
      series('full refresh', '#1f5fa8', (run) => run.runs.fullRefresh.cpuSeconds),
      series('1 % new', '#b3541e', (run) => run.runs.incremental.cpuSeconds),
      series('yardstick', '#57606a', (run) => run.yardstick.nested.cpuSeconds),
    ],
    'Processor seconds of a run as raw events grow; the number at each line is its exponent',
  );
}

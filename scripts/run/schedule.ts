import type { TargetKey } from '../graph/graph.js';

interface Scheduled {
  readonly key: TargetKey;
  readonly dependsOn: readonly TargetKey[];
}

/** How a task ended, as far as those that wait for it care. */
export type Outcome = 'done' | 'failed';

export interface Schedule<T extends Scheduled> {
  /** In dependency order; what is not among them counts as there. */
  readonly tasks: readonly T[];
  /** Most tasks in flight at once. */
  readonly parallel: number;
  /** Must not reject: failing is an outcome. */
  readonly run: (task: T) => Promise<Outcome>;
  /** Called instead of `run` when something it reads failed; `because` are the keys that failed themselves. */
  readonly skip: (task: T, because: readonly TargetKey[]) => void;
  /** No task is begun once it is raised. */
  readonly signal?: AbortSignal | undefined;
}

/** Runs tasks as soon as everything they read is done. Returns those that were never begun because of the signal. */
export async function runInOrder<T extends Scheduled>(schedule: Schedule<T>): Promise<readonly T[]> {
  const inRun = new Set(schedule.tasks.map((task) => task.key));
  const outcomes = new Map<TargetKey, Outcome>();
  const causes = new Map<TargetKey, readonly TargetKey[]>();
  let waiting: readonly T[] = schedule.tasks;
  const running = new Set<Promise<void>>();

  const settle = (key: TargetKey, outcome: Outcome, because: readonly TargetKey[]) => {
    outcomes.set(key, outcome);
    if (outcome === 'failed') causes.set(key, because);
  };
  const nextReady = (): T | undefined => {
    for (const task of waiting) {
      const reads = task.dependsOn.filter((key) => inRun.has(key));
      if (!reads.every((key) => outcomes.has(key))) continue;
      waiting = waiting.filter((other) => other !== task);
      const because = [...new Set(reads.flatMap((key) => causes.get(key) ?? []))];
      if (because.length === 0) return task;
      settle(task.key, 'failed', because);
      schedule.skip(task, because);
      return nextReady();
    }
    return undefined;
  };

  for (;;) {
    while (running.size < Math.max(1, schedule.parallel) && schedule.signal?.aborted !== true) {
      const task = nextReady();
      if (task === undefined) break;
      const promise: Promise<void> = schedule.run(task).then((outcome) => {
        settle(task.key, outcome, [task.key]);
        running.delete(promise);
      });
      running.add(promise);
    }
    if (running.size === 0) return waiting;
    await Promise.race(running);
  }
}

import type { Arm } from './arms.js';
import type { Shape } from './shape.js';

/** A branch, and on how many rows it was taken. */
export interface Counted {
  /** How a reader finds it: the first project that has it, and where. */
  readonly text: string;
  readonly as: { readonly arm: Arm; readonly shape?: Shape } | { readonly named: string };
  readonly taken: number;
}

/** The branches of one project, or of several: plain data, since processes tell each other of them. */
export interface CountedBranches {
  /** By what makes two branches the same. */
  readonly branches: Map<string, Counted>;
  readonly failures: string[];
  readonly notes: string[];
  /** Projects whose data is not here, so that what only they take cannot be judged. */
  readonly absent: string[];
}

export function noBranches(): CountedBranches {
  return { branches: new Map(), failures: [], notes: [], absent: [] };
}

/** The same branch was seen again: it keeps the text that it was first known by. */
export function addBranch({ branches }: CountedBranches, key: string, counted: Counted): void {
  const known = branches.get(key);
  branches.set(key, known === undefined ? counted : { ...known, taken: known.taken + counted.taken });
}

/** Those of all projects, in the projects' order. */
export function together(all: readonly CountedBranches[]): CountedBranches {
  const sum = noBranches();
  for (const { branches, failures, notes, absent } of all) {
    for (const [key, counted] of branches) addBranch(sum, key, counted);
    sum.failures.push(...failures);
    sum.notes.push(...notes);
    sum.absent.push(...absent);
  }
  return sum;
}

/** How a lead may come to a tier beside its plain threshold, and what the models say about it. */
import type { Rubric } from '../../rubric/model.js';

export interface TierColumn {
  readonly name: string;
  readonly type: 'STRING' | 'BOOL';
  readonly description: string;
}

/** Some tier can be reached in more ways than one. */
export function hasWays(rubric: Rubric): boolean {
  return rubric.tiers.some(
    ({ thresholds, promote, buffer }) => thresholds !== undefined || promote !== undefined || buffer !== undefined,
  );
}

/** Where a lead stood in the last run matters. */
export function hasState(rubric: Rubric): boolean {
  return rubric.freeze !== undefined || hasBuffer(rubric);
}

export function hasBuffer(rubric: Rubric): boolean {
  return rubric.tiers.some((tier) => tier.buffer !== undefined);
}

/** Columns of <rubric>_tiers that say how the tier was reached; none for a rubric with one way only. */
export function wayColumns(rubric: Rubric): readonly TierColumn[] {
  if (!hasWays(rubric)) return [];
  const buffer = hasBuffer(rubric) ? ', buffer for a tier that the lead keeps' : '';
  return [
    {
      name: 'reached_by',
      type: 'STRING',
      description: `when, threshold 1, threshold 2, ... for the threshold of a segment, promote${buffer}, or otherwise`,
    },
  ];
}

/** Columns of <rubric>_tiers that say what buffers did; none without any. */
export function bufferColumns(rubric: Rubric): readonly TierColumn[] {
  if (!hasBuffer(rubric)) return [];
  return [
    { name: 'is_kept', type: 'BOOL', description: 'The lead stood in this tier and keeps it by its buffer' },
    {
      name: 'barred_tiers',
      type: 'STRING',
      description: 'Higher tiers that it reaches and left too short a while ago to enter them again; NULL for none',
    },
  ];
}

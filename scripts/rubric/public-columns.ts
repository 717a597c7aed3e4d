/** The columns of `crm_updates` that a rubric fills: what its CRM section may name. */
import type { ScalarType } from '../generate/canonical.js';

const always: Readonly<Record<string, ScalarType>> = {
  rubric: 'STRING',
  rubric_version: 'INT64',
  as_of: 'TIMESTAMP',
  total_score: 'NUMERIC',
  total_lowest: 'NUMERIC',
  total_highest: 'NUMERIC',
  coverage: 'NUMERIC',
  band: 'STRING',
  band_number: 'INT64',
  tier: 'STRING',
  tier_position: 'INT64',
  action: 'STRING',
  action_details: 'STRING',
  action_due_minutes: 'INT64',
  action_due_at: 'TIMESTAMP',
  playbook: 'STRING',
  disposition: 'STRING',
  dispositions: 'STRING',
  suppressed_because: 'STRING',
  failed_gates: 'STRING',
  top_reasons: 'STRING',
  reason_rules: 'STRING',
  last_act_on: 'DATE',
};

const predictive: Readonly<Record<string, ScalarType>> = {
  predictive_value: 'NUMERIC',
  predictive_rank: 'INT64',
  demoted_from: 'STRING',
};

export interface ColumnsAsked {
  readonly dimensions: readonly string[];
  /** Those with letters. */
  readonly graded: Iterable<string>;
  readonly hasGrid: boolean;
  readonly hasAccount: boolean;
  readonly hasExperiment: boolean;
  readonly hasPredictive: boolean;
}

/** Column -> type. */
export function publicColumns(asked: ColumnsAsked): ReadonlyMap<string, ScalarType> {
  const own: readonly (readonly [string, ScalarType])[] = [
    ...asked.dimensions.map((name) => [`${name}_score`, 'NUMERIC'] as const),
    ...[...asked.graded].map((name) => [`${name}_grade`, 'STRING'] as const),
    ...(asked.hasGrid ? [['cell', 'STRING'] as const] : []),
    ...(asked.hasAccount ? [['account_score', 'NUMERIC'] as const] : []),
    ...(asked.hasExperiment ? [['experiment_arm', 'STRING'] as const, ['variant', 'STRING'] as const] : []),
    ...(asked.hasPredictive ? Object.entries(predictive) : []),
  ];
  return new Map([...Object.entries(always), ...own]);
}

/** `total` -> `total_score`, `reasons` -> `top_reasons`, `fit` -> `fit_score`; any other name as it is. */
export function columnNamed(name: string, dimensions: readonly string[]): string {
  if (name === 'total' || name === 'account' || dimensions.includes(name)) return `${name}_score`;
  return name === 'reasons' ? 'top_reasons' : name;
}

/** Digits after the point where the CRM section says nothing: whole points, but for shares and log-odds. */
export function usualScale(column: string): number {
  return column === 'coverage' ? 2 : column === 'predictive_value' ? 3 : 0;
}

/** The reasons that fit whole into so many characters. */
export function packedReasons(length: number): string {
  return `top_reasons_${length}`;
}

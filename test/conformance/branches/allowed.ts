import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { here } from '../leadscore.js';
import type { Arm } from './arms.js';
import type { Shape } from './shape.js';

/** A branch that the data need not take, and why. */
export interface Allowed {
  readonly reason: string;
  /** In the words of the file, for a message about the item itself. */
  readonly text: string;
  fits(branch: { readonly arm: Arm; readonly shape?: Shape } | { readonly named: string }): boolean;
}

/**
 * Reads `branches-allowed.yaml`: arms by model, kind, line and (where a line has several) nth; those of rubrics' models
 * by their shape's model and line; named branches by name.
 * Throws for an item that lacks a field: an exception needs its reason.
 */
export function allowedBranches(): readonly Allowed[] {
  const file = path.join(here, 'branches-allowed.yaml');
  const items: unknown = parse(readFileSync(file, 'utf8')) ?? [];
  if (!Array.isArray(items)) throw new Error('branches-allowed.yaml: not a list');
  return items.map((item: unknown, at) => {
    const found = typeof item === 'object' && item !== null ? (item as Record<string, unknown>) : {};
    const text = (field: string): string => {
      const value = found[field];
      if (typeof value === 'string' && value.trim() !== '') return value;
      throw new Error(`branches-allowed.yaml: item ${at + 1} needs ${field}`);
    };
    const reason = text('reason');
    if ('named' in found) {
      const named = text('named');
      return { reason, text: named, fits: (branch) => 'named' in branch && branch.named === named };
    }
    const [model, kind, line] = [text('model'), text('kind'), text('line')];
    const nth = found['nth'];
    return {
      reason,
      text: `${model}, ${kind}, ${line}`,
      fits: (branch) =>
        'arm' in branch &&
        (branch.shape?.model ?? branch.arm.model) === model &&
        branch.arm.kind === kind &&
        (branch.shape?.line ?? branch.arm.text) === line &&
        (nth === undefined || branch.arm.nth === nth),
    };
  });
}

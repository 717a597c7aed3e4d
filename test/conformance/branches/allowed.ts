import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { here } from '../leadscore.js';

/** An arm that the data need not take, and why. */
export interface Allowed {
  readonly project: string;
  readonly model: string;
  /** `case`, `else`, `if-true` or `if-false`. */
  readonly kind: string;
  /** The line of GoogleSQL on which the arm stands, without the blanks around it. */
  readonly line: string;
  readonly reason: string;
}

/** Reads `branches-allowed.yaml`. Throws for an item that lacks a field: an exception needs its reason. */
export function allowedBranches(): readonly Allowed[] {
  const file = path.join(here, 'branches-allowed.yaml');
  const items: unknown = parse(readFileSync(file, 'utf8')) ?? [];
  if (!Array.isArray(items)) throw new Error('branches-allowed.yaml: not a list');
  return items.map((item: unknown, at) => {
    const fields = ['project', 'model', 'kind', 'line', 'reason'] as const;
    const found = typeof item === 'object' && item !== null ? (item as Record<string, unknown>) : {};
    const texts = fields.map((field) => found[field]);
    if (!texts.every((text) => typeof text === 'string' && text.trim() !== '')) {
      throw new Error(`branches-allowed.yaml: item ${at + 1} needs ${fields.join(', ')}`);
    }
    const [project = '', model = '', kind = '', line = '', reason = ''] = texts.map(String);
    return { project, model, kind, line, reason };
  });
}

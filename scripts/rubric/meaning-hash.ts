/** What scores of a rubric rest on, as a short hash: whoever changes it changes tiers without anything new about a lead. */
import { createHash } from 'node:crypto';
import type { Project, Rubric } from './model.js';

/** Words for people and places in files, which no score rests on. */
const told: ReadonlySet<string> = new Set([
  'at',
  'byAt',
  'file',
  'description',
  'purpose',
  'uses',
  'owners',
  'approved',
  'changes',
  'outcome',
  'crm',
  'capacity',
  'why',
]);

const digits = 12;

/** Of the rubric, the shared files and the mappings of sources. The same project gives the same hash, wherever its rules stand in their files. */
export function meaningHash(project: Project, rubric: Rubric): string {
  const { standards, identity, signals, sources, health } = project;
  const text = JSON.stringify({ rubric, standards, identity, signals, sources, health }, (key, value: unknown) =>
    told.has(key) ? undefined : value instanceof Map ? [...value] : value instanceof Set ? [...value] : value,
  );
  return createHash('sha256').update(text).digest('hex').slice(0, digits);
}

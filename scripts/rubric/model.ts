/**
 * A project as the generator sees it: every file read, every name resolved, every number a decimal, every rule with
 * the place it stands at. `load.ts` makes it from YAML; `generate/` turns it into models. Nothing in here knows YAML.
 */
import type { DataBounds, Health } from './model/health.js';
import type { Retention } from './model/retention.js';
import type { Rubric } from './model/rubric.js';
import type { Identity, Outcome, Signal, Standards } from './model/shared-files.js';
import type { Source } from './model/sources.js';

export type * from './model/conditions.js';
export type * from './model/crm.js';
export type * from './model/dimension.js';
export type * from './model/health.js';
export type * from './model/retention.js';
export type * from './model/rubric.js';
export type * from './model/shared-files.js';
export type * from './model/sources.js';

export interface Project {
  readonly directory: string;
  readonly standards: Standards;
  readonly identity: Identity;
  readonly signals: readonly Signal[];
  readonly outcomes: readonly Outcome[];
  readonly sources: readonly Source[];
  readonly rubrics: readonly Rubric[];
  /** Rubric names, the primary one first; every live rubric is in it. */
  readonly precedence: readonly string[];
  readonly dataBounds: DataBounds;
  readonly health: Health;
  /** Absent: everything is kept. */
  readonly retention?: Retention;
}

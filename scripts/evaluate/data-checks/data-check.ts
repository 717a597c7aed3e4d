import type { Row } from '../../engine/engine.js';
import type { Problem } from '../../problem.js';
import type { DataBounds, Project, Rubric } from '../../rubric/model.js';

/** What a check reads. */
export interface Findings {
  readonly project: Project;
  /** The rubrics that the warehouse has scores of: live and shadow. */
  readonly rubrics: readonly Rubric[];
  readonly bounds: DataBounds;
  /** A model's name in GoogleSQL; undefined where the graph has no such model. */
  readonly table: (model: string) => string | undefined;
  readonly query: (sql: string) => Promise<readonly Row[]>;
}

/** One check of the last run's tables. To add one: a file here, a line in `all.ts`, a test. Findings are warnings. */
export interface DataCheck {
  readonly code: string;
  find(findings: Findings): Promise<readonly Problem[]>;
}

/** `1,234 leads`, `1 lead` */
export function leadsText(count: number): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? 'lead' : 'leads'}`;
}

/** `37 %`, of a share from 0 to 1. */
export function percent(part: number, whole: number): string {
  return `${Math.floor((100 * part) / whole)} %`;
}

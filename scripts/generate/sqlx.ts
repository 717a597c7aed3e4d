/** A model, and how it is written as a SQLX file. */
import { generatedHeader } from './header.js';
import { sqlxJson } from './text/sqlx-text.js';

export interface ModelConfig {
  readonly type: 'table' | 'view' | 'incremental' | 'declaration' | 'assertion';
  readonly database?: string;
  readonly schema?: string;
  readonly name?: string;
  readonly description: string;
  readonly tags?: readonly string[];
  readonly protected?: true;
  /** Nothing is written here while an assertion on what it reads fails. */
  readonly dependOnDependencyAssertions?: true;
  readonly uniqueKey?: readonly string[];
  readonly columns?: Readonly<Record<string, string>>;
  readonly bigquery?: { readonly partitionBy?: string; readonly clusterBy?: readonly string[] };
  readonly assertions?: {
    readonly uniqueKey?: readonly string[];
    readonly nonNull?: readonly string[];
    readonly rowConditions?: readonly string[];
  };
}

export interface Model {
  /** Below the project, with forward slashes: definitions/.../<name>.sqlx */
  readonly path: string;
  /** Files a reader should look at to understand why this model is as it is. */
  readonly madeFrom: readonly string[];
  readonly config: ModelConfig;
  /** GoogleSQL with Dataform's `${ref(...)}`; absent for a declaration. */
  readonly sql?: string;
}

/** The name by which other models refer to it. */
export function modelName(model: Model): string {
  return model.path.slice(model.path.lastIndexOf('/') + 1, -'.sqlx'.length);
}

export function renderModel(model: Model): string {
  const sql = model.sql === undefined ? '' : `\n${model.sql.trim()}\n`;
  return `${generatedHeader} change ${model.madeFrom.join(', ')} instead.\nconfig ${sqlxJson(model.config)}\n${sql}`;
}

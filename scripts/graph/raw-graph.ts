import type { session } from '@dataform/core';

type Official = ReturnType<typeof session.compile>;

/** Plain JSON of an official message: what is empty may be absent. */
type Json<T> = T extends string | number | boolean | null | undefined
  ? T
  : T extends readonly (infer Item)[]
    ? readonly Json<Item>[]
    : T extends object
      ? { readonly [K in keyof T as T[K] extends (...args: never[]) => unknown ? never : K]?: Json<T[K]> }
      : never;

/** `CompiledGraph` of `core.proto` as proto3 JSON: lowerCamel, absent when empty, enums as their names. */
export interface RawGraph {
  readonly projectConfig?: Json<Official['projectConfig']>;
  readonly tables?: readonly RawTable[];
  readonly assertions?: readonly RawAssertion[];
  readonly operations?: readonly RawOperation[];
  readonly declarations?: readonly RawDeclaration[];
  readonly tests?: readonly RawTest[];
  readonly targets?: readonly RawTarget[];
  readonly graphErrors?: { readonly compilationErrors?: readonly RawError[] };
  readonly dataformCoreVersion?: string;
  readonly [other: string]: unknown;
}

export interface RawTarget {
  readonly database?: string;
  readonly schema?: string;
  readonly name?: string;
}

interface RawAction {
  readonly target?: RawTarget;
  readonly dependencyTargets?: readonly RawTarget[];
  readonly fileName?: string;
  readonly tags?: readonly string[];
  readonly disabled?: boolean;
  readonly actionDescriptor?: { readonly description?: string };
}

export interface RawTable extends RawAction {
  readonly enumType?: 'TABLE' | 'VIEW' | 'INCREMENTAL';
  readonly query?: string;
  readonly preOps?: readonly string[];
  readonly postOps?: readonly string[];
  readonly incrementalQuery?: string;
  readonly incrementalPreOps?: readonly string[];
  readonly incrementalPostOps?: readonly string[];
  readonly uniqueKey?: readonly string[];
  readonly protected?: boolean;
  readonly where?: string;
  readonly onSchemaChange?: 'IGNORE' | 'FAIL' | 'EXTEND' | 'SYNCHRONIZE';
  readonly bigquery?: { readonly partitionBy?: string; readonly clusterBy?: readonly string[] };
}

export interface RawAssertion extends RawAction {
  readonly query?: string;
  readonly parentAction?: RawTarget;
}

export interface RawOperation extends RawAction {
  readonly queries?: readonly string[];
  readonly hasOutput?: boolean;
}

export interface RawDeclaration {
  readonly target?: RawTarget;
  readonly fileName?: string;
}

export interface RawTest {
  readonly name?: string;
  readonly testQuery?: string;
  readonly expectedOutputQuery?: string;
  readonly fileName?: string;
}

export interface RawError {
  readonly fileName?: string;
  readonly message?: string;
  readonly stack?: string;
  readonly actionTarget?: RawTarget;
}

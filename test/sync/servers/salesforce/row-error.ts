/** Why one record was not saved, as SaveResult has it. */
export interface RowError {
  readonly statusCode: string;
  readonly message: string;
  readonly fields: readonly string[];
}

export interface SaveResult {
  readonly id?: string;
  readonly success: boolean;
  readonly errors: readonly RowError[];
  /** Only of an upsert. */
  readonly created?: boolean;
}

export function rowError(statusCode: string, message: string, ...fields: readonly string[]): RowError {
  return { statusCode, message, fields };
}

export function notSaved(...errors: readonly RowError[]): SaveResult {
  return { success: false, errors };
}

/** What `leadscore doctor` says of one thing it looked at. */
export interface Finding {
  /** project, warehouse, source, run, state. */
  readonly area: string;
  /** `note`: nothing fails, and somebody should know. `problem`: a run fails, or its scores are not worth reading. */
  readonly state: 'ok' | 'note' | 'problem';
  readonly what: string;
  readonly todo?: string;
}

export const ok = (area: string, what: string): Finding => ({ area, state: 'ok', what });

export const note = (area: string, what: string, todo?: string): Finding => ({
  area,
  state: 'note',
  what,
  ...(todo !== undefined && { todo }),
});

export const problem = (area: string, what: string, todo?: string): Finding => ({
  area,
  state: 'problem',
  what,
  ...(todo !== undefined && { todo }),
});

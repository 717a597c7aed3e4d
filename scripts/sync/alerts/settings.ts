/** `alerts:` of a sync file: who is told, and from when on. */
export interface Alerts {
  /** Gets a signed call. */
  readonly webhook?: string;
  /** Gets the same on its standard input: a program and its arguments, without a shell. */
  readonly command?: readonly string[];
  /** Of the rows that were sent. */
  readonly maxRejectedShare: number;
  readonly maxDeferredShare: number;
  /** Of fewer rows, neither share is told. */
  readonly fewestRows: number;
  /** A run may take so long; any time unless given. */
  readonly maxMinutes?: number;
  /** The oldest scores that a plan is made from may be so old; any age unless given. */
  readonly maxAgeHours?: number;
}

export const usualAlerts = { maxRejectedShare: 0.05, maxDeferredShare: 0.05, fewestRows: 100 } as const;

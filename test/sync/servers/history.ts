/** One write of one record, as the server did it: what a judge counts, whatever the caller believes. */
export interface Write {
  /** From 1, in the order in which they were done. */
  readonly n: number;
  /** The number of the call that asked for it. */
  readonly call: number;
  readonly at: string;
  readonly object: string;
  readonly id: string;
  readonly what: 'create' | 'update' | 'archive';
  /** How it came in: collections, composite, bulk2, batch/update. */
  readonly by: string;
  /** What the fields held afterwards, not what was sent. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** One call as it was answered; `fault` where one was on order, `status` 0 where nothing was answered. */
export interface CallMade {
  readonly call: number;
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly fault?: string;
}

export class History {
  readonly writes: Write[] = [];
  readonly calls: CallMade[] = [];
  #call = 0;

  constructor(readonly now: () => Date) {}

  /** Begins a call and gives its number; writes until the next call belong to it. */
  begin(): number {
    this.#call += 1;
    return this.#call;
  }

  end(made: Omit<CallMade, 'at'>): void {
    this.calls.push({ ...made, at: this.now().toISOString() });
  }

  write(write: Omit<Write, 'n' | 'call' | 'at'>): void {
    this.writes.push({ ...write, n: this.writes.length + 1, call: this.#call, at: this.now().toISOString() });
  }

  /** How often each record was written, by `object/id`. */
  counts(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { object, id } of this.writes) counts[`${object}/${id}`] = (counts[`${object}/${id}`] ?? 0) + 1;
    return counts;
  }

  clear(): void {
    this.writes.length = 0;
    this.calls.length = 0;
  }
}

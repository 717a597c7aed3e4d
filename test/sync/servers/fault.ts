import { z } from 'zod';

/**
 * A fault on order. `carriedOut` says whether the server does what it was asked before it fails, which the caller cannot
 * know: a reset with it is a write without an answer, a status 500 with it a failure that was none.
 */
export const faultSchema = z.strictObject({
  answers: z.enum([
    /** The connection is reset. */
    'reset',
    /** Nothing comes, until the caller gives up or the server closes. */
    'hang',
    /** `status`, with the server's own error body for it. */
    'status',
    /** `answer` as it stands, for what the server has no rule of its own for. */
    'this',
    /** The head promises the whole body (of `answer`, where one is given), half of it comes, then the connection is reset. */
    'truncated',
    /** 200 without a body. */
    'empty',
    /** 200 and well formed, but with no result in it. */
    'no results',
  ]),
  carriedOut: z.boolean().default(false),
  status: z.number().int().min(400).max(599).default(503),
  answer: z
    .strictObject({
      status: z.number().int().min(200).max(599),
      headers: z.record(z.string(), z.string()).default({}),
      /** A text goes out as it is, anything else as JSON. */
      body: z.unknown(),
    })
    .optional(),
  /** Seconds, for the header Retry-After. */
  retryAfter: z.number().nonnegative().optional(),
  /** How many calls it meets. */
  times: z.number().int().positive().default(1),
  /** How many matching calls get through first. */
  after: z.number().int().nonnegative().default(0),
  /** Only calls whose "METHOD /path" contains this. */
  on: z.string().default(''),
});

export type Fault = z.output<typeof faultSchema>;
export type FaultOrder = z.input<typeof faultSchema>;

/** The faults still to come, in the order in which they were ordered: a call meets the first that is for it. */
export class Faults {
  #waiting: { readonly fault: Fault; after: number; times: number }[] = [];

  order(...orders: readonly FaultOrder[]): void {
    for (const order of orders) {
      const fault = faultSchema.parse(order);
      this.#waiting.push({ fault, after: fault.after, times: fault.times });
    }
  }

  clear(): void {
    this.#waiting = [];
  }

  /** The fault that a call meets, which is used up by it. */
  meet(method: string, path: string): Fault | undefined {
    const met = this.#waiting.find(({ fault }) => `${method} ${path}`.includes(fault.on));
    if (met === undefined) return undefined;
    if (met.after > 0) {
      met.after -= 1;
      return undefined;
    }
    met.times -= 1;
    if (met.times === 0) this.#waiting = this.#waiting.filter((each) => each !== met);
    return met.fault;
  }
}

/** rubrics/shared/retention.yaml: how long rows are kept. What is absent is kept for ever. */
import type { Place } from '../../problem.js';

export interface Age {
  readonly count: number;
  readonly unit: 'day' | 'month' | 'year';
}

export interface Keeping extends Age {
  readonly at: Place;
}

export interface Retention {
  /** Events, the acts made of them and their arrivals: since they happened. */
  readonly events?: Keeping;
  /** Which identities belong together: since an event last said so. */
  readonly identityLinks?: Keeping;
  /** Where leads stood: since a run last judged them. */
  readonly tiers?: Keeping;
  /** What is noted of records: since their source has them no more. */
  readonly records?: Keeping;
  /** Since the run began. */
  readonly runLog?: Keeping;
  /** Protected models in definitions/custom, by a DATE or TIMESTAMP of theirs. */
  readonly tables: readonly {
    readonly name: string;
    readonly keep: Keeping;
    readonly by: string;
    readonly byAt: Place;
    readonly at: Place;
  }[];
}

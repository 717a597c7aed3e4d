/** What is said of the inputs of a project, and of its data. */
import type { Decimal } from 'decimal.js';
import type { Place } from '../../problem.js';

/** rubrics/shared/health.yaml: what is said of the inputs. Shares are from 0 to 1. */
export interface Health {
  /** Of fewer rows than that, in a day or else in a week, no jump is told. */
  readonly fewestRows: number;
  /** Of the usual volume, the share from which down it is a drop. */
  readonly drop: Bounds;
  /** Of the usual volume, the multiple from which on it is a surge. */
  readonly surge: Bounds;
  /** By so much the share of NULL is greater than usual. */
  readonly nullRise: Bounds;
  /** Times the longest pause so far. */
  readonly freshness: Bounds;
  /** Shares of the rows. */
  readonly timestamps: Bounds;
  readonly duplicates: Bounds;
  readonly lateEvents: Bounds;
  /** Of the submissions with an address. */
  readonly formsWithoutRecord: Bounds;
  readonly unmapped: {
    readonly fewestEvents: number;
    /** So many places of each source are listed. */
    readonly most: number;
    /** Places that are seen and mapped to nothing on purpose; without case. */
    readonly leftOut: readonly string[];
  };
  /** Absent: no tier rests on the health of inputs. */
  readonly breaker?: {
    readonly on: readonly ('volume' | 'null_rate')[];
    /** For shadow rubrics, too. */
    readonly shadow: boolean;
    readonly at: Place;
  };
}

export interface Bounds {
  readonly warning: Decimal;
  readonly broken: Decimal;
}

/** rubrics/shared/checks.yaml: what data checks may call much, little or long. Shares are from 0 to 1. */
export interface DataBounds {
  /** Of the leads for whom a cap could bind, the share from which it is the rule and no exception. */
  readonly capsBindAtMost: number;
  /** Of the leads that reach a tier's threshold, the share that one gate may keep out. */
  readonly gatesRemoveAtMost: number;
  /** A signal is silent when nothing was seen of it for so many times its longest pause so far. */
  readonly silentTimes: number;
  /** Of fewer leads than that nothing is said. */
  readonly fewestLeads: number;
}

/** The `crm` section of a rubric: what the CRM gets, and when it is written again. The sync reads it. */
import type { Decimal } from 'decimal.js';
import type { Place } from '../../problem.js';

export interface CrmField {
  /** The CRM's own name of it. */
  readonly field: string;
  /** The column of `crm_updates` that it holds; reasons of a given length have a column of their own. */
  readonly from: string;
  readonly type: 'text' | 'number' | 'date' | 'datetime';
  /** Most characters of a text. */
  readonly length?: number;
  /** Digits after the point of a number; what is beyond them is cut off, never rounded up. */
  readonly scale?: number;
  /** What an unknown value does: leaves the field alone, or empties it. */
  readonly whenNull: 'skip' | 'clear';
  /** if_newer, of dates and moments only: what the CRM holds gives way to something later. */
  readonly write: 'always' | 'if_empty' | 'if_newer';
  /** A change of this field by less is no reason to write the record; only where there is no `write_when`. */
  readonly minChange?: Decimal;
  /** Of which records it is a field. */
  readonly objects: readonly ('lead' | 'contact')[];
  readonly at: Place;
}

/** A change after which a record is written again. `column` is one of `crm_updates`. */
export type CrmCause =
  | { readonly kind: 'changed'; readonly column: string }
  /** It moved by so much or more, up or down, or became known or unknown. */
  | { readonly kind: 'by'; readonly column: string; readonly by: Decimal };

export interface CrmSection {
  readonly fields: readonly CrmField[];
  /** As it was written; empty where it was left out: `causesOf` says what holds then. */
  readonly writeWhen: readonly CrmCause[];
  readonly at: Place;
}

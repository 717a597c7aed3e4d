/** What a kind of destination says of itself before anything is connected: `registry.ts` lists them all. */
import type { Destination } from '../destination.js';
import type { ErrorRule } from '../error-rule.js';
import type { ObjectName } from '../rows.js';

/** A key under `connection` in rubrics/sync/<id>.yaml. All values are texts; none is a secret. */
export interface ConnectionKey {
  readonly key: string;
  /** What stands there, for messages and the JSON schema: "an address such as https://login.salesforce.com". */
  readonly kind: string;
  readonly pattern: RegExp;
  readonly isRequired: boolean;
  /** What holds where the key is left out. */
  readonly preset?: string;
}

/** What comes from `LEADSCORE_<ID>_<KEY>`, or the file that `LEADSCORE_<ID>_<KEY>_FILE` names. */
export interface SecretKey {
  /** In capitals, such as CLIENT_SECRET. */
  readonly key: string;
  readonly kind: string;
  readonly pattern: RegExp;
  /** Whether a connection with these settings needs it. */
  isNeeded(connection: Connection): boolean;
}

/** The `connection` of one sync, presets filled in. */
export type Connection = Readonly<Record<string, string>>;

export interface DestinationSettings {
  readonly syncId: string;
  readonly connection: Connection;
  /** Reads a secret, each time anew: a token may be replaced while a run waits. */
  readonly secret: (key: string) => string;
  /** What the CRM calls our objects: { lead: 'Lead' }. */
  readonly objects: Readonly<Partial<Record<ObjectName, string>>>;
  /** Rows per call and calls under way, where the sync asks for fewer than the destination's own. */
  readonly batch?: number;
  readonly inFlight?: number;
  readonly now: () => Date;
}

export interface DestinationKind {
  readonly name: string;
  readonly connection: readonly ConnectionKey[];
  readonly secrets: readonly SecretKey[];
  readonly errorClasses: readonly ErrorRule[];
  /** Connects to nothing yet. Throws `ProblemError` for settings that do not go together. */
  open(settings: DestinationSettings): Destination;
}

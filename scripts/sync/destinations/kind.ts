/** What a kind of destination says of itself before anything is connected: `registry.ts` lists them all. */
import type { ActionAbilities } from '../actions/action.js';
import type { Destination } from '../destination.js';
import type { ErrorRule } from '../error-rule.js';
import type { ObjectName } from '../rows.js';

/** A key under `connection` in rubrics/sync/<id>.yaml; none is a secret. */
export interface ConnectionKey {
  readonly key: string;
  readonly type: 'text' | 'url' | 'folder' | 'number' | 'flag';
  readonly isNeeded: boolean;
  /** Its words in a message: "the address of your Salesforce". */
  readonly is: string;
}

/** A key that every kind has whose calls go over a network. */
export const timeoutKey: ConnectionKey = {
  key: 'timeout',
  type: 'number',
  isNeeded: false,
  is: 'the seconds until a call counts as never answered; 120 unless given',
};

/** Milliseconds, by `timeoutKey`. */
export function timeoutOf(connection: Connection): number {
  return Number(connection.get('timeout') ?? 120) * 1000;
}

/** What comes from `LEADSCORE_<ID>_<KEY>`, or the file that `LEADSCORE_<ID>_<KEY>_FILE` names. */
export interface SecretKey {
  /** In capitals, such as CLIENT_SECRET. */
  readonly key: string;
  /** Its words in a message: "the consumer secret of the external client app". */
  readonly is: string;
  /** What it looks like, whole. */
  readonly pattern: RegExp;
  /** The words for that. */
  readonly looksLike: string;
  /** Whether a connection with these settings needs it. */
  isNeeded(connection: Connection): boolean;
}

/** `connection` of one sync, as it was checked against the kind's keys. */
export type Connection = ReadonlyMap<string, string | number | boolean>;

export interface DestinationSettings {
  readonly syncId: string;
  readonly connection: Connection;
  /** Reads a secret, each time anew: a token may be replaced while a run waits. Throws `ProblemError`. */
  readonly secret: (key: string) => string;
  /** What the CRM calls our objects: lead -> Lead. */
  readonly objects: ReadonlyMap<ObjectName, string>;
  /** Rows per call and calls under way, where the sync asks for fewer than the destination's own. */
  readonly batch?: number;
  readonly inFlight?: number;
  readonly now: () => Date;
}

export interface DestinationKind {
  readonly name: string;
  readonly connection: readonly ConnectionKey[];
  readonly secrets: readonly SecretKey[];
  /** Objects must be named in the sync; where not, an object that is not named has the name of crm_updates. */
  readonly namesObjects: boolean;
  readonly errorClasses: readonly ErrorRule[];
  /** What it can do when a lead changes its tier; absent: nothing but fields are written. */
  readonly actions?: ActionAbilities;
  /** Faults of the settings together, such as a grant without a user; each as `{ key, what, todo }` of `connection`. */
  faults?(connection: Connection): readonly ConnectionFault[];
  /**
   * Connects to nothing yet. Loads the code only now: reading a sync file needs none of it. Rejects with `ProblemError` for a
   * secret that is missing or malformed.
   */
  open(settings: DestinationSettings): Promise<Destination>;
}

/** Reads every secret that the connection needs once, so that a run does not begin without one. Throws `ProblemError`. */
export function readSecrets(
  { secrets }: Pick<DestinationKind, 'secrets'>,
  { connection, secret }: Pick<DestinationSettings, 'connection' | 'secret'>,
): void {
  for (const { key, isNeeded } of secrets) if (isNeeded(connection)) secret(key);
}

export interface ConnectionFault {
  /** The key it stands at. */
  readonly key: string;
  readonly what: string;
  readonly todo?: string;
}

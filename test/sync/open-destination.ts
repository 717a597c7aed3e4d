/** A destination that is connected to a server of a test. */
import type { Destination } from '../../scripts/sync/destination.js';
import type { DestinationKind } from '../../scripts/sync/destinations/kind.js';
import { secretReader } from '../../scripts/sync/destinations/secrets.js';
import type { ObjectName } from '../../scripts/sync/rows.js';

export interface WantedDestination {
  readonly connection?: Readonly<Record<string, string | number>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly objects?: ReadonlyMap<ObjectName, string>;
  readonly now?: () => Date;
  readonly batch?: number;
}

/** Its sync is called as its kind is; calls are given up after two seconds unless `connection` says otherwise. No secret is read from a file. */
export async function openAt(
  kind: DestinationKind,
  url: string,
  wanted: WantedDestination & Required<Pick<WantedDestination, 'environment' | 'objects'>>,
): Promise<Destination> {
  const { connection, environment, objects, now = () => new Date(), batch } = wanted;
  const readFile = () => {
    throw new Error('no file is read here');
  };
  return kind.open({
    syncId: kind.name,
    connection: new Map(Object.entries({ url, timeout: 2, ...connection })),
    secret: secretReader(kind.name, kind.secrets, { environment, readFile }),
    objects,
    ...(batch !== undefined && { batch }),
    now,
  });
}

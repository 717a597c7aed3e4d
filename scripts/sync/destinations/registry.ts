/** Every kind of destination. Adding one is a folder beside this file and one line here. */
import { csv } from './csv/kind.js';
import { hubspot } from './hubspot/kind.js';
import type { DestinationKind } from './kind.js';
import { salesforce } from './salesforce/kind.js';
import { tryton } from './tryton/kind.js';
import { webhook } from './webhook/kind.js';

export const destinations: readonly DestinationKind[] = [csv, hubspot, salesforce, tryton, webhook];

/** The kind that `destination:` names in rubrics/sync/<id>.yaml. */
export function destinationKind(name: string): DestinationKind | undefined {
  return destinations.find((kind) => kind.name === name);
}

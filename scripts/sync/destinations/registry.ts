/** Every kind of destination. Adding one is a folder beside this file and one line here. */
import type { DestinationKind } from './kind.js';

export const destinations: readonly DestinationKind[] = [];

/** The kind that `destination:` names in rubrics/sync/<id>.yaml. */
export function destinationKind(name: string): DestinationKind | undefined {
  return destinations.find((kind) => kind.name === name);
}

import { existsSync } from 'node:fs';
import path from 'node:path';
import { here, root } from './leadscore.js';

/** A Dataform project that the judge goes through. */
export interface Project {
  readonly name: string;
  readonly directory: string;
}

const all: readonly Project[] = [
  { name: 'demo', directory: root },
  { name: 'xeducation', directory: path.join(root, 'test/projects/xeducation') },
  { name: 'ga4', directory: path.join(root, 'test/projects/ga4') },
  { name: 'small', directory: path.join(here, 'fixtures/small') },
];

/** Those that are there; the names of the missing ones are for the reader, who must not take silence for agreement. */
export function projects(only?: string): { readonly found: readonly Project[]; readonly missing: readonly string[] } {
  const wanted = all.filter((each) => only === undefined || each.name === only);
  const isThere = (each: Project): boolean => existsSync(path.join(each.directory, 'workflow_settings.yaml'));
  return { found: wanted.filter(isThere), missing: wanted.filter((each) => !isThere(each)).map((each) => each.name) };
}

import type { Answer, Call } from '../call.js';
import type { Org } from './org.js';

/** One resource: which calls are its, and what it answers. */
export interface Endpoint {
  readonly method: string;
  /** Of the path after /services/data/vXX.X; its groups are what `answer` is given. */
  readonly path: RegExp;
  /** Changes records: a call of it must switch the assignment rules off. */
  readonly isWrite: boolean;
  answer(org: Org, call: Call, groups: Readonly<Record<string, string>>): Answer;
}

import type { Answer, Call } from '../call.js';
import type { Portal } from './portal.js';

/** One resource: which calls are its, what they need, what it answers. */
export interface Endpoint {
  readonly method: string;
  /** Of the path without its version: /objects/..., /properties/... */
  readonly path: RegExp;
  /** The scope that a call needs, given the object's word in scopes. */
  scope(object: string): string;
  answer(portal: Portal, call: Call, groups: Readonly<Record<string, string>>): Answer;
}

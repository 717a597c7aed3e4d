import type { Place } from '../../problem.js';
import { closest } from '../../problem/closest.js';
import { childOf, type Step, type YamlNode } from './node.js';

/** A path into a document: follows the parsed values while they are resolved, and knows where each one stands. */
export class Cursor {
  readonly #node: YamlNode;
  readonly #key: Place | undefined;

  constructor(node: YamlNode, key?: Place) {
    this.#node = node;
    this.#key = key;
  }

  /** The child at the path; where it does not exist, the nearest thing that does. */
  at(...path: readonly Step[]): Cursor {
    const [step, ...rest] = path;
    if (step === undefined) return this;
    const child = childOf(this.#node, step);
    if (child === undefined) return this;
    const key = this.#node.kind === 'map' ? this.#node.entries.get(String(step))?.key : undefined;
    return new Cursor(child, key).at(...rest);
  }

  /** Where to point at: the value if it is one word, else the key that names it. */
  get place(): Place {
    return this.#node.kind === 'scalar' ? this.#node.place : (this.#key ?? this.#node.place);
  }

  /** The key that names this value. */
  get keyPlace(): Place {
    return this.#key ?? this.#node.place;
  }

  /** Whether the user wrote this key at all, even if what stood there was faulty or the key was misspelt. */
  wasGiven(key: string): boolean {
    if (this.#node.kind !== 'map') return false;
    const { entries, removed } = this.#node;
    return entries.has(key) || removed.has(key) || [...removed].some((each) => closest(each, [key]) !== undefined);
  }

  /** The keys the user wrote in the map under `key`, faulty ones included; none when there is no such map. */
  keysUnder(key: string): readonly string[] {
    const child = childOf(this.#node, key);
    return child?.kind === 'map' ? [...child.entries.keys(), ...child.removed] : [];
  }

  /** Nothing inside was taken out because of a fault. */
  get isWhole(): boolean {
    return this.#node.kind === 'scalar' || !this.#node.isDamaged;
  }
}

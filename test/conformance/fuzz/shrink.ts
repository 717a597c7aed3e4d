import type { Tree } from './generate.js';
import { smaller } from './generate.js';

/** Tries at most so many smaller expressions. */
const mostTries = 150;

/** The smallest expression found that still differs, greedily: the first smaller one that does replaces the whole. */
export async function shrink(
  tree: Tree,
  columns: ReadonlyMap<string, readonly string[]>,
  differs: (tree: Tree) => Promise<boolean>,
): Promise<Tree> {
  let best = tree;
  let tries = 0;
  for (let improved = true; improved;) {
    improved = false;
    const candidates = smaller(best, columns).sort((left, right) => size(left) - size(right));
    for (const candidate of candidates) {
      if (size(candidate) >= size(best)) break;
      tries += 1;
      if (tries > mostTries) return best;
      if (await differs(candidate)) {
        best = candidate;
        improved = true;
        break;
      }
    }
  }
  return best;
}

function size(tree: Tree): number {
  return tree.kind === 'leaf' ? 1 : 1 + tree.args.reduce((sum, each) => sum + size(each), 0);
}

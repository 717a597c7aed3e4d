import type { PartResult } from '../part.js';
import { allowedBranches } from './allowed.js';
import type { CountedBranches } from './counted.js';
import { onlyIn } from './named-branches.js';

/**
 * Which branches no project's data took.
 * @param isWhole all projects are counted: only then can an item of the allowed ones be found out of date
 */
export function branchVerdict(counted: CountedBranches, isWhole: boolean): PartResult {
  const allowedOnes = allowedBranches();
  const failures = [...counted.failures];
  const notes = [...counted.notes];
  const absent = new Set(counted.absent);
  const all = [...counted.branches.values()];
  const never = all.filter((each) => each.taken === 0);
  const used = new Set<unknown>();
  let allowed = 0;
  let notJudged = 0;
  for (const each of never) {
    const item = allowedOnes.find((one) => one.fits(each.as));
    if ('named' in each.as && absent.has(onlyIn[each.as.named] ?? '')) {
      notJudged += 1;
      notes.push(`${each.text} (NOT JUDGED: only the data of ${onlyIn[each.as.named]} takes it)`);
      continue;
    }
    if (item === undefined) {
      failures.push(each.text);
      continue;
    }
    allowed += 1;
    used.add(item);
    notes.push(`${each.text} (allowed: ${item.reason})`);
  }
  for (const item of isWhole && absent.size === 0 ? allowedOnes : []) {
    if (!used.has(item)) failures.push(`branches-allowed.yaml allows a branch that is taken or gone: ${item.text}`);
  }
  const arms = all.filter((each) => 'arm' in each.as).length;
  return {
    part: 'branches',
    counts: {
      'arms or kinds of arms': arms,
      'named branches': all.length - arms,
      'allowed not to be taken': allowed,
      'not judged': notJudged,
      'never taken': never.length - allowed - notJudged,
    },
    passed: all.length - never.length + allowed,
    failed: failures.length,
    failures,
    notes,
  };
}

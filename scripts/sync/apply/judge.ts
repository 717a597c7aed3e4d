/** What follows from one answer: outcomes for the log, rows that are sent again, or the end of the run. Pure. */
import type { CallAnswer, RowAnswer } from '../destination.js';
import type { ErrorRule } from '../error-rule.js';
import type { LogEntry } from '../store/store.js';
import type { Attempt } from './attempt.js';
import { classify, classifyCall, mayBeCarriedOut, type NoRows, refusalOf } from './classify.js';
import { matchAnswer, missing, unmatched } from './match-answer.js';
import { halves, Pile } from './pile.js';
import type { StopReason } from './stop.js';
import { interrupted, misconfigured, outOfQuota, signedOut } from './stop-reasons.js';

/** Rows that go in one call. */
export interface Group {
  readonly attempts: readonly Attempt[];
  /** Milliseconds before it may go. */
  readonly wait: number;
  /** Rows of it were refused because our session had ended. */
  readonly wasSignedOut?: true;
}

export interface Judged {
  readonly entries: readonly LogEntry[];
  /** In the order in which they go. */
  readonly next: readonly Group[];
  readonly isBisected: boolean;
  /** Rows may be left without an outcome; they are in neither of the above. */
  readonly stop?: StopReason;
}

export interface Judging {
  readonly batchId: string;
  readonly rules: readonly ErrorRule[];
  readonly random: () => number;
}

/** Every row of the group is in `entries`, in `next`, or left over because the run stops. Throws where one is not. */
export function judge(group: Group, answer: CallAnswer, judging: Judging): Judged {
  const judged = answer.came === 'rows' ? judgeRows(group, answer.rows, judging) : judgeCall(group, answer, judging);
  const told = judged.entries.length + judged.next.reduce((sum, { attempts }) => sum + attempts.length, 0);
  if (judged.stop === undefined ? told !== group.attempts.length : told > group.attempts.length)
    throw new Error(`batch ${judging.batchId}: ${group.attempts.length} rows sent, ${told} accounted for`);
  return judged;
}

function judgeRows(group: Group, rows: readonly RowAnswer[], judging: Judging): Judged {
  const matched = matchAnswer(
    group.attempts.map(({ row }) => row),
    rows,
  );
  const pile = new Pile(judging, group.wasSignedOut ?? false);
  group.attempts.forEach((attempt, index) => {
    const said = matched?.[index];
    if (said === undefined || said.said === 'missing') {
      const refusal = matched === undefined ? unmatched : missing;
      pile.add({ ...attempt, mayBeWritten: true }, refusal, { class: 'unknown', halve: false, wait: 0 });
    } else if (said.said === 'ok') pile.ok(attempt);
    else pile.add(attempt, said.refusal, classify(said.refusal, judging.rules));
  });
  return pile.judged();
}

function judgeCall(group: Group, answer: NoRows, judging: Judging): Judged {
  const refusal = refusalOf(answer);
  const verdict = classifyCall(answer, judging.rules);
  const mayBe = mayBeCarriedOut(answer);
  const attempts = group.attempts.map((each) => ({ ...each, mayBeWritten: each.mayBeWritten || mayBe }));
  if (answer.came === 'nothing' && answer.because === 'stopped') return stopped(interrupted);
  if (verdict.class === 'quota') return stopped(outOfQuota(refusal));
  if (verdict.class === 'config') return stopped(misconfigured(refusal));
  if (verdict.class === 'auth') return stopped(signedOut(refusal));
  const isOfRows = verdict.class === 'permanent' || verdict.class === 'gone';
  const puzzlesAgain = verdict.class === 'unknown' && attempts.some(({ puzzles }) => puzzles > 0);
  // One row spoils the call for all: halves of it tell which.
  if (attempts.length > 1 && (isOfRows || puzzlesAgain))
    return { entries: [], next: halves(attempts, 0), isBisected: true };
  const pile = new Pile(judging, false);
  for (const attempt of attempts) pile.add(attempt, refusal, verdict);
  return pile.judged();
}

function stopped(stop: StopReason): Judged {
  return { entries: [], next: [], isBisected: false, stop };
}

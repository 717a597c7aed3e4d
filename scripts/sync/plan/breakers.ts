/** What stops a plan from being carried out before a person has looked at it. */
import type { Breakers } from '../config/config.js';

export interface PlanFacts {
  readonly new: number;
  readonly changed: number;
  readonly retry: number;
  readonly clear: number;
  /** Records of which the CRM has acknowledged something. */
  readonly acknowledged: number;
  /** Rows that each of the last ten runs had to write, those without any among them. */
  readonly lastRuns: readonly number[];
  /** ISO 8601; absent where crm_updates is empty. */
  readonly scoresAsOf?: string;
  /** Of the newest scores that were ever sent. */
  readonly sentAsOf?: string;
}

export interface TrippedBreaker {
  readonly breaker: 'max_change_share' | 'max_times_usual' | 'max_clear_share' | 'older_scores';
  /** One sentence. */
  readonly what: string;
}

/** Empty where nothing stands in the way. */
export function trippedBreakers(facts: PlanFacts, breakers: Breakers): readonly TrippedBreaker[] {
  const rows = facts.new + facts.changed + facts.retry + facts.clear;
  const changes = facts.changed + facts.clear;
  const tripped: TrippedBreaker[] = [];
  if (facts.scoresAsOf !== undefined && facts.sentAsOf !== undefined && facts.scoresAsOf < facts.sentAsOf) {
    tripped.push({
      breaker: 'older_scores',
      what: `The scores are as of ${facts.scoresAsOf}, older than those that were written last (${facts.sentAsOf}).`,
    });
  }
  if (rows < breakers.fewestRows) return tripped;
  if (facts.acknowledged > 0 && changes > breakers.maxChangeShare * facts.acknowledged) {
    tripped.push({
      breaker: 'max_change_share',
      what: `${share(changes, facts.acknowledged)} of the ${count(facts.acknowledged)} records written before would change, more than ${percent(breakers.maxChangeShare)}.`,
    });
  }
  const mean = facts.lastRuns.reduce((sum, each) => sum + each, 0) / facts.lastRuns.length;
  if (mean > 0 && rows > breakers.maxTimesUsual * mean) {
    tripped.push({
      breaker: 'max_times_usual',
      what: `${count(rows)} rows are ${(rows / mean).toFixed(1)} times as many as the last ${facts.lastRuns.length === 1 ? 'run' : `${facts.lastRuns.length} runs`} had to write (${count(Math.round(mean))} on average), more than ${breakers.maxTimesUsual} times.`,
    });
  }
  if (facts.clear > breakers.maxClearShare * rows) {
    tripped.push({
      breaker: 'max_clear_share',
      what: `${share(facts.clear, rows)} of the rows empty a field that holds something, more than ${percent(breakers.maxClearShare)}.`,
    });
  }
  return tripped;
}

const count = (value: number): string => value.toLocaleString('en-US');
const percent = (value: number): string => `${Number((value * 100).toFixed(1))} %`;
const share = (part: number, whole: number): string => percent(part / whole);

/** What is done with a lead and why, for the head of an explanation. */
import type { Row } from '../engine/engine.js';
import { terminalText } from '../run/terminal-text.js';

type Fact = readonly [name: string, words: string];

/** Deadline and playbook stand in the details already, or are no fact about the lead. */
export function actionFacts(score: Row): readonly Fact[] {
  const value = (column: string): string => {
    const found = score[column];
    return found === null || found === undefined ? '' : terminalText(String(found));
  };
  const details = value('action_details') === '' ? '' : ` (${value('action_details')})`;
  const variant = value('variant') === '' ? '' : `, variant ${value('variant')} of the experiment`;
  const action = `${value('action')}${details}${variant}`;
  const because = value('dispositions').replace(/; action: .*$/, '');
  const told: Readonly<Record<string, readonly Fact[]>> = {
    suppressed: [
      ['action', `none, because: ${value('suppressed_because')}`],
      ['otherwise', action],
    ],
    held: [
      ['action', 'none, on hold'],
      ['otherwise', action],
    ],
    routed: [
      ['action', `none here: the rubric ${value('route_to')} says what is done`],
      ['otherwise', action],
    ],
    holdout: [
      ['action', 'none: holdout of the experiment'],
      ['otherwise', action],
    ],
    frozen: [['action', `as in the last run: ${action}`]],
    overridden: [['action', `${action}, for the tier that a person set`]],
  };
  const facts = told[value('disposition')];
  if (facts === undefined) return [['action', action]];
  const isTold = because === '' || because === `suppressed: ${value('suppressed_because')}`;
  return [...facts, ...(isTold ? [] : [['decided by', because] as const])];
}

/** `hot`, and what the score alone would give where that is another. */
export function tierWords(score: Row): string {
  const tier = terminalText(String(score['tier'] ?? ''));
  const computed = score['computed_tier'];
  return computed === undefined || computed === null || computed === score['tier']
    ? tier
    : `${tier} (by its score: ${terminalText(String(computed))})`;
}

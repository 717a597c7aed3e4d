import { expect, test } from 'vitest';
import { skippedWords } from '../../../scripts/commands/sync/skipped-words.js';

test.each([
  ['no_record_id', 'without a record id'],
  ['no_state', 'of which crm_updates does not say whether they are written'],
  ['not_mapped', 'decided by a rubric that names no field of the object, or of an object that this sync does not name'],
  ['converted', 'converted leads: their contact is written'],
  ['holdout', 'held out by an experiment'],
  ['two_rows', 'with two rows in crm_updates: which of them holds, nobody can tell'],
  ['nothing_known', 'of which no value is known'],
  ['rejected_before', 'refused with these very values before; `npx leadscore sync retry` sends them again'],
  ['gone', 'no longer in the CRM'],
  ['forgotten', 'of people who were forgotten since'],
  ['too_long:Lead_Score_Reasons__c', 'whose text is longer than Lead_Score_Reasons__c takes'],
  ['a state of a project', 'a state of a project'],
])('why a record is left out: %s', (reason, words) => {
  expect(skippedWords(reason)).toBe(words);
});

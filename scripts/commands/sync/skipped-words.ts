/** Why a record is left out of a plan, in words. */
const words: Readonly<Record<string, string>> = {
  no_record_id: 'without a record id',
  no_state: 'of which crm_updates does not say whether they are written',
  not_mapped: 'decided by a rubric that names no field of the object, or of an object that this sync does not name',
  converted: 'converted leads: their contact is written',
  holdout: 'held out by an experiment',
  two_rows: 'with two rows in crm_updates: which of them holds, nobody can tell',
  nothing_known: 'of which no value is known',
  rejected_before: 'refused with these very values before; `npx leadscore sync retry` sends them again',
  gone: 'no longer in the CRM',
  forgotten: 'of people who were forgotten since',
};

/** `too_long:Field__c` and states that a project adds have words, too. */
export function skippedWords(reason: string): string {
  const field = /^too_long:(.*)$/s.exec(reason)?.[1];
  if (field !== undefined) return `whose text is longer than ${field} takes`;
  return words[reason] ?? reason;
}

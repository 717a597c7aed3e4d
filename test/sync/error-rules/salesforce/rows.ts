/** Rows that Salesforce refuses one by one. */
import { row } from '../../salesforce/opened.js';
import type { SettingsChange } from '../../servers/salesforce/settings.js';
import type { Case } from '../case.js';
import { type Asked, newLead, salesforceCase, type Way } from './asked.js';

/** Salesforce does not read JSON that is of the wrong type, and refuses the call. */
const inCalls: readonly Way[] = ['collections', 'composite'];

const byRules = (name: string, asked: Asked): Case => salesforceCase(name, 'rules', asked);

/** A refusal that depends on what else an org holds or does, in the words of one. */
const onDemand = (name: string, statusCode: string, message: string): Case =>
  salesforceCase(name, 'settings', { settings: { refusedRows: [{ object: 'Lead', statusCode, message, times: 1 }] } });

const tooHigh: SettingsChange = {
  validationRules: [{ object: 'Lead', field: 'Lead_Score__c', above: 60, message: 'Too high -- ask sales: now' }],
};

const apex = (cause: string): string => `Scores: execution of AfterUpdate\n\ncaused by: ${cause}\n\n(System Code)\n`;

export const rowCases: readonly Case[] = [
  byRules('more rows at once than a trigger bears', {
    ways: ['collections', 'bulk2'],
    settings: { triggerRows: { Lead: 1 } },
    rows: (at) => at.leads('Amber', 'Birk').map((id, n) => row(n, id, { Lead_Score__c: '61' })),
  }),
  onDemand(
    'code that takes too long',
    'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
    apex('System.LimitException: Apex CPU time limit exceeded'),
  ),
  onDemand(
    'a lock that code of the org met',
    'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
    apex(
      'System.DmlException: Update failed. First exception on row 0; first error: UNABLE_TO_LOCK_ROW, unable to obtain exclusive access to this record or 1 records: 001000000000001AAA: []',
    ),
  ),
  salesforceCase('a record that another holds', 'settings', {
    settings: { refusedRows: [{ object: 'Lead', times: 1 }] },
  }),
  onDemand(
    'a lock, told in the language of our user',
    'UNABLE_TO_LOCK_ROW',
    'Exklusiver Zugriff auf diesen Datensatz nicht möglich',
  ),
  byRules('a deleted record', {
    before: (at) => {
      for (const record of at.server.org.records('Lead'))
        if (record.fields['LastName'] === 'Amber') record.isDeleted = true;
    },
  }),
  byRules('a record that is not there', { rows: () => [row(1, '00Q00000000ZZZZZZZ', { Lead_Score__c: '61' })] }),
  byRules('an id of another object', {
    // In a call the first of two rows, in a job the only one.
    rows: () => [row(1, '003000000000001AAA', { Lead_Score__c: '61' })],
  }),
  salesforceCase('an id that is none', 'ourselves', {
    ways: inCalls,
    rows: () => [row(1, '00Q', { Lead_Score__c: '61' })],
  }),
  byRules('a converted lead', {
    before: (at) => {
      for (const record of at.server.org.records('Lead'))
        if (record.fields['LastName'] === 'Amber') record.fields['IsConverted'] = true;
    },
  }),
  byRules('an object that is not there', {
    ways: inCalls,
    objects: new Map([['lead', 'Prospect__c']]),
  }),
  byRules('a field that is not there', { ways: inCalls, rows: newLead({ Lead_Scoer__c: '61' }) }),
  byRules('a field that is not there, in a job', { ways: ['bulk2'], rows: newLead({ Lead_Scoer__c: '61' }) }),
  byRules('a read-only field', { rows: newLead({ CreatedDate: '2026-06-23T10:00:00Z' }) }),
  onDemand(
    'an object that takes no update',
    'INVALID_TYPE_FOR_OPERATION',
    'entity type cannot be updated: LeadHistory',
  ),
  byRules('a value of another type', { ways: inCalls, rows: newLead({ Fit_Score__c: 'seventy one' }) }),
  byRules('a value of another type, in a job', { ways: ['bulk2'], rows: newLead({ Fit_Score__c: 'seventy one' }) }),
  byRules('nothing in a field that is true or false', { rows: newLead({ Is_Held_Out__c: null }) }),
  byRules('a text that is too long', { rows: newLead({ Lead_Score_Reasons__c: 'Visited pricing.'.repeat(16) }) }),
  salesforceCase('a validation rule', 'settings', { settings: tooHigh, rows: newLead({ Lead_Score__c: '61' }) }),
  byRules('nothing in a field that must have something', { rows: newLead({ LastName: null }) }),
  byRules('a value that a restricted picklist lacks', { rows: newLead({ Score_Band__c: 'lukewarm' }) }),
  byRules('a number with too many digits', { rows: newLead({ Lead_Score__c: '987654321' }) }),
  byRules('an owner that can be none', { rows: newLead({ OwnerId: '003000000000001AAA' }) }),
  byRules('a value that another record has and that is unique', {
    rows: (at) => {
      const [first = '', second = ''] = at.leads('Amber', 'Birk');
      const lead = at.server.org.objectNamed('Lead');
      const held = at.server.org.record('Lead', second);
      if (lead === undefined || held === undefined) throw new Error('the org has no leads');
      at.server.org.change(lead, held, { Leadscore_Id__c: 'lead-7' });
      return [row(1, first, { Leadscore_Id__c: 'lead-7' })];
    },
  }),
  byRules('an external id that two records have', {
    connection: { external_id: 'Legacy_Id__c' },
    rows: (at) => {
      const lead = at.server.org.objectNamed('Lead');
      if (lead === undefined) throw new Error('the org has no leads');
      for (const LastName of ['Amber', 'Birk'])
        at.server.org.put(lead, { LastName, Company: 'Acme', Legacy_Id__c: 'old-7' });
      return [row(1, 'old-7', { Lead_Score__c: '61' })];
    },
  }),
  byRules('an address that is none', { rows: newLead({ Email: 'ann at example' }) }),
  onDemand('a duplicate rule', 'DUPLICATES_DETECTED', 'Use one of these records?'),
  onDemand('no right to this record', 'INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id'),
  onDemand(
    'no right to a record that this one names',
    'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
    'insufficient access rights on cross-reference id: 005000000000001AAA',
  ),
  onDemand(
    'code of the org that says no',
    'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
    apex('System.NullPointerException: Attempt to de-reference a null object'),
  ),
  onDemand(
    'a flow that fails',
    'CANNOT_EXECUTE_FLOW_TRIGGER',
    'We can\'t save this record because the "Route leads" process failed. Give your Salesforce admin these details.',
  ),
];

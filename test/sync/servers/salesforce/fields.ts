/** What the org has: objects, their fields and the rules of each field. */

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type:
    | 'id'
    | 'string'
    | 'textarea'
    | 'email'
    | 'phone'
    | 'picklist'
    | 'double'
    | 'int'
    | 'boolean'
    | 'date'
    | 'datetime'
    | 'reference';
  /** Most characters of a text. */
  readonly length?: number;
  /** All digits of a number, and those after the point. */
  readonly precision?: number;
  readonly scale?: number;
  readonly values?: readonly string[];
  readonly restricted?: boolean;
  readonly required?: boolean;
  readonly readOnly?: boolean;
  readonly externalId?: boolean;
  readonly unique?: boolean;
  /** What the ids in it may begin with. */
  readonly prefixes?: readonly string[];
}

export interface ObjectType {
  readonly name: string;
  /** First three characters of its ids. */
  readonly prefix: string;
  readonly fields: readonly Field[];
}

const text = (name: string, label: string, length: number, rest: Partial<Field> = {}): Field => ({
  name,
  label,
  type: 'string',
  length,
  ...rest,
});
const number = (name: string, label: string, precision: number, scale: number): Field => ({
  name,
  label,
  type: 'double',
  precision,
  scale,
});
const system = (name: string, type: Field['type']): Field => ({ name, label: name, type, readOnly: true });

const everywhere: readonly Field[] = [
  system('Id', 'id'),
  system('IsDeleted', 'boolean'),
  system('CreatedDate', 'datetime'),
  system('LastModifiedDate', 'datetime'),
  system('SystemModstamp', 'datetime'),
];

const reference = (name: string, label: string, rest: Partial<Field> = {}): Field => ({
  name,
  label,
  type: 'reference',
  length: 18,
  ...rest,
});
/** A user or a queue. */
const owner = (label: string): Field => reference('OwnerId', label, { prefixes: ['005', '00G'] });

/** Fields of lead and contact that a set-up for lead scores creates. `Score_Band__c` is a restricted picklist. */
const scores: readonly Field[] = [
  number('Lead_Score__c', 'Lead Score', 6, 1),
  number('Fit_Score__c', 'Fit Score', 6, 1),
  number('Intent_Score__c', 'Intent Score', 6, 1),
  number('Total_Score__c', 'Total Score', 6, 1),
  number('Account_Score__c', 'Account Score', 6, 1),
  text('Lead_Category__c', 'Lead Category', 40),
  text('Lead_Grade__c', 'Lead Grade', 10),
  {
    name: 'Score_Band__c',
    label: 'Score Band',
    type: 'picklist',
    values: ['hot', 'warm', 'cold', 'A', 'B', 'C', 'D'],
    restricted: true,
  },
  text('Lead_Score_Reasons__c', 'Lead Score Reasons', 255),
  { name: 'Last_Meaningful_Activity__c', label: 'Last Meaningful Activity', type: 'date' },
  { name: 'Last_Meaningful_Activity_At__c', label: 'Last Meaningful Activity At', type: 'datetime' },
  text('Recommended_Action__c', 'Recommended Action', 80),
  { name: 'Action_Due__c', label: 'Action Due', type: 'datetime' },
  { name: 'Is_Held_Out__c', label: 'Is Held Out', type: 'boolean' },
  text('Leadscore_Id__c', 'Leadscore Id', 64, { externalId: true, unique: true }),
  text('Legacy_Id__c', 'Legacy Id', 64, { externalId: true }),
];

const lead: ObjectType = {
  name: 'Lead',
  prefix: '00Q',
  fields: [
    ...everywhere,
    text('FirstName', 'First Name', 40),
    text('LastName', 'Last Name', 80, { required: true }),
    text('Company', 'Company', 255, { required: true }),
    { name: 'Email', label: 'Email', type: 'email', length: 80 },
    { name: 'Phone', label: 'Phone', type: 'phone', length: 40 },
    {
      name: 'Status',
      label: 'Lead Status',
      type: 'picklist',
      values: ['Open', 'Working', 'Nurturing', 'Unqualified', 'Qualified'],
    },
    owner('Owner ID'),
    { ...system('MasterRecordId', 'reference'), length: 18 },
    system('IsConverted', 'boolean'),
    { ...system('ConvertedContactId', 'reference'), length: 18 },
    { ...system('ConvertedAccountId', 'reference'), length: 18 },
    ...scores,
  ],
};

const contact: ObjectType = {
  name: 'Contact',
  prefix: '003',
  fields: [
    ...everywhere,
    text('FirstName', 'First Name', 40),
    text('LastName', 'Last Name', 80, { required: true }),
    { name: 'Email', label: 'Email', type: 'email', length: 80 },
    reference('AccountId', 'Account ID'),
    owner('Owner ID'),
    { ...system('MasterRecordId', 'reference'), length: 18 },
    ...scores,
  ],
};

const account: ObjectType = {
  name: 'Account',
  prefix: '001',
  fields: [
    ...everywhere,
    text('Name', 'Account Name', 255, { required: true }),
    number('Account_Score__c', 'Account Score', 6, 1),
    text('Account_Tier__c', 'Account Tier', 40),
    owner('Owner ID'),
    { ...system('MasterRecordId', 'reference'), length: 18 },
  ],
};

const task: ObjectType = {
  name: 'Task',
  prefix: '00T',
  fields: [
    ...everywhere,
    text('Subject', 'Subject', 255),
    { name: 'Description', label: 'Description', type: 'textarea', length: 32_000 },
    { name: 'Status', label: 'Status', type: 'picklist', values: ['Not Started', 'In Progress', 'Completed'] },
    { name: 'Priority', label: 'Priority', type: 'picklist', values: ['High', 'Normal', 'Low'] },
    { name: 'ActivityDate', label: 'Due Date Only', type: 'date' },
    { name: 'ReminderDateTime', label: 'Reminder Date/Time', type: 'datetime' },
    { name: 'IsReminderSet', label: 'Reminder Set', type: 'boolean' },
    reference('WhoId', 'Name ID', { prefixes: ['00Q', '003'] }),
    reference('WhatId', 'Related To ID'),
    owner('Assigned To ID'),
    text('Leadscore_Transition__c', 'Leadscore Transition', 64, { externalId: true, unique: true }),
  ],
};

const campaign: ObjectType = {
  name: 'Campaign',
  prefix: '701',
  fields: [
    ...everywhere,
    text('Name', 'Name', 80, { required: true }),
    { name: 'IsActive', label: 'Active', type: 'boolean' },
  ],
};

const campaignMember: ObjectType = {
  name: 'CampaignMember',
  prefix: '00v',
  fields: [
    ...everywhere,
    reference('CampaignId', 'Campaign ID', { prefixes: ['701'], required: true }),
    reference('LeadId', 'Lead ID', { prefixes: ['00Q'] }),
    reference('ContactId', 'Contact ID', { prefixes: ['003'] }),
    { name: 'Status', label: 'Status', type: 'picklist', values: ['Sent', 'Responded'] },
  ],
};

export const standardObjects: readonly ObjectType[] = [lead, contact, account, task, campaign, campaignMember];

/** A field by its name, whose case does not count. */
export function fieldNamed(type: ObjectType, name: string): Field | undefined {
  const lower = name.toLowerCase();
  return type.fields.find((each) => each.name.toLowerCase() === lower);
}

const prefixes = {
  lead: '00Q',
  contact: '003',
  account: '001',
  opportunity: '006',
  campaign: '701',
  campaign_member: '00v',
  user: '005',
} as const;

/** An 18-character id as Salesforce makes them; different for every number and object. */
export function salesforceId(object: keyof typeof prefixes, number: number): string {
  return `${prefixes[object]}5f${number.toString(36).toUpperCase().padStart(10, '0')}QAA`;
}

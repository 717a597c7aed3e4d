/** How exports call what is canonical here: small letters and digits, nothing else. */
import type { EntityName } from '../generate/canonical.js';

/** What an entity is told by, beside its columns: words of the table's or file's name. */
export const tableWords = {
  leads: ['lead', 'leads', 'prospect', 'prospects', 'people', 'persons', 'signups', 'users'],
  contacts: ['contact', 'contacts'],
  accounts: ['account', 'accounts', 'company', 'companies', 'organizations', 'organisations', 'customers'],
  opportunities: ['opportunity', 'opportunities', 'deal', 'deals', 'pipeline'],
  campaign_responses: ['campaign', 'campaigns', 'campaignmembers', 'responses', 'webinars', 'attendees'],
  events: ['event', 'events', 'activities', 'activity', 'visits', 'clicks', 'tracks', 'pageviews', 'submissions'],
} as const satisfies Partial<Record<EntityName, readonly string[]>>;

export type GuessedEntity = keyof typeof tableWords;

const shared = {
  email: ['email', 'emailaddress', 'mail', 'workemail', 'businessemail'],
  country: ['country', 'countrycode', 'mailingcountry', 'billingcountry', 'land'],
  owner_id: ['ownerid', 'owner', 'assignedto'],
  is_deleted: ['isdeleted', 'deleted'],
  merged_into_id: ['mergedinto', 'mergedintoid', 'masterrecordid'],
  created_at: [
    'createdat',
    'created',
    'createddate',
    'createdon',
    'createdtime',
    'creationdate',
    'signedupat',
    'opened',
    'openedat',
  ],
  updated_at: ['updatedat', 'updated', 'lastmodifieddate', 'lastmodified', 'modifiedat', 'modified'],
  known_at: ['knownat', 'receivedat', 'received', 'loadedat', 'ingestedat', 'arrivedat'],
} as const;

const person = {
  ...shared,
  user_id: ['userid', 'productuserid'],
  anonymous_id: ['anonymousid', 'visitorid', 'visitor', 'clientid', 'deviceid', 'browserid', 'browser'],
  first_name: ['firstname', 'givenname', 'forename', 'vorname'],
  last_name: ['lastname', 'surname', 'familyname', 'nachname'],
  title: ['title', 'jobtitle', 'position', 'role'],
  phone: ['phone', 'phonenumber', 'telephone', 'mobile'],
  do_not_contact: [
    'donotcontact',
    'optedout',
    'optout',
    'unsubscribed',
    'hasoptedoutofemail',
    'donotemail',
    'donotcall',
  ],
} as const;

const company = {
  industry: ['industry', 'sector', 'branch', 'vertical'],
  employees: ['employees', 'numberofemployees', 'employeecount', 'headcount', 'companysize', 'staff'],
  annual_revenue: ['annualrevenue', 'revenue', 'turnover'],
  website: ['website', 'domain', 'companydomain', 'url', 'web'],
} as const;

/**
 * Canonical column -> the headers it is known by, the likeliest first; `id` stands for the table's own id (`id`, `lead_id` in a
 * table of leads). The first column of an entity that is required and not found rules the entity out.
 */
export const headerWords = {
  leads: {
    record_id: ['recordid', 'leadid', 'prospectid', 'personid', 'contactid', 'id'],
    ...person,
    ...company,
    company: ['company', 'companyname', 'organization', 'organisation', 'account', 'accountname', 'firm'],
    lead_source: ['leadsource', 'source', 'channel', 'originalsource'],
    status: ['status', 'leadstatus', 'stage', 'lifecyclestage'],
    converted_at: ['convertedat', 'converteddate', 'converted'],
  },
  contacts: {
    record_id: ['recordid', 'contactid', 'id'],
    ...person,
    account_id: ['accountid', 'companyid', 'organizationid', 'associatedcompanyid'],
    lead_source: ['leadsource', 'source', 'originalsource'],
  },
  accounts: {
    record_id: ['recordid', 'accountid', 'companyid', 'organizationid', 'id'],
    name: ['name', 'accountname', 'companyname', 'company', 'organization'],
    ...company,
    country: shared.country,
    account_type: ['accounttype', 'type'],
    is_customer: ['iscustomer', 'customer'],
    parent_id: ['parentid', 'parent', 'parentaccountid', 'parentcompanyid'],
    owner_id: shared.owner_id,
    is_deleted: shared.is_deleted,
    created_at: shared.created_at,
    updated_at: shared.updated_at,
    known_at: shared.known_at,
  },
  opportunities: {
    record_id: ['recordid', 'opportunityid', 'dealid', 'id'],
    account_id: ['accountid', 'companyid', 'account', 'company'],
    contact_id: ['contactid', 'primarycontactid', 'contact', 'leadid', 'lead', 'personid'],
    name: ['name', 'opportunityname', 'dealname'],
    stage: ['stage', 'stagename', 'dealstage', 'status'],
    amount: ['amount', 'value', 'dealvalue', 'dealamount'],
    is_closed: ['isclosed'],
    is_won: ['iswon', 'won'],
    is_deleted: shared.is_deleted,
    created_at: shared.created_at,
    closed_at: ['closedat', 'closed', 'closedate', 'closedon'],
    known_at: shared.known_at,
  },
  campaign_responses: {
    record_id: ['recordid', 'responseid', 'campaignmemberid', 'memberid', 'id'],
    person_record_id: ['leadid', 'contactid', 'leadorcontactid', 'personid', 'prospectid'],
    email: shared.email,
    campaign_name: ['campaignname', 'campaign', 'webinar', 'name'],
    campaign_type: ['campaigntype', 'type'],
    status: ['status', 'responsestatus', 'memberstatus'],
    minutes: ['minutes', 'minutesattended', 'duration'],
    is_deleted: shared.is_deleted,
    happened_at: [
      'happenedat',
      'respondedat',
      'firstrespondeddate',
      'respondeddate',
      'attendedat',
      'date',
      'createddate',
      'createdat',
      'timestamp',
    ],
    known_at: shared.known_at,
  },
  events: {
    event_id: ['eventid', 'activityid', 'messageid', 'id'],
    event_name: ['eventname', 'event', 'eventtype', 'activitytype', 'action', 'type', 'what', 'name', 'activity'],
    channel: ['channel', 'medium'],
    happened_at: [
      'happenedat',
      'happened',
      'occurredat',
      'timestamp',
      'eventtime',
      'eventtimestamp',
      'time',
      'date',
      'activitydate',
      'createdat',
      'sentat',
    ],
    known_at: shared.known_at,
    person_record_id: ['leadid', 'contactid', 'personid', 'prospectid', 'recordid'],
    email: shared.email,
    user_id: person.user_id,
    anonymous_id: person.anonymous_id,
    session_id: ['sessionid', 'session', 'visitid'],
    page_path: ['pagepath', 'path', 'page', 'pageurl', 'url'],
    form_id: ['formid', 'form', 'formname'],
    campaign_name: ['campaign', 'campaignname', 'utmcampaign'],
  },
} as const satisfies Readonly<Record<GuessedEntity, Readonly<Record<string, readonly string[]>>>>;

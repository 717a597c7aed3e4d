import type { Behaviour, Membership } from './behaviour.js';
import { campaigns } from './behaviour.js';
import { day, hour, stamp } from './clock.js';
import { isGroup, type Company } from './companies.js';
import { companyFacts } from './company-facts.js';
import {
  countryAsWritten,
  emailVariant,
  industryAsWritten,
  maybeMissing,
  maybeUnknown,
  websiteAsWritten,
} from './dirty-cells.js';
import { leadAnswers, nonsenseCompany } from './lead-answers.js';
import { type DirtLevel, identityDirt, identityDraw, strangeAddress } from './identity-dirt.js';
import type { EmailKind, Person } from './people.js';
import { random, type Random } from './random.js';
import { buying, dirt, horizonDays } from './rates.js';
import { salesforceId } from './salesforce-id.js';
import { surges } from './tool-events.js';
import type { Writer } from './writer.js';

/** Which CRM records a person has, and what became of them. */
export interface Records {
  readonly leadIds: readonly string[];
  readonly contactIds: readonly string[];
  readonly emails: readonly string[];
  readonly needsAccount: boolean;
  readonly opportunity?: { readonly id: string; readonly at: number; readonly isWon: boolean };
}

/** The time frame of a demo, in seconds, and its seed. */
export interface Frame {
  readonly seed: number;
  readonly asOf: number;
  readonly days: number;
  readonly dirt: DirtLevel;
}

/** Sync times: most rows reached the warehouse within hours of their last change, a third in a later full re-sync. */
function synced(draw: Random, modifiedAt: number, frame: Frame): string {
  const resync = frame.asOf + horizonDays * day + 2 * hour;
  return stamp(draw.chance(0.33) ? resync : Math.min(resync, modifiedAt + draw.between(300, 6 * hour)));
}

function owner(draw: Random): string {
  return salesforceId('user', draw.between(1, 9));
}

/** Some teams mark the records they found twice and merge them later. */
function statusOf(isFirst: boolean, drawn: string): string {
  return !isFirst && drawn === 'Closed - Not Converted' ? 'Duplicate' : drawn;
}

const convertible: ReadonlySet<EmailKind> = new Set(['business', 'free_mail', 'role']);

/** Writes the person's leads, contact, opportunity and campaign members; at most `leadsLeft` leads. */
export function writeRecords(writer: Writer, who: Person, deeds: Behaviour, frame: Frame, leadsLeft: number): Records {
  const draw = random(frame.seed, 4, who.number);
  const end = frame.asOf + horizonDays * day;
  const isCustomer = who.company.kind === 'customer';
  const firstForm = deeds.formSubmits.reduce((least, submit) => Math.min(least, submit.at), Infinity);
  const isLater = draw.chance(dirt.createdLater) && firstForm === Infinity && deeds.userId === null;
  const createdAt = isLater
    ? frame.asOf + draw.between(1, horizonDays - 5) * day + draw.between(0, day - 1)
    : firstForm < Infinity
      ? firstForm + draw.between(60, 1200)
      : frame.asOf - draw.between(1, frame.days) * day - draw.between(0, day - 1);
  const isContactOnly = isCustomer && draw.chance(0.75);
  const isConvertedBefore =
    draw.chance(dirt.convertedBefore) && !isCustomer && !isLater && convertible.has(who.emailKind);
  const boughtAt = frame.asOf + draw.between(3, horizonDays - 6) * day + draw.between(0, day - 1);
  const convertedAt = isContactOnly
    ? null
    : who.wouldBuy
      ? Math.max(boughtAt, createdAt + hour)
      : isConvertedBefore
        ? Math.min(frame.asOf - hour, createdAt + draw.between(1, 30) * day)
        : null;
  const hasContact = isContactOnly || convertedAt !== null;
  const leadId = salesforceId('lead', who.number * 2);
  const contactId = salesforceId('contact', who.number);
  const accountId = salesforceId('account', who.company.index * 2);
  const source =
    firstForm < Infinity
      ? 'Web'
      : draw.pick(['Trade Show', 'Purchased List', 'Partner Referral', 'Content Syndication', 'Other']);
  const modifiedAt = Math.min(end, Math.max(createdAt + draw.between(0, 20) * day, convertedAt ?? 0));
  const ownerId = owner(draw);
  const email = who.email;
  const phone = draw.chance(0.4) ? `+1 555 01${String(draw.between(0, 99)).padStart(2, '0')}` : null;
  const answers = leadAnswers(frame.seed, who, frame.asOf);
  const strange = identityDraw(frame.seed, who);
  const placeholder = strange.chance(identityDirt[frame.dirt].placeholderUser) ? '0' : null;
  const leadIds: string[] = [];
  const emails = new Set<string>(email === null ? [] : [email]);

  const writeLead = (
    id: string,
    over: { email: string | null; createdAt: number; mergedInto: string | null },
  ): void => {
    const isFirst = id === leadId;
    const converted = isFirst ? convertedAt : null;
    const changedAt = isFirst ? modifiedAt : Math.min(end, over.createdAt + draw.between(1, 48) * hour);
    writer.salesforce.lead.write({
      id,
      email: over.email,
      first_name: who.first,
      last_name: who.last,
      title: maybeMissing(draw, who.title),
      company: maybeMissing(draw, answers.isNonsense && !who.isHostile ? nonsenseCompany : who.companyName),
      industry: maybeMissing(draw, industryAsWritten(draw, who.company.industry)),
      number_of_employees: maybeUnknown(draw, who.company.employees),
      annual_revenue: maybeUnknown(draw, who.company.revenue),
      country: maybeMissing(draw, countryAsWritten(draw, who.country)),
      phone,
      website: draw.chance(0.5) ? websiteAsWritten(draw, who.company.domain) : null,
      lead_source: isFirst ? source : 'Other',
      status:
        converted !== null
          ? 'Closed - Converted'
          : statusOf(isFirst, draw.pick(['Open - Not Contacted', 'Working - Contacted', 'Closed - Not Converted'])),
      owner_id: ownerId,
      has_opted_out_of_email: deeds.isOptedOut,
      is_deleted: over.mergedInto !== null,
      is_converted: converted !== null,
      converted_date: converted === null ? null : stamp(converted),
      converted_contact_id: converted === null ? null : contactId,
      converted_account_id: converted === null ? null : accountId,
      master_record_id: over.mergedInto,
      product_user_id_c: isFirst ? (deeds.userId ?? placeholder) : null,
      business_need_c: answers.businessNeed,
      buying_trigger_c: answers.buyingTrigger,
      product_line_c: answers.productLine,
      lifecycle_stage_c: answers.lifecycleStage,
      recycled_at_c:
        answers.recycledAt === null || answers.recycledAt <= over.createdAt ? null : stamp(answers.recycledAt),
      sales_accepted_c: answers.isAccepted,
      created_date: stamp(over.createdAt),
      last_modified_date: stamp(changedAt),
      _fivetran_synced: synced(draw, changedAt, frame),
    });
    leadIds.push(id);
  };

  if (!isContactOnly) {
    writeLead(leadId, { email, createdAt, mergedInto: null });
    if (email !== null && leadsLeft > 1 && draw.chance(identityDirt[frame.dirt].duplicateLead)) {
      const variant = strangeAddress(strange, frame.dirt, who, email) ?? emailVariant(draw, email);
      emails.add(variant);
      writeLead(salesforceId('lead', who.number * 2 + 1), {
        email: variant,
        createdAt: Math.min(end - day, createdAt + draw.between(1, 25) * day),
        mergedInto: draw.chance(identityDirt[frame.dirt].merged) ? leadId : null,
      });
    }
  }
  if (hasContact) {
    const contactAt = convertedAt ?? createdAt;
    writer.salesforce.contact.write({
      id: contactId,
      account_id: accountId,
      email,
      first_name: who.first,
      last_name: who.last,
      title: who.title,
      phone,
      mailing_country: who.country,
      lead_source: source,
      owner_id: ownerId,
      has_opted_out_of_email: deeds.isOptedOut,
      is_deleted: false,
      master_record_id: null,
      product_user_id_c: deeds.userId,
      created_date: stamp(contactAt),
      last_modified_date: stamp(Math.max(modifiedAt, contactAt)),
      _fivetran_synced: synced(draw, Math.max(modifiedAt, contactAt), frame),
    });
  }
  // A lead that a publisher sent us read something there.
  const isSyndicated = source === 'Content Syndication' && !isContactOnly;
  const syndicatedAt = isSyndicated && !isLater ? Math.max(createdAt - hour, frame.asOf - frame.days * day) : null;
  writeMemberships(
    writer,
    who,
    deeds,
    syndicatedAt,
    isContactOnly ? null : leadId,
    hasContact ? contactId : null,
    draw,
    frame,
  );
  const records = { leadIds, contactIds: hasContact ? [contactId] : [], emails: [...emails], needsAccount: hasContact };
  if (!who.wouldBuy && !isConvertedBefore) return records;
  const at = isContactOnly || convertedAt === null ? boughtAt : convertedAt;
  const opportunity = writeOpportunity(writer, who.company, who.number, hasContact ? contactId : null, at, draw, frame);
  return { ...records, needsAccount: true, opportunity };
}

const syndication = campaigns.findIndex((campaign) => campaign.type === 'Content');

function membershipsOf(deeds: Behaviour, syndicatedAt: number | null): readonly Membership[] {
  if (syndicatedAt === null || deeds.memberships.some((member) => member.campaign === syndication))
    return deeds.memberships;
  return [...deeds.memberships, { campaign: syndication, status: 'Responded', at: syndicatedAt }];
}

function writeMemberships(
  writer: Writer,
  who: Person,
  deeds: Behaviour,
  syndicatedAt: number | null,
  leadId: string | null,
  contactId: string | null,
  draw: Random,
  frame: Frame,
): void {
  const stay = random(frame.seed, 11, who.number);
  const own = random(frame.seed, 13, who.number);
  for (const member of membershipsOf(deeds, syndicatedAt)) {
    const minutes = stay.between(2, 70);
    const isWebinar = campaigns[member.campaign]?.type === 'Webinar';
    // What was not planned with the rest of their behaviour is drawn apart from it.
    const from = deeds.memberships.includes(member) ? draw : own;
    writer.salesforce.campaign_member.write({
      id: salesforceId('campaign_member', who.number * campaigns.length + member.campaign),
      campaign_id: salesforceId('campaign', member.campaign + 1),
      lead_id: leadId,
      contact_id: contactId,
      status: member.status,
      has_responded: member.status === 'Attended' || member.status === 'Responded',
      first_responded_date: member.status === 'Sent' ? null : stamp(member.at - (member.at % day)),
      minutes_attended_c: isWebinar && member.status === 'Attended' ? minutes : null,
      is_deleted: from.chance(0.01),
      created_date: stamp(member.at),
      last_modified_date: stamp(member.at + hour),
      _fivetran_synced: synced(from, member.at + hour, frame),
    });
  }
}

const openStages = ['Qualification', 'Discovery', 'Proposal', 'Negotiation'] as const;

/** One opportunity; won, lost or open by the end of the raw tables. `number` makes its id. */
function writeOpportunity(
  writer: Writer,
  employer: Company,
  number: number,
  contactId: string | null,
  at: number,
  draw: Random,
  frame: Frame,
  fate?: 'won' | 'lost' | 'open',
): { id: string; at: number; isWon: boolean } {
  const drawn = draw.weighted([
    ['won', buying.won],
    ['lost', buying.lost],
    ['open', 1 - buying.won - buying.lost],
  ] as const);
  const end = frame.asOf + horizonDays * day;
  const closeAt = at + draw.between(5, 60) * day;
  // What would close after the extraction is still open in it.
  const outcome = closeAt > end ? 'open' : (fate ?? drawn);
  const id = salesforceId('opportunity', number);
  const modifiedAt = outcome === 'open' ? at + draw.between(1, 5) * hour : closeAt;
  writer.salesforce.opportunity.write({
    id,
    account_id: salesforceId('account', employer.index * 2),
    contact_id: contactId,
    name: `${employer.name}: platform`,
    stage_name: outcome === 'won' ? 'Closed Won' : outcome === 'lost' ? 'Closed Lost' : draw.pick(openStages),
    amount: draw.chance(0.08) ? null : Math.min(400, Math.max(8, Math.floor(employer.employees / 12))) * 1000,
    close_date: stamp(closeAt - (closeAt % day)),
    is_closed: outcome !== 'open',
    is_won: outcome === 'won',
    is_deleted: false,
    lead_source: 'Web',
    owner_id: owner(draw),
    created_date: stamp(at),
    last_modified_date: stamp(modifiedAt),
    _fivetran_synced: synced(draw, modifiedAt, frame),
  });
  return { id, at, isWon: outcome === 'won' };
}

/** Opportunities of companies before as_of number from here on, so that ids never meet those of people. */
const companyOpportunities = 1_000_000_000;

/** The company's account, at times a second one, and what was sold or tried before as_of. */
export function writeAccount(
  writer: Writer,
  employer: Company,
  isNeeded: boolean,
  isStirring: boolean,
  frame: Frame,
): void {
  const draw = random(frame.seed, 5, employer.index);
  const isKnown = draw.chance(0.35);
  if (!isNeeded && !isGroup(employer.index) && !isKnown && employer.kind === 'prospect') return;
  const id = salesforceId('account', employer.index * 2);
  const createdAt = frame.asOf - draw.between(frame.days, 1100) * day;
  const ownerId = owner(draw);
  const type =
    employer.kind === 'customer'
      ? 'Customer'
      : employer.kind === 'partner'
        ? 'Partner'
        : employer.kind === 'competitor'
          ? 'Competitor'
          : 'Prospect';
  const facts = companyFacts(frame.seed, employer);
  const surgedAt = surges(frame.seed, employer, isStirring, frame.asOf);
  const writeRow = (own: { id: string; name: string; createdAt: number; mergedInto: string | null }): void => {
    const modifiedAt = own.createdAt + draw.between(1, 90) * day;
    writer.salesforce.account.write({
      id: own.id,
      name: own.name,
      type: own.id === id ? type : null,
      industry: maybeMissing(draw, industryAsWritten(draw, employer.industry)),
      number_of_employees: maybeUnknown(draw, employer.employees),
      annual_revenue: maybeUnknown(draw, employer.revenue),
      billing_country: maybeMissing(draw, countryAsWritten(draw, employer.country)),
      website: websiteAsWritten(draw, employer.domain),
      parent_id: own.id === id && employer.parent !== undefined ? salesforceId('account', employer.parent * 2) : null,
      owner_id: ownerId,
      account_tier_c: facts.accountTier,
      expected_deal_size_c: facts.expectedDealSize,
      is_strategic_logo_c: facts.isStrategicLogo,
      expansion_potential_c: facts.expansionPotential,
      technologies_c: facts.technologies,
      business_model_c: facts.businessModel,
      growth_stage_c: facts.growthStage,
      investments_c: facts.investments,
      usage_trend_c: facts.usageTrend,
      topic_surge_at_c: surgedAt.length === 0 ? null : stamp(Math.max(...surgedAt)),
      is_deleted: own.mergedInto !== null,
      master_record_id: own.mergedInto,
      created_date: stamp(own.createdAt),
      last_modified_date: stamp(modifiedAt),
      _fivetran_synced: synced(draw, modifiedAt, frame),
    });
  };
  writeRow({ id, name: employer.name, createdAt, mergedInto: null });
  if (draw.chance(dirt.duplicateAccount)) {
    writeRow({
      id: salesforceId('account', employer.index * 2 + 1),
      name: employer.name.split(' ').slice(0, 2).join(' '),
      createdAt: createdAt + draw.between(10, 60) * day,
      mergedInto: draw.chance(dirt.mergedAccount) ? id : null,
    });
  }
  const number = companyOpportunities + employer.index;
  if (employer.kind === 'customer') {
    writeOpportunity(writer, employer, number, null, frame.asOf - draw.between(200, 700) * day, draw, frame, 'won');
  } else if (employer.kind === 'prospect' && draw.chance(0.08)) {
    const at = frame.asOf - draw.between(5, 150) * day;
    writeOpportunity(writer, employer, number, null, at, draw, frame);
  }
}

/** The campaigns that people were members of. */
export function writeCampaigns(writer: Writer, frame: Frame): void {
  campaigns.forEach((campaign, index) => {
    const at = frame.asOf - (campaign.daysBefore + 14) * day;
    writer.salesforce.campaign.write({
      id: salesforceId('campaign', index + 1),
      name: campaign.name,
      type: campaign.type,
      status: 'Completed',
      start_date: stamp(frame.asOf - campaign.daysBefore * day),
      is_deleted: false,
      created_date: stamp(at),
      _fivetran_synced: stamp(at + hour),
    });
  });
}

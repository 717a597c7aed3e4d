import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { behaviour } from './behaviour.js';
import { seconds, stamp } from './clock.js';
import { company } from './companies.js';
import { type DirtLevel, fromSharedDevice } from './identity-dirt.js';
import { laterActs } from './later-acts.js';
import { writeMarketingEvents } from './marketing-events.js';
import { person, type Person } from './people.js';
import { competitorDomains, demoAsOf } from './rates.js';
import { explained, refuseForeign, refuseOptions } from './refusals.js';
import { writeAccount, writeCampaigns, writeRecords, type Frame, type Records } from './records.js';
import { writeTierDecisions } from './tier-decisions.js';
import { writeSurges, writeToolEvents } from './tool-events.js';
import { writeVisitPlan } from './visit-plan.js';
import { writeWebEvents } from './web-events.js';
import { openWriter, type Writer } from './writer.js';
import type { Behaviour } from './behaviour.js';

export interface DemoOptions {
  /** Created, or replaced when an earlier demo stands there. */
  readonly directory: string;
  /** A whole number; the same seed makes the same rows. */
  readonly seed: number;
  /** Lead records, exactly. */
  readonly leads: number;
  /** Behavioural events of all kinds (GA4 rows, forms, e-mails, other tools), within two percent where there are enough for the leads. */
  readonly events: number;
  /** ISO 8601. Behaviour and CRM records go on for 90 days after it. */
  readonly asOf: string;
  /** Days of history before as_of. */
  readonly days: number;
  /** How hard it is to see which records are one person; `usual` unless given. */
  readonly dirt: DirtLevel;
  /** Of DuckDB; all cores unless given. Rows do not depend on it. */
  readonly threads?: number;
}

export const demoDefaults: DemoOptions = {
  directory: '.leadscore/demo',
  seed: 20260630,
  leads: 6000,
  events: 220000,
  asOf: demoAsOf,
  days: 180,
  dirt: 'usual',
};

/** Rows per raw table. */
export interface DemoCounts {
  readonly leads: number;
  readonly contacts: number;
  readonly accounts: number;
  readonly opportunities: number;
  readonly campaignMembers: number;
  readonly marketingEvents: number;
  readonly toolEvents: number;
  readonly webEvents: number;
  readonly webFiles: number;
  readonly people: number;
  readonly wouldBuy: number;
}

/** `demo.json`: what the files were made from; the same options make the same file anywhere. */
export interface DemoManifest extends Omit<DemoOptions, 'directory' | 'threads'> {
  readonly counts: DemoCounts;
}

const manifestName = 'demo.json';

/**
 * Writes raw Salesforce, form and GA4 files of an invented company, with the truth about every person beside them.
 * Constant memory in TypeScript; DuckDB makes the web events. The directory appears whole or not at all.
 * Throws a ProblemError when an option makes no sense, the directory holds something that is no demo, or the disk is full.
 */
export async function generateDemo(options: Partial<DemoOptions> = {}): Promise<DemoCounts> {
  const chosen: DemoOptions = { ...demoDefaults, ...options };
  const target = resolve(chosen.directory);
  refuseOptions(chosen);
  const partial = `${target}.partial`;
  const frame: Frame = { seed: chosen.seed, asOf: seconds(chosen.asOf), days: chosen.days, dirt: chosen.dirt };
  try {
    refuseForeign(target, chosen.directory, manifestName);
    rmSync(partial, { recursive: true, force: true });
    mkdirSync(partial, { recursive: true });
    const crm = await writePeople(partial, chosen.leads, frame);
    const web = await writeWebEvents(
      partial,
      crm.people,
      Math.max(0, chosen.events - crm.marketingEvents - crm.toolEvents),
      frame,
      chosen.threads,
    );
    const counts: DemoCounts = { ...crm, webEvents: web.rows, webFiles: web.files };
    rmSync(join(partial, 'plan'), { recursive: true });
    const { seed, leads, events, asOf, days, dirt } = chosen;
    const manifest: DemoManifest = { seed, leads, events, asOf, days, dirt, counts };
    writeFileSync(join(partial, manifestName), `${JSON.stringify(manifest, null, 2)}\n`);
    rmSync(target, { recursive: true, force: true });
    renameSync(partial, target);
    return counts;
  } catch (error) {
    discard(partial);
    throw explained(error, chosen.directory);
  }
}

/** What stands in the directory, or undefined when no demo does. */
export function readDemoManifest(directory: string): DemoManifest | undefined {
  const file = join(directory, manifestName);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as DemoManifest) : undefined;
}

/** What cannot be removed either is the smaller problem: the first error is the one to report. */
function discard(partial: string): void {
  try {
    rmSync(partial, { recursive: true, force: true });
  } catch {
    return;
  }
}

async function writePeople(
  directory: string,
  leads: number,
  frame: Frame,
): Promise<Omit<DemoCounts, 'webEvents' | 'webFiles'>> {
  const writer = openWriter(directory);
  let people = 0;
  let wouldBuy = 0;
  try {
    writeCampaigns(writer, frame);
    const competitors = competitorDomains.length;
    for (let index = 0; index < competitors; index += 1) {
      writeAccount(writer, company(frame.seed, index), false, false, frame);
    }
    for (let index = competitors; writer.salesforce.lead.rows < leads; index += 1) {
      const employer = company(frame.seed, index);
      let needsAccount = false;
      let isStirring = false;
      for (let place = 0; place < employer.people && writer.salesforce.lead.rows < leads; place += 1) {
        people += 1;
        const who = person(frame.seed, people, employer);
        const deeds = fromSharedDevice(frame.seed, frame.dirt, who, behaviour(frame.seed, who, frame.asOf));
        const records = writeRecords(writer, who, deeds, frame, leads - writer.salesforce.lead.rows);
        const later = laterActs(frame.seed, who, deeds, frame.asOf);
        writeMarketingEvents(writer, who, deeds, later, frame.seed);
        writeToolEvents(writer, who, later);
        writeTierDecisions(writer, who, records, frame);
        writeVisitPlan(writer, who, deeds, later, frame);
        writeTruth(writer, who, deeds, records);
        needsAccount ||= records.needsAccount;
        if (who.wouldBuy) wouldBuy += 1;
        isStirring ||= who.intent === 'high';
      }
      writeAccount(writer, employer, needsAccount, isStirring, frame);
      writeSurges(writer, employer, isStirring, frame);
      // Lets an interrupt through now and then.
      if (index % 1000 === 999) await setImmediate();
    }
  } catch (error) {
    writer.discard();
    throw error;
  }
  writer.close();
  return {
    leads: writer.salesforce.lead.rows,
    contacts: writer.salesforce.contact.rows,
    accounts: writer.salesforce.account.rows,
    opportunities: writer.salesforce.opportunity.rows,
    campaignMembers: writer.salesforce.campaign_member.rows,
    marketingEvents: writer.files.marketing_events.rows,
    toolEvents: writer.tools.tool_events.rows,
    people,
    wouldBuy,
  };
}

function writeTruth(writer: Writer, who: Person, deeds: Behaviour, records: Records): void {
  writer.truth.truth_people.write({
    person_number: who.number,
    company: who.company.name,
    domain: who.company.domain,
    email_kind: who.emailKind,
    seniority: who.seniority,
    job_function: who.area,
    lead_ids: records.leadIds.join(' '),
    contact_ids: records.contactIds.join(' '),
    emails: records.emails.map((email) => email.trim()).join(' '),
    anonymous_ids: deeds.clientIds.join(' '),
    user_id: deeds.userId,
    is_hostile: who.isHostile,
  });
  writer.truth.truth_outcomes.write({
    person_number: who.number,
    true_fit: who.fit.toFixed(3),
    true_intent: who.intent,
    would_buy_chance: who.chance.toFixed(3),
    would_buy: who.wouldBuy,
    why: who.why,
    opportunity_id: records.opportunity?.id ?? null,
    opportunity_at: records.opportunity === undefined ? null : stamp(records.opportunity.at),
    is_won: records.opportunity?.isWon ?? null,
  });
}

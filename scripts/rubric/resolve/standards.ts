import type { Standards } from '../model.js';
import { error, type Report } from '../report.js';
import type { StandardsText } from '../schema/standards.js';
import type { Cursor } from '../yaml/cursor.js';
import { resolveEnrichment } from './enrichment.js';
import { committeeRoles, companySizes, labels } from './ordered-labels.js';
import { countriesAndRegions } from './countries.js';

const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}$/i;

/** Faults are reported; what is returned then lacks the faulty parts. */
export function resolveStandards(written: StandardsText, cursor: Cursor, report: Report): Standards {
  if (!cursor.wasGiven('time_zone')) {
    report(
      error('rubric/missing-key', { ...cursor.keyPlace, line: 1, column: 1 }, '"time_zone" is missing.', {
        why: 'Ages are counted in days, and a day begins somewhere.',
        todo: 'Add a time zone such as "time_zone: Europe/Berlin".',
      }),
    );
  } else if (written.time_zone !== undefined && !isTimeZone(written.time_zone)) {
    report(
      error('rubric/time-zone', cursor.at('time_zone').place, `"${written.time_zone}" is not an IANA time zone.`, {
        todo: 'Write a name such as Europe/Berlin, America/New_York or UTC.',
      }),
    );
  }
  const domains = (list: readonly string[] | undefined, ...path: string[]): readonly string[] => {
    for (const [index, domain] of (list ?? []).entries()) {
      if (DOMAIN.test(domain)) continue;
      const place = cursor.at(...path, index).place;
      const todo = 'Write it without protocol, @ or path: example.com.';
      report(error('rubric/domain', place, `"${domain}" is not a domain.`, { todo }));
    }
    return (list ?? []).map((domain) => domain.toLowerCase());
  };
  const mailboxes = (list: readonly string[] | undefined, key: string): readonly string[] => {
    for (const [index, name] of (list ?? []).entries()) {
      if (/^[^\s@]+$/.test(name)) continue;
      const place = cursor.at('role_addresses', key, index).place;
      const todo = 'Write what stands before the @: info.';
      report(error('rubric/mailbox', place, `"${name}" is not the name of a mailbox.`, { todo }));
    }
    return (list ?? []).map((name) => name.toLowerCase());
  };
  const seniority = labels(written.seniority, cursor.at('seniority'), report);
  const functions = labels(written.functions, cursor.at('functions'), report);
  return {
    timeZone: written.time_zone ?? 'UTC',
    internalDomains: domains(written.internal_domains, 'internal_domains'),
    competitorDomains: domains(written.competitor_domains, 'competitor_domains'),
    freeMail: {
      add: domains(written.free_mail?.add, 'free_mail', 'add'),
      allow: domains(written.free_mail?.allow, 'free_mail', 'allow'),
    },
    disposable: {
      add: domains(written.disposable?.add, 'disposable', 'add'),
      allow: domains(written.disposable?.allow, 'disposable', 'allow'),
    },
    roleAddresses: {
      add: mailboxes(written.role_addresses?.add, 'add'),
      allow: mailboxes(written.role_addresses?.allow, 'allow'),
    },
    seniority,
    functions,
    committeeRoles: committeeRoles(
      written.committee_roles,
      cursor.at('committee_roles'),
      { seniority, functions },
      report,
    ),
    industries: labels(written.industries, cursor.at('industries'), report),
    companySizes: companySizes(written.company_sizes, cursor.at('company_sizes'), report),
    ...countriesAndRegions(written, cursor, report),
    ...(written.enrichment !== undefined && {
      enrichment: resolveEnrichment(written.enrichment, cursor.at('enrichment'), report),
    }),
    lists: new Map(Object.entries(written.lists ?? {})),
  };
}

function isTimeZone(name: string): boolean {
  try {
    // An offset such as +02:00 is no zone: it knows nothing of summer time.
    return !/^[+-]/.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

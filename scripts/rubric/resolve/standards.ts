import type { Standards, TitleLabel } from '../model.js';
import { error, type Report } from '../report.js';
import { NAME } from '../schema/scalars.js';
import type { StandardsText } from '../schema/standards.js';
import type { Cursor } from '../yaml/cursor.js';
import { isPattern } from './pattern.js';

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
    roleAddresses: written.role_addresses ?? [],
    seniority: labels(written.seniority, cursor.at('seniority'), report),
    functions: labels(written.functions, cursor.at('functions'), report),
    regions: regions(written, cursor.at('regions'), report),
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

function labels(written: StandardsText['seniority'], cursor: Cursor, report: Report): TitleLabel[] {
  const seen = new Set<string>();
  return (written ?? []).flatMap((entry, index) =>
    Object.entries(entry).flatMap(([label, patterns], position) => {
      const at = cursor.at(index, label);
      if (position > 0) {
        report(
          error('rubric/label', at.keyPlace, 'Each entry of the list holds one label, since their order counts.', {
            todo: `Write "- ${label}:" on a line of its own.`,
          }),
        );
      } else if (!NAME.test(label)) {
        report(error('rubric/name', at.keyPlace, `"${label}" must be a name: small letters, digits and _.`));
      } else if (seen.has(label)) {
        report(
          error('rubric/label', at.keyPlace, `The label "${label}" stands here twice.`, {
            todo: 'Put its patterns together.',
          }),
        );
      }
      seen.add(label);
      const sound = patterns.filter((pattern, each) => isPattern(pattern, at.at(each), report));
      return [{ label, patterns: sound, at: at.keyPlace }];
    }),
  );
}

function regions(written: StandardsText, cursor: Cursor, report: Report): Standards['regions'] {
  const regionOf = new Map<string, string>();
  return Object.entries(written.regions ?? {}).map(([region, countries]) => {
    for (const [index, country] of countries.entries()) {
      const key = country.trim().toLowerCase();
      const other = regionOf.get(key);
      if (other !== undefined) {
        const what = `The country "${country}" stands in ${other === region ? `"${region}" twice` : `"${other}" and "${region}"`}.`;
        report(error('rubric/region', cursor.at(region, index).place, what, { todo: 'Keep it in one.' }));
      }
      regionOf.set(key, region);
    }
    return { region, countries, at: cursor.at(region).keyPlace };
  });
}

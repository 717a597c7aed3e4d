import { enrichableFields } from '../../generate/canonical.js';
import type { Enrichment } from '../model.js';
import { error, type Report } from '../report.js';
import type { EnrichmentText } from '../schema/enrichment.js';
import type { Cursor } from '../yaml/cursor.js';

/** Each field that vendors can tell, by its own rule or by the common one. Faults are reported. */
export function resolveEnrichment(written: EnrichmentText, cursor: Cursor, report: Report): Enrichment {
  const common = vendorsOf(written.vendors, cursor.at('vendors'), report);
  if (written.vendors === undefined && !cursor.wasGiven('vendors')) {
    report(
      error('standards/vendors', cursor.keyPlace, '"enrichment" does not say who is believed first.', {
        todo: 'Add "vendors: [crm, <vendor>]"; crm is what the CRM itself says.',
      }),
    );
  }
  const fields = enrichableFields.map((field) => {
    const own = written.fields?.[field];
    const at = cursor.at('fields', field);
    const maxAgeDays = own?.max_age ?? written.max_age;
    return {
      field,
      vendors: own?.vendors === undefined ? common : vendorsOf(own.vendors, at.at('vendors'), report),
      ...(maxAgeDays !== undefined && { maxAgeDays }),
      needsConfirmation: own?.needs_confirmation ?? written.needs_confirmation ?? false,
      at: own === undefined ? cursor.keyPlace : at.keyPlace,
    };
  });
  return { fields, at: cursor.keyPlace };
}

function vendorsOf(written: readonly string[] | undefined, cursor: Cursor, report: Report): readonly string[] {
  const vendors = written ?? [];
  const repeated = vendors.findIndex((vendor, index) => vendors.indexOf(vendor) < index);
  if (repeated >= 0) {
    const what = `The vendor "${vendors[repeated] ?? ''}" stands here twice.`;
    report(error('standards/vendors', cursor.at(repeated).place, what, { todo: 'Keep its first place.' }));
  }
  if (written !== undefined && cursor.isWhole && !vendors.includes('crm')) {
    report(
      error('standards/vendors', cursor.place, 'The list does not say where the CRM itself stands.', {
        why: 'What the CRM says is one of the answers.',
        todo: 'Add "crm": first, if people know best; last, if vendors do.',
      }),
    );
  }
  return vendors;
}

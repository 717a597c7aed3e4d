/** A difference as a golden case of rubrics/tests, with the rubric it belongs to. */
import { stringify } from 'yaml';
import type { Setting } from './arbitrary/setting.js';
import { worldsOf } from './judge.js';
import { evaluate } from './plain/evaluate.js';
import type { FactRow } from './plain/facts.js';
import { readYaml, writeYaml } from './plain/yaml.js';
import type { Found } from './shrink.js';

function rowsOf(rows: readonly FactRow[]): readonly FactRow[] {
  return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([, cell]) => cell !== null)));
}

export function goldenText(found: Found, setting: Setting): string {
  const text = writeYaml(found.rubric);
  const given = Object.entries(found.facts).filter(([, rows]: [string, readonly FactRow[]]) => rows.length > 0);
  const leads = evaluate(readYaml(text), worldsOf(found.facts, setting));
  const golden = {
    case: 'What the page says',
    rubric: found.rubric['rubric'],
    as_of: setting.asOf,
    given: Object.fromEntries(given.map(([entity, rows]: [string, readonly FactRow[]]) => [entity, rowsOf(rows)])),
    expect: leads.map((lead) => ({
      lead: lead.recordId,
      total: lead.total.toFixed(),
      dimensions: Object.fromEntries([...lead.dimensions].map(([name, value]) => [name, value.toFixed()])),
      tier: lead.stands.tier,
      disposition: lead.stands.disposition,
      reasons: Object.fromEntries(
        lead.rows
          .filter(({ points }) => !points.isZero())
          .map(({ rule, kind, points }) => [`${rule}.${kind}`, points.toFixed()]),
      ),
    })),
  };
  const { failure, differences } = found.verdict;
  const said =
    failure ??
    differences
      .map((one) => `${one.recordId} ${one.what}: warehouse ${one.warehouse}, plain model ${one.plain}`)
      .join('\n# ');
  return `# ${said}\n# time_zone: ${setting.zone.name}, runs before: ${setting.earlier.join(', ') || 'none'}\n${text}---\n${stringify(golden, { lineWidth: 160, collectionStyle: 'any' })}`;
}

import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './project-copy.js';

/** Attributes `a1`, `a2`, ... of leads, and signals `s1`, `s2`, ...: as many as the largest rubric asks for. */
export const mostRules = 60;
/** Values of an attribute, evenly spread. */
export const attributeValues = 20;

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);

/**
 * A rubric of so many criteria, each of four cases, and so many signals, each with decay, every third with a limit or a
 * cap. Decay is as long in a large rubric as in a small one: what more rules cost is measured, and not older acts.
 */
function rubricText(name: string, rules: number, status: 'live' | 'shadow'): string {
  const criteria = upTo(rules).map(
    (n) => `      c${n}:
        field: lead.a${n}
        cases:
          - { in: [v1, v2, v3], points: 3, level: high }
          - { in: [v4, v5, v6, v7], points: 2, level: medium }
          - { in: [v8, v9, v10], points: 1, level: low }
          - { otherwise: true, points: 0 }
        unknown: neutral`,
  );
  const extras = ['', ', limit: { times: 1, per: day }', ', cap: 12'];
  const acts = upTo(rules).map(
    (n) => `      s${n}: { points: ${1 + (n % 7)}, decay: { linear: ${21 + (n % 10) * 6}d }${extras[n % 3] ?? ''} }`,
  );
  return `rubric: ${name}
version: 1
status: ${status}
purpose: measuring what more rules cost
outcome: { label: customer, within: 90d }
dimensions:
  fit:
    range: [0, 200]
    criteria:
${criteria.join('\n')}
  intent:
    range: [0, 100]
    acts:
${acts.join('\n')}
total: { sum: { fit: 0.4, intent: 0.6 }, range: [0, 200] }
bands: [0, 20, 40, 60]
tiers:
  - { tier: hot, when: { total: 40 }, action: { do: contact } }
  - { tier: warm, when: { total: 20 }, action: { do: nurture } }
  - { tier: cold, otherwise: true, action: { do: nothing } }
`;
}

/** A project with one rubric per number of rules, named `rules_<n>`, and raw files of one lead with one act. */
export function writeSizedProject(directory: string, sizes: readonly number[]): void {
  const put = (name: string, text: string): void => {
    const file = path.join(directory, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  for (const part of ['includes', 'workflow_settings.yaml']) {
    cpSync(path.join(root, part), path.join(directory, part), { recursive: true });
  }
  const attributes = upTo(mostRules).map((n) => `a${n}`);
  put(
    'data/leads.csv',
    `id,email,customer,${attributes.join(',')}\nL1,ada@acme.com,no,${attributes.map(() => 'v1').join(',')}\n`,
  );
  put('data/events.csv', 'event_id,event,happened_at,email\nE1,s1,2026-06-29T08:00:00Z,ada@acme.com\n');
  put(
    'rubrics/sources/crm.yaml',
    `source: crm
description: One lead, one act
dataset: crm
tables:
  leads: { files: [data/leads.csv] }
  events: { files: [data/events.csv] }
entities:
  leads:
    from: leads
    columns: { record_id: id, email: email }
    attributes:
      is_customer: { type: BOOL, from: { sql: "customer = 'yes'" }, description: Bought something }
${attributes.map((name) => `      ${name}: { type: STRING, from: ${name}, description: One trait }`).join('\n')}
  events:
    from: events
    columns: { event_id: event_id, event_name: event, happened_at: happened_at, email: email }
`,
  );
  put(
    'rubrics/sources/crm.lock.yaml',
    `tables:
  leads: { columns: { id: STRING, email: STRING, customer: STRING, ${attributes.map((name) => `${name}: STRING`).join(', ')} } }
  events: { columns: { event_id: STRING, event: STRING, happened_at: TIMESTAMP, email: STRING } }
`,
  );
  put('rubrics/shared/outcomes.yaml', 'outcomes:\n  customer: { attribute: lead.is_customer }\n');
  put('rubrics/shared/standards.yaml', 'time_zone: UTC\n');
  put(
    'rubrics/shared/signals.yaml',
    `signals:\n${upTo(mostRules)
      .map((n) => `  s${n}: { label: did thing ${n}, from: [{ event: s${n} }] }`)
      .join('\n')}\n`,
  );
  for (const size of sizes) put(`rubrics/rules_${size}.yaml`, rubricText(`rules_${size}`, size, 'shadow'));
}

/** A rubric to begin with: what the tables know, the signals that were found, and points that are meant to be argued about. */
import type { FirstSignal, Level } from './first-signals.js';
import type { GuessedTable } from './guess-mapping.js';
import type { GuessedEntity } from './header-words.js';

const act: Readonly<Record<Level, string>> = {
  readiness: '{ points: 40, decay: { half_life: 14d }, limit: { times: 1, per: week } }',
  high: '{ points: 15, decay: { half_life: 30d }, limit: { times: 1, per: day }, cap: 45 }',
  medium: '{ points: 8, decay: { linear: 60d }, limit: { times: 1, per: day }, cap: 24 }',
  low: '{ points: 2, decay: { until: 30d }, limit: { times: 1, per: day }, cap: 10 }',
  negative: '{ points: -20, decay: { until: 180d }, limit: { times: 1, per: lifetime } }',
};

type Chosen = ReadonlyMap<GuessedEntity, GuessedTable>;

/** Whether some record says it. */
function knows(chosen: Chosen, entities: readonly GuessedEntity[], column: string): boolean {
  return entities.some((entity) => chosen.get(entity)?.columns.has(column));
}

const people = ['leads', 'contacts'] as const satisfies readonly GuessedEntity[];

function sizeField(chosen: Chosen): string | undefined {
  const ofLead = knows(chosen, ['leads'], 'employees');
  const ofAccount = knows(chosen, ['accounts'], 'employees');
  if (ofLead && ofAccount) return 'lead.employees';
  return ofLead ? 'lead.employees' : ofAccount ? 'account.employees' : undefined;
}

function criteria(chosen: Chosen): readonly string[] {
  const size = sizeField(chosen);
  const isBoth = size === 'lead.employees' && knows(chosen, ['accounts'], 'employees');
  return [
    ...(knows(chosen, people, 'title')
      ? [
          '      seniority:',
          '        field: lead.seniority',
          '        cases:',
          '          - { in: [executive, vp, director], points: 40, label: can decide }',
          '          - { is: manager, points: 25, label: can recommend }',
          '          - { in: [student, intern], points: -30, label: cannot buy }',
          '          - { otherwise: true, points: 5 }',
          '        unknown: neutral',
        ]
      : []),
    ...(size === undefined
      ? []
      : [
          '      company_size:',
          `        field: ${size}`,
          '        cases:',
          '          - { between: [100, 5000], points: 40, label: 100 to 5000 employees }',
          '          - { at_least: 20, points: 20, label: 20 or more employees }',
          '          - { otherwise: true, points: 0 }',
          `        unknown: ${isBoth ? '{ fallback: account.employees }' : 'neutral'}`,
        ]),
    ...(knows(chosen, people, 'email')
      ? [
          '      business_address: { label: business e-mail address, when: { field: lead.email_kind, is: business }, points: 20 }',
          '      no_usable_email:',
          '        label: no address that could be answered',
          '        when: { field: lead.email_kind, in: [disposable, invalid, none] }',
          '        points: -30',
        ]
      : []),
  ];
}

function anyOf(signals: readonly string[]): string {
  const [first, ...others] = signals.map((name) => `{ signal: ${name}, within: 30d }`);
  return others.length === 0 ? (first ?? '') : `{ any: [${[first, ...others].join(', ')}] }`;
}

export interface FirstRubric {
  readonly chosen: Chosen;
  readonly signals: readonly FirstSignal[];
  /** ISO day. */
  readonly today: string;
}

/** rubrics/first.yaml */
export function firstRubricText({ chosen, signals, today }: FirstRubric): string {
  const fit = criteria(chosen);
  const hasIntent = signals.length > 0;
  const hasFit = fit.length > 0;
  const ready = signals.filter(({ level }) => level === 'readiness').map(({ name }) => name);
  const weights = hasFit && hasIntent ? '{ fit: 0.5, intent: 0.5 }' : hasFit ? '{ fit: 1 }' : '{ intent: 1 }';
  return [
    '# A beginning. Every number here is a guess; replace it by what marketing and sales agree on, and have it approved.',
    'rubric: first',
    'version: 1',
    'status: live',
    'purpose: { for: every lead, uses: [to begin with] }',
    'owners: { signals: marketing, fields: revenue operations, routing: sales }',
    `changes:`,
    `  - { version: 1, on: ${today}, what: First version, why: To see scores of our own data }`,
    '',
    ...(knows(chosen, people, 'email')
      ? [
          "# Our own people and test addresses are nobody's lead.",
          'applies_to: { not: { field: lead.email_kind, in: [internal, test] } }',
          '',
        ]
      : []),
    'outcome: { label: opportunity, within: 90d }',
    '',
    'dimensions:',
    ...(hasFit ? ['  fit:', '    range: [0, 100]', '    criteria:', ...fit] : []),
    ...(hasIntent
      ? [
          '  intent:',
          '    range: [0, 100]',
          '    acts:',
          ...signals.map(({ name, level }) => `      ${name}: ${act[level]}`),
        ]
      : []),
    '',
    `total: { sum: ${weights}, range: [0, 100] }`,
    'bands: [0, 25, 50]',
    '',
    'tiers:',
    '  - tier: call',
    '    when: { total: 50 }',
    ...(ready.length === 0 ? [] : ['    requires:', `      asked_for_us: ${anyOf(ready)}`]),
    '    action: { do: contact, assign: sales, within: 24h }',
    '  - tier: nurture',
    '    when: { total: 25 }',
    '    action: { do: nurture }',
    '  - { tier: not_now, otherwise: true, action: { do: nothing } }',
    ...(knows(chosen, people, 'do_not_contact')
      ? [
          '',
          'suppress:',
          '  - { when: { field: lead.do_not_contact, is: true }, reason: asked not to be contacted, unknown: ignore }',
        ]
      : []),
    '',
  ].join('\n');
}

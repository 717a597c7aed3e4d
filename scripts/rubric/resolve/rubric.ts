import type { Dimension, Rubric } from '../model.js';
import { error } from '../report.js';
import { conditionKeys } from '../schema/condition.js';
import type { RubricText } from '../schema/rubric.js';
import type { Cursor } from '../yaml/cursor.js';
import { resolveAccount } from './account.js';
import { resolveCondition } from './condition.js';
import { resolveCrm } from './crm.js';
import { resolveDimension } from './dimension.js';
import { resolveCapacity, resolveReasoned, resolveRoute } from './disposition.js';
import { resolveExperiment } from './experiment.js';
import { cellsOf, gradesOf } from './result-names.js';
import { resolveGrid } from './grid.js';
import { type Artefacts, resolvePredictive } from './predictive.js';
import { isKnown, type Names, type Scope } from './scope.js';
import { resolveLimit, resolveSuppression, resolveTier } from './tier.js';
import { resolveTotal } from './total.js';

/** What a rubric needs from the files beside it. */
export type SharedNames = Pick<Scope, 'fields' | 'hasAllFields' | 'lists' | 'signals' | 'accountSignals' | 'report'> & {
  readonly outcomes: Names;
  readonly artefacts: Artefacts;
  /** False where standards.yaml was read and gives no vendor a say. */
  readonly isEnriched: boolean;
};

/** What no rubric can do without. */
export const needed = [
  'rubric',
  'version',
  'status',
  'purpose',
  'outcome',
  'dimensions',
  'total',
  'bands',
  'tiers',
] as const;
const taken: readonly string[] = ['account', 'lead', ...conditionKeys];

/** The rubric, or `undefined` when a key that it cannot do without is missing; every fault is reported. */
export function resolveRubric(
  file: string,
  written: RubricText,
  cursor: Cursor,
  shared: SharedNames,
): Rubric | undefined {
  for (const key of needed.filter((each) => !cursor.wasGiven(each))) {
    shared.report(
      error('rubric/missing-key', { file, line: 1, column: 1 }, `"${key}" is missing.`, { todo: hints[key] }),
    );
  }
  const scope: Scope = {
    ...shared,
    dimensions: cursor.keysUnder('dimensions'),
    families: familiesOf(written),
    grades: gradesOf(cursor),
    cells: cellsOf(written, cursor),
    hasAccount: cursor.wasGiven('account'),
  };
  const dimensions = Object.entries(written.dimensions ?? {}).map(([name, each]): Dimension => {
    const at = cursor.at('dimensions', name);
    if (taken.includes(name)) {
      shared.report(
        error('rubric/reserved-name', at.keyPlace, `"${name}" has a meaning of its own and cannot name a dimension.`, {
          todo: 'Choose another name.',
        }),
      );
    }
    return resolveDimension(name, each, at, scope);
  });
  const appliesTo = written.applies_to && resolveCondition(written.applies_to, cursor.at('applies_to'), scope, 'none');
  const outcome = written.outcome && { label: written.outcome.label, withinDays: written.outcome.within };
  if (outcome !== undefined) {
    const todo = 'Add it to rubrics/shared/outcomes.yaml.';
    isKnown('outcome', outcome.label, shared.outcomes, cursor.at('outcome', 'label'), shared.report, todo);
  }
  const recalculate = written.recalculate && {
    attributes: written.recalculate.attributes,
    at: cursor.at('recalculate').keyPlace,
  };
  if (recalculate !== undefined && !shared.isEnriched) {
    shared.report(
      error('rubric/recalculate', recalculate.at, 'There is nothing that waits: no vendor has a say.', {
        why: 'Only enrichment waits; rubrics/shared/standards.yaml has no "enrichment:".',
        todo: 'Say there which vendor is believed, or take "recalculate" away.',
      }),
    );
  }
  const account = written.account && resolveAccount(written.account, cursor.at('account'), scope);
  const total = written.total && resolveTotal(written.total, cursor.at('total'), scope);
  const limits = (written.limits ?? [])
    .map((each, index) => resolveLimit(each, index, cursor.at('limits', index), scope))
    .filter((each) => each !== undefined);
  const grid = written.grid && resolveGrid(written.grid, cursor.at('grid'), scope);
  const tiers = (written.tiers ?? [])
    .map((each, index) => resolveTier(each, cursor.at('tiers', index), scope))
    .filter((each) => each !== undefined);
  const suppress = (written.suppress ?? [])
    .map((each, index) => resolveSuppression(each, cursor.at('suppress', index), scope))
    .filter((each) => each !== undefined);
  const { freeze, hold } = written;
  const tierNames = (written.tiers ?? []).map((each) => each.tier);
  const routes = (written.routes ?? [])
    .map((each, index) => resolveRoute(each, cursor.at('routes', index), scope))
    .filter((each) => each !== undefined);
  const reasoned = (entries: typeof hold | typeof freeze, key: 'hold' | 'freeze') =>
    (entries ?? [])
      .map((each, index) => resolveReasoned(each, cursor.at(key, index), scope))
      .filter((each) => each !== undefined);
  const experiment = written.experiment && resolveExperiment(written.experiment, cursor.at('experiment'), scope);
  const capacity =
    written.capacity &&
    resolveCapacity(written.capacity, cursor.at('capacity'), { names: tierNames, sound: tiers }, scope);
  const has = {
    grid: cursor.wasGiven('grid'),
    experiment: cursor.wasGiven('experiment'),
    predictive: cursor.wasGiven('predictive'),
  };
  const predictive =
    written.predictive &&
    resolvePredictive(written.predictive, cursor.at('predictive'), scope, shared.artefacts, tiers);
  const crm = written.crm && resolveCrm(written.crm, cursor.at('crm'), scope, has);
  checkBands(written, cursor, scope);
  const { rubric: name, version, status, purpose, bands } = written;
  if (name === undefined || version === undefined || status === undefined || purpose === undefined) return undefined;
  if (outcome === undefined || total === undefined || bands === undefined) return undefined;
  return {
    name,
    file,
    version,
    status,
    purpose: typeof purpose === 'string' ? purpose : purpose.for,
    ...(typeof purpose !== 'string' && purpose.uses !== undefined && { uses: purpose.uses }),
    ...(written.owners !== undefined && { owners: new Map(Object.entries(written.owners)) }),
    ...(written.approved !== undefined && { approved: written.approved }),
    ...(written.changes !== undefined && {
      changes: written.changes.map((each, index) => ({ ...each, at: cursor.at('changes', index).keyPlace })),
    }),
    ...(appliesTo !== undefined && { appliesTo }),
    outcome,
    ...(recalculate !== undefined && { recalculate }),
    dimensions,
    ...(account !== undefined && { account }),
    total,
    limits,
    bands,
    ...(grid !== undefined && { grid }),
    tiers,
    suppress,
    ...(freeze !== undefined && { freeze: reasoned(freeze, 'freeze') }),
    ...(hold !== undefined && { hold: reasoned(hold, 'hold') }),
    ...(written.routes !== undefined && { routes }),
    ...(written.overrides !== undefined && { overrides: { at: cursor.at('overrides').keyPlace } }),
    ...(experiment !== undefined && { experiment }),
    ...(capacity !== undefined && { capacity }),
    ...(predictive !== undefined && { predictive }),
    ...(crm !== undefined && { crm }),
    at: cursor.at('rubric').place,
  };
}

const hints: Readonly<Record<(typeof needed)[number], string>> = {
  rubric: 'Add "rubric: <name>".',
  version: 'Add "version: 1".',
  status: 'Add "status: draft"; the others are live, shadow and retired.',
  purpose: 'Add "purpose: { for: <which business>, uses: [...] }".',
  outcome: 'Add "outcome: { label: opportunity, within: 90d }".',
  dimensions: 'Add "dimensions:" with at least one, such as fit or intent.',
  total: 'Add "total: { sum: { fit: 0.4, intent: 0.6 } }".',
  bands: 'Add "bands: [0, 30, 60, 80, 100]".',
  tiers: 'Add "tiers:", the last one with "otherwise: true".',
};

function familiesOf(written: RubricText): Scope['families'] {
  const families = new Map<string, (readonly string[])[]>();
  for (const dimension of Object.values(written.dimensions ?? {})) {
    for (const [name, family] of Object.entries(dimension.families ?? {})) {
      // A condition asks for acts of signals; a sequence is a rule, and no signal.
      const signals = family.signals.filter((signal) => dimension.acts?.[signal]?.sequence === undefined);
      families.set(name, [...(families.get(name) ?? []), signals]);
    }
  }
  return families;
}

function checkBands(written: RubricText, cursor: Cursor, scope: Scope): void {
  const bands = written.bands ?? [];
  const wrong = bands.findIndex((bound, index) => index > 0 && bound.lte(bands[index - 1] ?? bound));
  if (wrong < 0) return;
  const what = 'The bounds of the bands must rise.';
  scope.report(error('rubric/bands', cursor.at('bands', wrong).place, what, { todo: 'Sort them, each once.' }));
}

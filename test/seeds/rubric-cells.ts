/** A resolved rubric as a flat map, path -> text: what the generator sees, in a shape that a table's cell can be held against. */
import { Decimal } from 'decimal.js';
import { actCells, criterionCells, curveOf, type Cells, type Put } from './rubric-cells-acts.js';
import type { AccountSection, Condition, Dimension, Rubric, Tier } from '../../scripts/rubric/model.js';
import { conditionWords } from '../../scripts/rubric/words.js';

export type { Cells } from './rubric-cells-acts.js';

/** `fit.industry.high` -> "12", `tier.mql.threshold` -> "60", `intent.blog.decay` -> "steps 0d 1, 30d 0.5, 60d 0", ... */
export function rubricCells(rubric: Rubric): Cells {
  const cells = new Map<string, string>();
  const put = (path: string, value: string | number | boolean | Decimal | undefined): void => {
    if (value !== undefined) cells.set(path, value instanceof Decimal ? value.toFixed() : String(value));
  };
  put('status', rubric.status);
  put('outcome', rubric.outcome.label);
  put('outcome.within', rubric.outcome.withinDays);
  put('approved', rubric.approved?.by);
  put('changes', rubric.changes?.length);
  if (rubric.appliesTo !== undefined) put('applies_to', conditionWords(rubric.appliesTo));
  for (const [part, owner] of rubric.owners ?? []) put(`owners.${part}`, owner);
  rubric.dimensions.forEach((dimension, index) => {
    put(`dimension.${index + 1}`, dimension.name);
    put(`${dimension.name}.description`, dimension.description);
    dimensionCells(dimension, put);
  });
  if (rubric.account !== undefined) accountCells(rubric.account, put);
  for (const { dimension, weight } of rubric.total.weights) put(`total.${dimension}`, weight);
  put('total.account', rubric.total.accountWeight);
  put('total.range', rangeWords(rubric.total.range));
  for (const limit of rubric.limits) {
    put(`limit.${limit.name}`, limit.totalAtMost);
    put(`limit.${limit.name}.when`, conditionWords(limit.when));
  }
  put('bands', rubric.bands.map((band) => band.toFixed()).join(' '));
  for (const cell of rubric.grid?.cells ?? []) {
    put(`grid.${rubric.grid?.rows.names[cell.row] ?? ''}_${rubric.grid?.columns.names[cell.column] ?? ''}`, cell.name);
  }
  rubric.tiers.forEach((tier, index) => tierCells(tier, rubric.tiers.length - index, put));
  put('suppress', rubric.suppress.map((each) => each.reason).join('; '));
  for (const each of rubric.suppress) put(`suppress.${each.reason}`, conditionWords(each.when));
  for (const route of rubric.routes ?? []) put(`route.${route.to}`, conditionWords(route.when));
  for (const hold of rubric.hold ?? []) put(`hold.${hold.reason}`, conditionWords(hold.when));
  for (const capacity of rubric.capacity ?? []) {
    put(`capacity.${capacity.tier}`, capacity.leads);
    put(`capacity.${capacity.tier}.per`, capacity.per);
  }
  for (const field of rubric.crm?.fields ?? []) put(`crm.${field.from}`, field.field);
  put('experiment.holdout', rubric.experiment?.holdout?.share);
  put('experiment.variants', rubric.experiment?.variants.map((variant) => variant.name).join(' '));
  return cells;
}

function dimensionCells(dimension: Dimension, put: Put): void {
  const name = dimension.name;
  const criteria = dimension.criteria.map((criterion) => criterionCells(name, criterion, put));
  put(
    `${name}.max`,
    criteria.reduce((sum, most) => sum.plus(most), new Decimal(0)),
  );
  put(`${name}.range`, rangeWords(dimension.range));
  put(`${name}.grades`, dimension.grades?.map((grade) => grade.letter).join(' '));
  put(`${name}.count_from`, dimension.countFrom?.name);
  dimension.softFit?.forEach((soft, index) => {
    put(`${name}.soft_fit.${index + 1}`, conditionWords(soft.when));
    put(`${name}.soft_fit.${index + 1}.lifts`, soft.lifts);
    put(`${name}.soft_fit.${index + 1}.to`, soft.toLevel);
  });
  for (const act of dimension.acts) actCells(name, act, put);
  const inCappedFamily = new Set(
    dimension.families.filter((family) => family.cap !== undefined).flatMap((family) => family.signals),
  );
  const endless = dimension.acts.filter((act) => act.byCount === undefined && curveOf(act).ends === undefined);
  const uncapped = dimension.acts.filter((act) => act.cap === undefined && !inCappedFamily.has(act.name));
  put(`${name}.decaying`, allBut(endless.map((act) => act.name)));
  put(`${name}.capped`, allBut(uncapped.map((act) => act.name)));
  for (const family of dimension.families) {
    put(`${name}.family.${family.name}`, family.signals.join(' '));
    put(`${name}.family.${family.name}.cap`, family.cap);
  }
  const { breadth, inactivity } = dimension;
  if (breadth !== undefined) {
    const steps = breadth.steps.map((step) => `${step.signals}:${step.points.toFixed()}`).join(' ');
    put(`${name}.breadth`, breadth.withinDays === undefined ? steps : `${steps} within ${breadth.withinDays}d`);
  }
  if (inactivity !== undefined) {
    put(`${name}.inactivity`, inactivity.points);
    put(`${name}.inactivity.after`, inactivity.afterDays);
    put(`${name}.inactivity.per`, inactivity.perDays);
    put(`${name}.inactivity.floor`, inactivity.floor);
  }
}

function allBut(names: readonly string[]): string {
  return names.length === 0 ? 'all' : `all but ${names.join(' ')}`;
}

function accountCells(account: AccountSection, put: Put): void {
  put('account.level', account.level);
  put('account.range', rangeWords(account.range));
  for (const criterion of account.criteria) criterionCells('account', criterion, put);
  for (const act of account.acts) actCells('account', act, put);
  for (const from of account.fromPeople) {
    put(`account.from_people.${from.dimension}`, from.weights.map((weight) => weight.toFixed()).join(' '));
  }
  put('account.dominance', account.dominance?.share);
  put('account.committee', account.committee?.pointsPerRole);
  put('account.committee.roles', account.committee?.roles.join(' '));
  put('account.committee.people', account.committee?.atLeastPeople);
  put('account.engaged_people', account.engagedPeople?.points);
  put('account.engaged_people.people', account.engagedPeople?.people);
  const places = { account: account.engagedPeople?.onAccount, engaged_leads: account.engagedPeople?.onEngagedLeads };
  const on = Object.entries(places).flatMap(([place, isOn]) => (isOn === true ? [place] : []));
  put('account.engaged_people.on', on.join(' '));
}

function tierCells(tier: Tier, rank: number, put: Put): void {
  const at = `tier.${tier.name}`;
  put(at, tier.label ?? tier.name);
  put(`${at}.rank`, rank);
  if (tier.when !== undefined) {
    put(`${at}.when`, conditionWords(tier.when));
    put(`${at}.threshold`, thresholdOf(tier.when));
  }
  const segments = tier.thresholds?.map((each) => `${conditionWords(each.for)}: ${each.total.toFixed()}`);
  put(`${at}.thresholds`, segments?.join('; '));
  if (tier.promote !== undefined) put(`${at}.promote`, conditionWords(tier.promote));
  if (tier.buffer !== undefined) {
    const { leaveBelow, stayDays, coolDownDays } = tier.buffer;
    put(`${at}.buffer.leave_below`, leaveBelow);
    put(`${at}.buffer.stay`, stayDays);
    put(`${at}.buffer.cool_down`, coolDownDays);
  }
  for (const gate of tier.requires) put(`${at}.gate.${gate.name}`, conditionWords(gate.when));
  put(`${at}.action.do`, tier.action.do);
  for (const [key, value] of tier.action.details) put(`${at}.action.${key}`, value);
}

/** The total that the condition asks for, wherever it stands in it. */
function thresholdOf(condition: Condition): Decimal | undefined {
  if (condition.kind === 'result' && condition.result.kind === 'total') return condition.atLeast;
  if (condition.kind !== 'all') return undefined;
  return condition.of.map(thresholdOf).find((found) => found !== undefined);
}

function rangeWords(range: Dimension['range'] | undefined): string | undefined {
  return range === undefined ? undefined : `${range.low?.toFixed() ?? ''}..${range.high?.toFixed() ?? ''}`;
}

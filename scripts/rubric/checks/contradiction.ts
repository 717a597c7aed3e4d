import type { Problem } from '../../problem.js';
import type { Condition, Project, Rubric } from '../model.js';
import { error, warning } from '../report.js';
import { canHold } from '../satisfiable.js';
import type { Check } from './check.js';

const code = 'rubric/contradiction';

/** Gates, routes and the like that no lead of the rubric can fulfil, and gates whose every lead is suppressed. */
export const contradiction: Check = {
  code,
  scope: 'rubric',
  check: (project) =>
    project.rubrics.flatMap((rubric) => [...neverHolding(rubric, project), ...suppressed(rubric, project)]),
};

interface Rule {
  /** The subject of a sentence. */
  readonly name: string;
  readonly when: Condition;
}

function rulesOf(rubric: Rubric): readonly Rule[] {
  return [
    ...rubric.tiers.flatMap((tier) => [
      ...tier.requires.map((gate) => ({ name: `The gate "${gate.name}" of the tier "${tier.name}"`, when: gate.when })),
      ...(tier.promote === undefined ? [] : [{ name: `The promotion to the tier "${tier.name}"`, when: tier.promote }]),
      ...(tier.thresholds ?? []).map((each) => ({ name: `A threshold of the tier "${tier.name}"`, when: each.for })),
    ]),
    ...(rubric.routes ?? []).map((route) => ({ name: `The route to "${route.to}"`, when: route.when })),
    ...rubric.limits.map((limit) => ({ name: `The limit "${limit.name}"`, when: limit.when })),
    ...rubric.suppress.map((rule) => ({ name: `The suppression "${rule.reason}"`, when: rule.when })),
    ...(rubric.hold ?? []).map((rule) => ({ name: `The hold "${rule.reason}"`, when: rule.when })),
    ...(rubric.freeze ?? []).map((rule) => ({ name: `The freeze "${rule.reason}"`, when: rule.when })),
  ];
}

function neverHolding(rubric: Rubric, { standards }: Project): Problem[] {
  const { appliesTo } = rubric;
  return rulesOf(rubric).flatMap(({ name, when }) => {
    if (!canHold([when], [], standards)) {
      return [
        error(code, when.at, `${name} can never hold: its conditions contradict each other.`, {
          todo: 'Mend it, or take it out.',
        }),
      ];
    }
    if (appliesTo === undefined || canHold([when], [isFalseOf(appliesTo)], standards)) return [];
    return [
      error(code, when.at, `${name} can never hold: "applies_to" leaves no such lead.`, {
        todo: 'Take it out, or let the rubric apply to those leads.',
      }),
    ];
  });
}

/** An unknown `applies_to` applies, so a lead is left out only where it is known and false. */
function isFalseOf(condition: Condition): Condition {
  return { kind: 'not', of: condition, at: condition.at };
}

function suppressed(rubric: Rubric, { standards }: Project): Problem[] {
  return rubric.tiers.flatMap((tier) =>
    tier.requires.flatMap((gate) =>
      rubric.suppress
        .filter((rule) => canHold([rule.when], [], standards) && !canHold([gate.when], [rule.when], standards))
        .map((rule) =>
          warning(
            code,
            gate.at,
            `Every lead that passes the gate "${gate.name}" of the tier "${tier.name}" is suppressed (${rule.reason}).`,
            { todo: 'Mend the gate or the suppression: together they let nobody through.' },
          ),
        ),
    ),
  );
}

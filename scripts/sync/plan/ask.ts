/** What is asked of a CRM before anything is planned. */
import { ProblemError, type Problem } from '../../problem.js';
import type { SyncConfig } from '../config/config.js';
import { CallFailed, type DescribedField, type Destination, type Limits } from '../destination.js';
import type { RecordMapping } from '../mapping/mapping.js';
import type { FieldMapping, ObjectName } from '../rows.js';
import { callProblem } from './call-problem.js';
import { type Described, describedField } from './lengths.js';

export interface Question {
  readonly config: SyncConfig;
  readonly mappings: readonly RecordMapping[];
  readonly destination: Destination;
  /** Makes fields that the CRM lacks, where it lets us. */
  readonly createsFields: boolean;
}

export interface Asked {
  readonly described: Described;
  /** What does not stop the plan. */
  readonly warnings: readonly Problem[];
  readonly limits?: Limits;
}

/** Who we are there, what its fields are, and what of the mapping it would refuse. Throws a ProblemError. */
export async function ask(order: Question): Promise<Asked> {
  const { config, destination, mappings } = order;
  const fields = mappings.flatMap((each) => each.fields);
  try {
    const greeting = await destination.greet();
    if (greeting.came !== 'rows') throw new CallFailed(greeting);
    let described = await describeAll(destination, mappings);
    if (order.createsFields && destination.createFields !== undefined) {
      const missing = missingFields(fields, described);
      // What records are found by may be missing where no field is.
      for (const object of described.keys()) {
        const answer = await destination.createFields(object, missing.get(object) ?? []);
        if (answer.came !== 'rows') throw new CallFailed(answer);
      }
      described = await describeAll(destination, mappings);
    }
    const problems = [...destination.check(fields, described), ...(await actionProblems(order))];
    if (problems.some(({ severity }) => severity === 'error')) throw new ProblemError(problems);
    return { described, warnings: problems, ...(greeting.limits !== undefined && { limits: greeting.limits }) };
  } catch (error) {
    if (error instanceof CallFailed) throw new ProblemError(callProblem(config, destination, error.answer));
    throw error;
  }
}

async function actionProblems({ config, destination }: Question): Promise<readonly Problem[]> {
  if (config.stage !== 'fields+actions') return [];
  return (await destination.actions?.check?.(config.actions, new AbortController().signal)) ?? [];
}

async function describeAll(destination: Destination, mappings: readonly RecordMapping[]): Promise<Described> {
  const described = new Map<ObjectName, readonly DescribedField[]>();
  for (const object of new Set(mappings.map((each) => each.object))) {
    const fields = await destination.describe(object);
    if (fields !== undefined) described.set(object, fields);
  }
  return described;
}

/** By object, each field once. */
function missingFields(
  fields: readonly FieldMapping[],
  described: Described,
): ReadonlyMap<ObjectName, readonly FieldMapping[]> {
  const missing = new Map<ObjectName, FieldMapping[]>();
  for (const mapping of fields) {
    const others = missing.get(mapping.object) ?? [];
    if (!described.has(mapping.object) || others.some(({ field }) => field === mapping.field)) continue;
    if (describedField(described, mapping) === undefined) missing.set(mapping.object, [...others, mapping]);
  }
  return missing;
}

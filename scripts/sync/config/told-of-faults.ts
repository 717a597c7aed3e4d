/** Who is told that a sync cannot begin, by a file that has faults itself, or whose project has. Touches no disk. */
import type { Problem } from '../../problem.js';
import { validate } from '../../rubric/schema/validate.js';
import type { YamlNode } from '../../rubric/yaml/node.js';
import { parseYaml } from '../../rubric/yaml/parse.js';
import type { Alerts } from '../alerts/settings.js';
import { resolveAlerts } from './resolve-alerts.js';
import { toldSchema } from './schema.js';

export interface Told {
  readonly destination: string;
  readonly alerts: Alerts;
}

const keys = ['destination', 'alerts'];

/** Undefined where its `alerts` cannot be read for certain: then whoever half of it names is not called. */
export function toldOfFaults(id: string, text: string): Told | undefined {
  const node = soundPart(text);
  if (node?.kind !== 'map') return undefined;
  const entries = new Map([...node.entries].filter(([key]) => keys.includes(key)));
  if (keys.some((key) => node.removed.has(key))) return undefined;
  const isDamaged = [...entries.values()].some(({ node: of }) => of.kind !== 'scalar' && of.isDamaged);
  const { value, cursor, problems } = validate(toldSchema, { ...node, entries, isDamaged });
  if (value === undefined || problems.length > 0 || isDamaged) return undefined;
  const faults: Problem[] = [];
  const alerts = resolveAlerts(id, value, cursor, (problem) => void faults.push(problem));
  if (alerts === undefined || faults.length > 0) return undefined;
  return { destination: value.destination ?? 'unknown', alerts };
}

/** Where the syntax is broken, the keys that end before the one in which it is. */
function soundPart(text: string): YamlNode | undefined {
  const whole = parseYaml('', text);
  const line = whole.problems[0]?.place?.line;
  if (whole.node !== undefined || line === undefined) return whole.node;
  const lines = text.split('\n');
  const broken = lines.slice(0, line).findLastIndex((each) => /^[^\s#]/.test(each));
  return parseYaml('', lines.slice(0, Math.max(0, broken)).join('\n')).node;
}

/** Step 2: which acts leave a dimension. */
import type { Scope } from './condition.js';
import { completions } from './sequence.js';
import type { Act } from './world.js';
import { mapOf, textOf, textsOf, type YamlMap } from './yaml.js';

/** The acts of the person that remain in the dimension. */
export function remainingActs(dimension: string, scope: Scope): readonly Act[] {
  const acts = scope.person?.acts ?? [];
  const { rubric } = scope;
  const from = countFrom(mapOf(mapOf(rubric['dimensions'])[dimension]), scope);
  const resets = resetsOf(dimension, rubric).flatMap((rule) => {
    const latest = rule.acts(acts).at(-1);
    return latest === undefined ? [] : [{ signal: rule.signal, at: latest.happenedAt }];
  });
  return acts.filter(
    (act) =>
      (from === undefined || act.happenedAt > from) &&
      resets.every(
        (reset) => act.happenedAt > reset.at || (act.happenedAt === reset.at && act.signal === reset.signal),
      ),
  );
}

function countFrom(dimension: YamlMap, scope: Scope): number | undefined {
  const written = textOf(dimension['count_from']);
  const value = scope.fields.get(written.includes('.') ? written : `lead.${written}`);
  return value?.kind === 'moment' ? value.moment : undefined;
}

interface Reset {
  readonly signal: string;
  readonly acts: (acts: readonly Act[]) => readonly Act[];
}

/** The act rules of any dimension that reset this one. */
function resetsOf(dimension: string, rubric: YamlMap): readonly Reset[] {
  return Object.values(mapOf(rubric['dimensions'])).flatMap((each) =>
    Object.entries(mapOf(mapOf(each)['acts'])).flatMap(([key, written]) => {
      const rule = mapOf(written);
      if (!textsOf(rule['resets']).includes(dimension)) return [];
      return [{ signal: textsOf(rule['sequence']).at(-1) ?? key, acts: (acts) => completions(key, rule, acts) }];
    }),
  );
}

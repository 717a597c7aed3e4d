import type { ActRule, Project } from '../../rubric/model.js';
import { plainWords } from '../../rubric/words.js';

/** What an act of the rule is in the words a rep reads: "downloaded a paper, then visited the service page". */
export function actLabel(project: Project, rule: ActRule): string {
  const label = (name: string): string =>
    project.signals.find((signal) => signal.name === name)?.label ?? plainWords(name);
  return [...(rule.sequence?.signals ?? []), rule.signal].map(label).join(', then ');
}

/** What the documents call behaviour: by its label, with the name it has in the files. */
import type { Project, Rubric } from '../rubric/model.js';
import { plainWords } from '../rubric/words.js';
import type { Line } from './document.js';

export interface Names {
  readonly project: Project;
  readonly rubric: Rubric;
}

export function signalLabel(project: Project, signal: string): string {
  return project.signals.find((each) => each.name === signal)?.label ?? plainWords(signal);
}

/** "asked for a demo (demo_request)" */
export function withCode(label: string, name: string): Line {
  return [`${label} `, { code: name }];
}

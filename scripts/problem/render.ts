/** The one place that turns problems into text. */
import { isAbsolute, relative, sep } from 'node:path';
import type { Problem } from '../problem.js';
import { renderGithub } from './github.js';
import { renderJson } from './json.js';
import { renderText } from './text.js';

export interface RenderOptions {
  /** Only for `text`. */
  readonly color: boolean;
  /** Absolute files below it are shown relative to it. */
  readonly cwd: string;
}

/**
 * All problems in their order, ending in a line feed (`github` without problems is empty). `readSource` gives the text
 * that a code frame shows; without it there is none.
 */
export function render(
  problems: readonly Problem[],
  format: 'text' | 'json' | 'github',
  readSource: (file: string) => string | undefined,
  options: RenderOptions,
): string {
  const shownFile = (file: string) => shown(file, options.cwd);
  switch (format) {
    case 'json':
      return renderJson(problems, shownFile);
    case 'github':
      return renderGithub(problems, shownFile);
    case 'text':
      return renderText(problems, readSource, { color: options.color, shownFile });
  }
}

function shown(file: string, cwd: string): string {
  if (!isAbsolute(file)) return file;
  const near = relative(cwd, file);
  return near.startsWith('..') || isAbsolute(near) ? file : near.split(sep).join('/');
}

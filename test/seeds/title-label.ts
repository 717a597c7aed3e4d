import type { TitleLabel } from '../../scripts/rubric/model.js';

/** As the models read a title; JavaScript agrees with RE2 on the patterns used here. */
export function labelOf(title: string, labels: readonly TitleLabel[]): string | undefined {
  const fits = (pattern: string) =>
    new RegExp(pattern.replace('(?i)', ''), pattern.startsWith('(?i)') ? 'iu' : 'u').test(title);
  return labels.find((label) => label.patterns.some(fits))?.label;
}

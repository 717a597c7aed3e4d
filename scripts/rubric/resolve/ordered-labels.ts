/** The lists of standards.yaml in which the first entry that fits wins, each entry a map of one label. */
import { didYouMean } from '../../problem/closest.js';
import type { CommitteeRole, CompanySize, TitleLabel } from '../model.js';
import { error, type Report } from '../report.js';
import { NAME } from '../schema/scalars.js';
import type { StandardsText } from '../schema/standards.js';
import type { Cursor } from '../yaml/cursor.js';
import { isPattern } from './pattern.js';

export function labels(written: StandardsText['industries'], cursor: Cursor, report: Report): TitleLabel[] {
  return eachLabel(written, cursor, report, (label, patterns, at) => ({
    label,
    patterns: soundPatterns(patterns, at, report),
    at: at.keyPlace,
  }));
}

/** From the largest: each begins below the one before. */
export function companySizes(written: StandardsText['company_sizes'], cursor: Cursor, report: Report): CompanySize[] {
  const sizes = eachLabel(written, cursor, report, (size, { from, written: words }, at) => ({
    size,
    from,
    written: soundPatterns(words ?? [], at.at('written'), report),
    at: at.keyPlace,
    cursor: at,
  }));
  return sizes.map(({ cursor: at, ...size }, index) => {
    const above = sizes[index - 1];
    if (above !== undefined && size.from >= above.from) {
      const what = `"${size.size}" begins at ${size.from} employees, but "${above.size}" above it already takes all from ${above.from}.`;
      report(error('rubric/company-size', at.at('from').place, what, { todo: 'Write the largest size first.' }));
    }
    return size;
  });
}

/** Seniorities and functions are those declared in the same file, and `other`. */
export function committeeRoles(
  written: StandardsText['committee_roles'],
  cursor: Cursor,
  declared: { readonly seniority: readonly TitleLabel[]; readonly functions: readonly TitleLabel[] },
  report: Report,
): CommitteeRole[] {
  const known = (names: readonly string[], kind: string, among: readonly TitleLabel[], at: Cursor): void => {
    const possible = [...among.map((each) => each.label), 'other'];
    for (const [index, name] of names.entries()) {
      if (possible.includes(name)) continue;
      const todo = didYouMean(name, possible) ?? `Declare it in the list of ${kind} labels of this file.`;
      report(error('rubric/label', at.at(index).place, `There is no ${kind} "${name}".`, { todo }));
    }
  };
  return eachLabel(written, cursor, report, (role, rules, at) => ({
    role,
    rules: rules.map((rule, index) => {
      const place = at.at(index);
      if (place.isWhole && Object.keys(rule).length === 0) {
        const todo = 'Name at least one of title, seniority, function.';
        report(error('rubric/empty-rule', place.place, 'The rule holds for everybody with a title.', { todo }));
      }
      known(rule.seniority ?? [], 'seniority', declared.seniority, place.at('seniority'));
      known(rule.function ?? [], 'function', declared.functions, place.at('function'));
      return {
        ...(rule.title !== undefined && { title: soundPatterns(rule.title, place.at('title'), report) }),
        ...(rule.seniority !== undefined && { seniority: rule.seniority }),
        ...(rule.function !== undefined && { functions: rule.function }),
        at: place.place,
      };
    }),
    at: at.keyPlace,
  }));
}

function soundPatterns(patterns: readonly string[], cursor: Cursor, report: Report): string[] {
  return patterns.filter((pattern, index) => isPattern(pattern, cursor.at(index), report));
}

function eachLabel<Written, Resolved>(
  written: readonly Readonly<Record<string, Written>>[] | undefined,
  cursor: Cursor,
  report: Report,
  resolve: (label: string, value: Written, at: Cursor) => Resolved,
): Resolved[] {
  const seen = new Set<string>();
  return (written ?? []).flatMap((entry, index) =>
    Object.entries(entry).map(([label, value], position) => {
      const at = cursor.at(index, label);
      if (position > 0) {
        report(
          error('rubric/label', at.keyPlace, 'Each entry of the list holds one label, since their order counts.', {
            todo: `Write "- ${label}:" on a line of its own.`,
          }),
        );
      } else if (!NAME.test(label)) {
        report(error('rubric/name', at.keyPlace, `"${label}" must be a name: small letters, digits and _.`));
      } else if (seen.has(label)) {
        report(
          error('rubric/label', at.keyPlace, `The label "${label}" stands here twice.`, {
            todo: 'Put its patterns together.',
          }),
        );
      }
      seen.add(label);
      return resolve(label, value, at);
    }),
  );
}

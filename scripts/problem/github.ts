import type { Place, Problem } from '../problem.js';

/** One workflow command per problem, as GitHub Actions reads them from a log and shows them beside the line. */
export function renderGithub(problems: readonly Problem[], shownFile: (file: string) => string): string {
  const lines = problems.map(({ code, severity, place, what, why, todo }) => {
    const properties = {
      ...(place !== undefined && { file: shownFile(place.file), line: place.line, col: place.column }),
      ...(place?.length !== undefined && { endColumn: place.column + place.length }),
      title: code,
    };
    const written = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
    const message = [what, why, todo].filter((sentence) => sentence !== undefined).join('\n');
    return `::${severity} ${written.join(',')}::${escapeData(message)}\n`;
  });
  return lines.join('');
}

/** What is worth knowing and no problem, beside its line. */
export interface Notice {
  readonly title: string;
  readonly place: Place;
  readonly message: string;
}

/** As above, as notices; empty without any. */
export function renderGithubNotices(notices: readonly Notice[]): string {
  const lines = notices.map(({ title, place, message }) => {
    const properties = `file=${escapeProperty(place.file)},line=${place.line},col=${place.column},title=${escapeProperty(title)}`;
    return `::notice ${properties}::${escapeData(message)}\n`;
  });
  return lines.join('');
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
